// Calls of the SDKs and objects of their languages, as people publish and paste them. All values are made up.
import assert from 'node:assert/strict';
import { foundIn, itReads, itRefuses, medicalFamilies, notes } from './texts.ts';

const role = notes.DataAccessRoleArn;

describe('import: Python and JavaScript', () => {
  itReads([
    {
      title: 'a call of boto3 with names, an f-string, the environment and comments',
      text: `import boto3
import os
from datetime import date

BUCKET = "clinical-notes"  # where the notes are
API_TOKEN = "hunter2"

client = boto3.client(service_name='comprehendmedical', region_name='us-east-1')

def start(prefix):
    """Starts the job; doesn't wait."""
    response = client.start_entities_detection_v2_job(
        InputDataConfig={
            'S3Bucket': BUCKET,
            'S3Key': f"in/{prefix}/{date.today():%Y-%m-%d}/",
        },
        OutputDataConfig={'S3Bucket': os.environ['RESULTS'], 'S3Key': 'out/'},
        DataAccessRoleArn='${role}',
        JobName='nightly-' + prefix,
        LanguageCode='en',
        KMSKey=None,
    )
    return response['JobId']
`,
      expected: [
        {
          kinds: ['EntitiesDetectionV2'],
          request: {
            JobName: 'nightly-${var:prefix}',
            InputDataConfig: { S3Bucket: '${var:BUCKET}', S3Key: 'in/${var:prefix}/${var:S3Key}/' },
            OutputDataConfig: { S3Bucket: '${var:RESULTS}', S3Key: 'out/' },
            DataAccessRoleArn: role,
            LanguageCode: 'en',
          },
          region: 'us-east-1',
          variables: ['BUCKET', 'prefix', 'S3Key', 'RESULTS'],
          line: 12,
        },
      ],
    },
    {
      title: 'a call with keyword arguments of a name, and what is set later',
      text: `params = dict(
    InputDataConfig={"S3Bucket": "clinical-notes", "S3Key": "in/"},
    OutputDataConfig={"S3Bucket": "results", "S3Key": "out/"},
    DataAccessRoleArn=(
        "arn:aws:iam::123456789012:"
        "role/ComprehendMedicalData"
    ),
    LanguageCode="en",
)
params["KMSKey"] = key
job = boto3.client("comprehendmedical", "eu-west-1").start_phi_detection_job(**params)`,
      expected: [
        { kinds: ['PHIDetection'], request: notes, region: 'eu-west-1', told: /left out: params\["KMSKey"\]/ },
      ],
    },
    {
      title: 'a request that is only a name',
      text: `client.start_matching_job(**request)`,
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: '${var:request.workflowName}' },
          variables: ['request.workflowName'],
        },
      ],
    },
    {
      title: 'the placeholders of the documentation of boto3',
      text: `response = client.start_id_mapping_job(
    workflowName='string',
    jobType='BATCH'|'INCREMENTAL'|'DELETE_ONLY',
)`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: { workflowName: 'string', jobType: '${var:jobType}' },
          variables: ['jobType'],
        },
      ],
    },
    {
      title: 'several calls, which are a choice',
      text: `for start in (1, 2):
    er.start_matching_job(workflowName="patients")
    er.start_matching_job(workflowName="providers")`,
      expected: [
        { kinds: ['Matching'], request: { workflowName: 'patients' }, line: 2 },
        { kinds: ['Matching'], request: { workflowName: 'providers' }, line: 3 },
      ],
    },
    {
      title: 'a client of version 3 for JavaScript with shorthand names, a template and a spread',
      text: `import { ComprehendMedicalClient, StartRxNormInferenceJobCommand } from "@aws-sdk/client-comprehendmedical"; // ES Modules import
// const { ComprehendMedicalClient } = require("@aws-sdk/client-comprehendmedical");
const client = new ComprehendMedicalClient({ region: 'us-west-2' });
const common = { LanguageCode: 'en', DataAccessRoleArn };
const input = { // StartRxNormInferenceJobRequest
  InputDataConfig: { // InputDataConfig
    S3Bucket: process.env.NOTES, // required
    S3Key: \`in/\${day}/\`,
  },
  OutputDataConfig: { S3Bucket: "results", S3Key: "out/", },
  ...common,
  /* not encrypted */
};
const command = new StartRxNormInferenceJobCommand(input);
const response = await client.send(command);`,
      expected: [
        {
          kinds: ['RxNormInference'],
          request: {
            InputDataConfig: { S3Bucket: '${var:NOTES}', S3Key: 'in/${var:day}/' },
            OutputDataConfig: { S3Bucket: 'results', S3Key: 'out/' },
            DataAccessRoleArn: '${var:DataAccessRoleArn}',
            LanguageCode: 'en',
          },
          region: 'us-west-2',
          variables: ['NOTES', 'day', 'DataAccessRoleArn'],
        },
      ],
    },
    {
      title: 'TypeScript: a typed request, a call with types, "as const"',
      text: `const input: StartIdMappingJobCommandInput = {
  workflowName: config.workflow,
  jobType: 'DELETE_ONLY' as const,
  outputSourceConfig: [{ roleArn: \`arn:aws:iam::\${account}:role/Er\`, outputS3Path: 's3://results/map/' }],
} satisfies Input;
await client.send(new StartIdMappingJobCommand<string>(input));`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: {
            workflowName: '${var:config.workflow}',
            jobType: 'DELETE_ONLY',
            outputSourceConfig: [{ roleArn: 'arn:aws:iam::${var:account}:role/Er', outputS3Path: 's3://results/map/' }],
          },
          variables: ['config.workflow', 'account'],
        },
      ],
    },
    {
      title: 'a typed request without its call',
      text: `const params: StartMatchingJobCommandInput = { workflowName: "patients" };`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' } }],
    },
    {
      title: 'version 2 for JavaScript, with a callback',
      text: `var AWS = require('aws-sdk');
AWS.config.update({region: 'eu-west-2'});
var comprehendmedical = new AWS.ComprehendMedical({apiVersion: '2018-10-30'});
var params = {
  DataAccessRoleArn: '${role}', /* required */
  InputDataConfig: { /* required */
    S3Bucket: 'clinical-notes', /* required */
    S3Key: 'in/'
  },
  LanguageCode: 'en', /* required */
  OutputDataConfig: { S3Bucket: 'results', S3Key: 'out/' }
};
comprehendmedical.startICD10CMInferenceJob(params, function(err, data) {
  if (err) console.log(err, err.stack); // an error occurred
  else     console.log(data);           // successful response
});`,
      expected: [{ kinds: ['ICD10CMInference'], request: notes, region: 'eu-west-2' }],
    },
    {
      title: 'version 2 with the request in the call and a promise',
      text: `exports.handler = async (event) => {
  const { jobId } = await er.startMatchingJob({ workflowName: event.workflow }).promise();
  return jobId;
};`,
      expected: [{ kinds: ['Matching'], request: { workflowName: '${var:workflow}' }, variables: ['workflow'] }],
    },
    {
      title: 'a dictionary of Python: single quotes, trailing commas, None, comments',
      text: `{
    # what to read
    'InputDataConfig': {'S3Bucket': 'clinical-notes', 'S3Key': 'in/',},
    'OutputDataConfig': {'S3Bucket': 'results', 'S3Key': 'out/'},
    'DataAccessRoleArn': role_arn,
    'LanguageCode': 'en',
    'KMSKey': None,
}`,
      expected: [
        {
          kinds: medicalFamilies,
          request: { ...notes, DataAccessRoleArn: '${var:role_arn}' },
          variables: ['role_arn'],
        },
      ],
    },
    {
      title: 'an object of JavaScript: unquoted names, trailing commas, comments, double quotes',
      text: `const params = {
  workflowName: "patients", // the nightly one
  jobType: "INCREMENTAL",
};`,
      expected: [{ kinds: ['IdMapping'], request: { workflowName: 'patients', jobType: 'INCREMENTAL' } }],
    },
    {
      title: 'keyword arguments without their call',
      text: `InputDataConfig={'S3Bucket': 'clinical-notes', 'S3Key': 'in/'},
OutputDataConfig={'S3Bucket': 'results', 'S3Key': 'out/'},
DataAccessRoleArn='${role}',
LanguageCode='en',`,
      expected: [{ kinds: medicalFamilies, request: notes }],
    },
    {
      title: 'names in snake_case, which are matched and told',
      text: `{"input_data_config": {"s3_bucket": "clinical-notes", "s3_key": "in/"}, "output_data_config": {"s3_bucket": "results", "s3_key": "out/"}, "data_access_role_arn": "${role}", "language_code": "en"}`,
      expected: [
        { kinds: medicalFamilies, request: notes, told: /input_data_config → InputDataConfig, s3_bucket → S3Bucket/ },
      ],
    },
    {
      title: 'what a call of boto3 printed',
      text: `{'ComprehendMedicalAsyncJobProperties': {'JobId': '0123456789abcdef0123456789abcdef', 'JobName': 'nightly', 'JobStatus': 'COMPLETED', 'SubmitTime': datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=tzlocal()), 'InputDataConfig': {'S3Bucket': 'clinical-notes', 'S3Key': 'in/'}, 'OutputDataConfig': {'S3Bucket': 'results', 'S3Key': 'out/'}, 'LanguageCode': 'en', 'DataAccessRoleArn': '${role}', 'ModelVersion': '2.0.0'}, 'ResponseMetadata': {'HTTPStatusCode': 200}}`,
      expected: [{ kinds: medicalFamilies, request: { JobName: 'nightly', ...notes }, name: 'nightly' }],
    },
    {
      title: 'a part of a program, with brackets that belong to what is cut off, after prose',
      text: `Here's what we run today:

      client.start_matching_job(workflowName="patients")
    except ClientError as error:
        logger.error("it didn't start: %s", error)
    })`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' } }],
    },
    {
      title: 'different expressions of one name',
      text: `client.start_phi_detection_job(
    InputDataConfig={'S3Bucket': event['bucket'], 'S3Key': key or "in/"},
    OutputDataConfig={'S3Bucket': args.bucket, 'S3Key': key if key else "out/"},
    DataAccessRoleArn='${role}', LanguageCode='en')`,
      expected: [
        {
          kinds: ['PHIDetection'],
          request: {
            ...notes,
            InputDataConfig: { S3Bucket: '${var:bucket}', S3Key: '${var:S3Key}' },
            OutputDataConfig: { S3Bucket: '${var:bucket_2}', S3Key: '${var:S3Key_2}' },
          },
          variables: ['bucket', 'S3Key', 'bucket_2', 'S3Key_2'],
        },
      ],
    },
    {
      title: 'a dollar sign before an expression, which would escape the variable',
      text: 'client.start_phi_detection_job(JobName=f"a", InputDataConfig={"S3Bucket": "clinical-notes", "S3Key": f"${day}"}, OutputDataConfig=out, DataAccessRoleArn=role, LanguageCode="en")',
      expected: [
        {
          kinds: ['PHIDetection'],
          request: {
            JobName: 'a',
            InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: '${var:dollar}${var:day}' },
            OutputDataConfig: { S3Bucket: '${var:out.S3Bucket}', S3Key: '${var:out.S3Key}' },
            DataAccessRoleArn: '${var:role}',
            LanguageCode: 'en',
          },
          variables: ['dollar', 'day', 'out.S3Bucket', 'out.S3Key', 'role'],
        },
      ],
    },
    {
      title: 'a schedule that a program makes',
      text: `scheduler = boto3.client('scheduler')
scheduler.create_schedule(
    Name='nightly',
    ScheduleExpression='rate(1 day)',
    FlexibleTimeWindow={'Mode': 'OFF'},
    Target={
        'Arn': 'arn:aws:scheduler:::aws-sdk:entityresolution:startMatchingJob',
        'RoleArn': role,
        'Input': json.dumps({'WorkflowName': flow}),
    },
)`,
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: '${var:flow}' },
          variables: ['flow'],
          told: /WorkflowName → workflowName.*left out: RoleArn/,
        },
      ],
    },
    {
      title: 'a call of a service by the CDK, in TypeScript',
      text: `export class Nightly extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new CallAwsService(this, 'Find', {
      service: 'entityresolution',
      action: 'startMatchingJob',
      parameters: { WorkflowName: 'patients' },
      iamResources: ['*'],
    });
  }
}`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' }, told: /WorkflowName → workflowName/ }],
    },
    {
      title: 'escapes and raw texts',
      text: String.raw`client.start_matching_job(workflowName="a\x2db\u002dc" + r"_d")
client.start_matching_job(workflowName='it' 's')`,
      expected: [
        { kinds: ['Matching'], request: { workflowName: 'a-b-c_d' } },
        { kinds: ['Matching'], request: { workflowName: 'its' } },
      ],
    },
  ]);

  itReads([
    {
      title: 'a region of the client that is called, and not of others',
      text: `east = boto3.client('entityresolution', region_name='us-east-1')
west = boto3.client('entityresolution', 'us-west-2')
s3 = boto3.client('s3', region_name='eu-west-1')
east.start_matching_job(workflowName='a')
west.start_matching_job(workflowName='b')`,
      expected: [
        { kinds: ['Matching'], request: { workflowName: 'a' }, region: 'us-east-1' },
        { kinds: ['Matching'], request: { workflowName: 'b' }, region: 'us-west-2' },
      ],
    },
    {
      title: 'no region of a client for S3',
      text: `const s3 = new S3Client({ region: 'eu-west-1' });
await client.send(new StartMatchingJobCommand({ workflowName: 'a' }));`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'a' } }],
    },
    {
      title: 'a client in a private field, and a comment in a program without constants',
      text: `import { Base } from './base.js'
class Runner extends Base {
  run() {
    // don't wait
    return this.#client.send(new StartMatchingJobCommand({ // workflowName: 'old',
      workflowName: 'a' }));
  }
}`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'a' } }],
    },
    {
      title: 'an object that is changed in depth and by a method, and a part that is changed',
      text: `outputs = [{'roleArn': '${role}', 'outputS3Path': 's3://results/map/'}]
outputs[0]['roleArn'] = other
params = {'workflowName': 'a', 'outputSourceConfig': outputs}
params.update(jobType='INCREMENTAL')
client.start_id_mapping_job(**params)
params['workflowName'] = 'b'`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: { workflowName: 'a', outputSourceConfig: [{ roleArn: role, outputS3Path: 's3://results/map/' }] },
          told: /left out: params\.update, outputs\[0\]\['roleArn'\]\.$/,
        },
      ],
    },
    {
      title: 'an object to which others are assigned',
      text: `const params = { workflowName: 'a' };
Object.assign(params, more);
client.startMatchingJob(params);`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'a' }, told: /left out: params\.$/ }],
    },
  ]);

  it('tells the value that the text gives to a name, unless it is a secret', async () => {
    const [found] = await foundIn(
      'FLOW = "patients"\nAPI_TOKEN = "hunter2"\nclient.start_id_mapping_job(workflowName=FLOW, jobType=API_TOKEN)',
    );
    assert.deepEqual(found!.specFor(found!.kinds[0]!).variables, [
      { name: 'FLOW', source: 'FLOW', value: 'patients' },
      { name: 'API_TOKEN', source: 'API_TOKEN' },
    ]);
  });

  itRefuses([
    [
      'a bracket that is not closed, and where',
      "client.start_matching_job(\n    workflowName='patients',",
      /^Line 1, column 26: The bracket \( that begins here is not closed\. .*read as Python or JavaScript\.$/,
    ],
    [
      'a text that is not closed, and where',
      "client.start_matching_job(\n    workflowName='patients\n)",
      /^Line 2, column 18: The text that begins here is not closed/,
    ],
    [
      'a value that is left out',
      'new StartMatchingJobCommand({ workflowName: })',
      /^Line 1, column 45: A value is missing here/,
    ],
    [
      'a comma that is left out',
      "client.start_phi_detection_job(InputDataConfig={'S3Bucket': 'a' 'S3Key': 'b'})",
      /^Line 1, column 72: A comma/,
    ],
    [
      'a call that does not start a job',
      "client.describe_phi_detection_job(JobId='1')",
      /does not start a job\. Import what it returns/,
    ],
    ['a program without a request', 'x = {"a": 1}', /^No request/],
  ]);
});
