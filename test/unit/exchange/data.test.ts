// Workflows, templates, events and what the services return, as JSON and YAML. All values are made up.
import { itReads, itRefuses, medicalFamilies, notes } from './texts.ts';

const role = notes.DataAccessRoleArn;
const renamed = /^Names were matched to those of AWS: /;
const id = '0123456789abcdef0123456789abcdef';

const machine = {
  Comment: 'Nightly',
  StartAt: 'Find',
  States: {
    Find: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:comprehendmedical:startEntitiesDetectionV2Job',
      Parameters: {
        ...notes,
        InputDataConfig: { S3Bucket: 'clinical-notes', 'S3Key.$': '$.prefix' },
        'JobName.$': "States.Format('nightly-{}', $$.Execution.Name)",
        'ClientRequestToken.$': '$$.Execution.Name',
      },
      Next: 'Match',
    },
    Match: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:entityresolution:startMatchingJob',
      Parameters: { WorkflowName: 'patients' },
      End: true,
    },
  },
};

const event = {
  eventVersion: '1.09',
  userIdentity: { type: 'AssumedRole', accountId: '123456789012' },
  eventTime: '2026-01-02T03:04:05Z',
  eventSource: 'comprehendmedical.amazonaws.com',
  eventName: 'StartPHIDetectionJob',
  awsRegion: 'us-east-1',
  requestParameters: {
    inputDataConfig: { s3Bucket: 'clinical-notes', s3Key: 'in/' },
    outputDataConfig: { s3Bucket: 'results', s3Key: 'out/' },
    dataAccessRoleArn: role,
    languageCode: 'en',
    clientRequestToken: 'an-old-token',
  },
  responseElements: { jobId: id },
  recipientAccountId: '123456789012',
};
const ofEvent = {
  kinds: ['PHIDetection'],
  request: notes,
  region: 'us-east-1',
  account: '123456789012',
  told: /inputDataConfig → InputDataConfig.*left out: clientRequestToken\./,
};

const job = {
  JobId: id,
  JobName: 'nightly',
  JobStatus: 'COMPLETED',
  SubmitTime: 1767323045.1,
  EndTime: 1767326645.2,
  InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: 'in/' },
  OutputDataConfig: { S3Bucket: 'results', S3Key: `out/123456789012-PHIDetection-${id}/` },
  LanguageCode: 'en',
  DataAccessRoleArn: role,
  ManifestFilePath: `out/123456789012-PHIDetection-${id}/Manifest`,
  ModelVersion: '2.0.0',
};

describe('import: data', () => {
  itReads([
    {
      title: 'a state machine with JSONPath; each state is a choice',
      text: JSON.stringify(machine, null, 2),
      expected: [
        {
          kinds: ['EntitiesDetectionV2'],
          request: {
            JobName: '${var:JobName}',
            ...notes,
            InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: '${var:prefix}' },
          },
          variables: ['prefix', 'JobName'],
          name: 'Find',
          told: /left out: ClientRequestToken/,
        },
        { kinds: ['Matching'], request: { workflowName: 'patients' }, name: 'Match', told: renamed },
      ],
    },
    {
      title: 'a state with JSONata, in another partition',
      text: `{
  "Type": "Task",
  "Resource": "arn:aws-us-gov:states:::aws-sdk:entityresolution:startIdMappingJob",
  "Arguments": {
    "WorkflowName": "{% $states.input.workflow %}",
    "OutputSourceConfig": [
      { "RoleArn": "arn:aws:iam::123456789012:role/Er", "OutputS3Path": "{% 's3://' & $states.input.bucket & '/' %}" }
    ]
  }
}`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: {
            workflowName: '${var:workflow}',
            outputSourceConfig: [{ roleArn: 'arn:aws:iam::123456789012:role/Er', outputS3Path: 's3://${var:bucket}/' }],
          },
          variables: ['workflow', 'bucket'],
          told: renamed,
        },
      ],
    },
    {
      title: 'a state whose arguments are computed as a whole',
      text: `{"Resource": "arn:aws:states:::aws-sdk:entityresolution:startMatchingJob", "Arguments": "{% $states.input %}"}`,
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: '${var:workflowName}' },
          variables: ['workflowName'],
        },
      ],
    },
    {
      title: 'the parameters of a state without it',
      text: `{ "Parameters": { "WorkflowName.$": "$.workflow", "JobType": "BATCH" } }`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: { workflowName: '${var:workflow}', jobType: 'BATCH' },
          variables: ['workflow'],
          told: renamed,
        },
      ],
    },
    {
      title: 'a state machine as YAML, with substitutions of its deployment',
      text: `StartAt: Find
States:
  Find:
    Type: Task
    Resource: arn:aws:states:::aws-sdk:comprehendmedical:startPHIDetectionJob
    Parameters:
      InputDataConfig: { S3Bucket: "\${NotesBucket}", S3Key: in/ }
      OutputDataConfig:
        S3Bucket: results
        S3Key: out/
      DataAccessRoleArn: ${role}
      LanguageCode: en
    End: true
`,
      expected: [
        {
          kinds: ['PHIDetection'],
          request: { ...notes, InputDataConfig: { S3Bucket: '${var:NotesBucket}', S3Key: 'in/' } },
          variables: ['NotesBucket'],
          name: 'Find',
        },
      ],
    },
    {
      title: 'a template of SAM with a state machine in it',
      text: `Transform: AWS::Serverless-2016-10-31
Parameters:
  Notes: { Type: String }
Resources:
  Nightly:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: !GetAtt NightlyRole.Arn
      Definition:
        StartAt: Find
        States:
          Find:
            Type: Task
            Resource: !Sub arn:\${AWS::Partition}:states:::aws-sdk:comprehendmedical:startSNOMEDCTInferenceJob
            Parameters:
              InputDataConfig:
                S3Bucket: !Ref Notes
                S3Key: in/
              OutputDataConfig: { S3Bucket: !ImportValue results-bucket, S3Key: out/ }
              DataAccessRoleArn: !GetAtt DataRole.Arn
              LanguageCode: en
            End: true
`,
      expected: [
        {
          kinds: ['SNOMEDCTInference'],
          request: {
            ...notes,
            InputDataConfig: { S3Bucket: '${var:Notes}', S3Key: 'in/' },
            OutputDataConfig: { S3Bucket: '${var:S3Bucket}', S3Key: 'out/' },
            DataAccessRoleArn: '${var:DataRole.Arn}',
          },
          variables: ['Notes', 'S3Bucket', 'DataRole.Arn'],
          name: 'Find',
        },
      ],
    },
    {
      title: 'a template of CloudFormation with the definition as a text',
      text: JSON.stringify({
        Resources: {
          Nightly: {
            Type: 'AWS::StepFunctions::StateMachine',
            Properties: {
              DefinitionString: {
                'Fn::Join': [
                  '',
                  [
                    '{"StartAt":"Go","States":{"Go":{"Type":"Task","Resource":"arn:',
                    { Ref: 'AWS::Partition' },
                    ':states:::aws-sdk:entityresolution:startMatchingJob","Parameters":{"WorkflowName":"',
                    { Ref: 'Flow' },
                    '"},"End":true}}}',
                  ],
                ],
              },
            },
          },
        },
      }),
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: '${var:Flow}' },
          variables: ['Flow'],
          told: renamed,
          name: 'Go',
        },
      ],
    },
    {
      title: 'a custom resource of the CDK',
      text: JSON.stringify({
        Resources: {
          Start: {
            Type: 'Custom::AWS',
            Properties: {
              Create:
                '{"service":"EntityResolution","action":"startMatchingJob","parameters":{"workflowName":"patients"},"physicalResourceId":{"id":"x"}}',
            },
          },
        },
      }),
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' } }],
    },
    {
      title: 'a target of EventBridge Scheduler',
      text: JSON.stringify({
        Arn: 'arn:aws:scheduler:::aws-sdk:comprehendmedical:startPHIDetectionJob',
        RoleArn: 'arn:aws:iam::123456789012:role/Scheduler',
        Input: JSON.stringify({ ...notes, JobName: 'phi-<aws.scheduler.execution-id>' }),
        RetryPolicy: { MaximumRetryAttempts: 0 },
      }),
      expected: [
        {
          kinds: ['PHIDetection'],
          request: { JobName: 'phi-${var:execution-id}', ...notes },
          variables: ['execution-id'],
          told: /^Not part of a job spec and left out: RoleArn, RetryPolicy\.$/,
        },
      ],
    },
    {
      title: 'a schedule in a template',
      text: `Resources:
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: cron(0 3 * * ? *)
      FlexibleTimeWindow: { Mode: "OFF" }
      Target:
        Arn: arn:aws:scheduler:::aws-sdk:entityresolution:startIdMappingJob
        RoleArn: !GetAtt R.Arn
        Input: !Sub '{"WorkflowName": "\${Flow}", "JobType": "BATCH"}'
`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: { workflowName: '${var:Flow}', jobType: 'BATCH' },
          variables: ['Flow'],
          told: /left out: RoleArn\./,
        },
      ],
    },
    {
      title: 'an event of CloudTrail',
      text: JSON.stringify(event, null, 2),
      expected: [ofEvent],
    },
    {
      title: 'a file of events, of which some start a job',
      text: JSON.stringify({ Records: [{ ...event, eventName: 'ListPHIDetectionJobs' }, event] }),
      expected: [{ ...ofEvent, name: '2026-01-02T03:04:05Z' }],
    },
    {
      title: 'what aws cloudtrail lookup-events prints',
      text: JSON.stringify({
        Events: [{ EventId: 'x', EventName: 'StartPHIDetectionJob', CloudTrailEvent: JSON.stringify(event) }],
      }),
      expected: [ofEvent],
    },
    {
      title: 'an event of EventBridge with a hidden value',
      text: JSON.stringify({
        source: 'aws.entityresolution',
        detail: {
          eventSource: 'entityresolution.amazonaws.com',
          eventName: 'StartMatchingJob',
          awsRegion: 'eu-west-1',
          requestParameters: { workflowName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        },
      }),
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: '${var:workflowName}' },
          region: 'eu-west-1',
          variables: ['workflowName'],
        },
      ],
    },
    {
      title: 'what Describe returns, which does not say the kind',
      text: JSON.stringify({ ComprehendMedicalAsyncJobProperties: job }, null, 4),
      expected: [{ kinds: medicalFamilies, request: { JobName: 'nightly', ...notes }, name: 'nightly' }],
    },
    {
      title: 'what Describe returns after its command, which says the kind',
      text: `$ aws comprehendmedical describe-phi-detection-job --job-id ${id}\n${JSON.stringify({ ComprehendMedicalAsyncJobProperties: job })}\n$ `,
      expected: [{ kinds: ['PHIDetection'], request: { JobName: 'nightly', ...notes } }],
    },
    {
      title: 'what Describe returns after each of two commands',
      text: ['phi-detection', 'rx-norm-inference']
        .map(
          name =>
            `$ aws comprehendmedical describe-${name}-job --job-id ${id}\n${JSON.stringify({ ComprehendMedicalAsyncJobProperties: job })}`,
        )
        .join('\n'),
      expected: ['PHIDetection', 'RxNormInference'].map(kind => ({
        kinds: [kind],
        request: { JobName: 'nightly', ...notes },
      })),
    },
    {
      title: 'a state that runs with a role of another account',
      text: JSON.stringify({
        Resource: 'arn:aws:states:::aws-sdk:entityresolution:startMatchingJob',
        Credentials: { RoleArn: 'arn:aws:iam::210987654321:role/Other' },
        Parameters: { WorkflowName: 'patients' },
      }),
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: 'patients' },
          told: /WorkflowName → .*left out: Credentials\./,
        },
      ],
    },
    {
      title: 'what List returns; each job is a choice',
      text: JSON.stringify({
        ComprehendMedicalAsyncJobPropertiesList: [job, { ...job, JobId: 'f'.repeat(32), JobName: undefined }],
      }),
      expected: [
        { kinds: medicalFamilies, request: { JobName: 'nightly', ...notes }, name: 'nightly' },
        {
          kinds: medicalFamilies,
          request: { ...notes, OutputDataConfig: job.OutputDataConfig },
          name: 'f'.repeat(32),
        },
      ],
    },
    {
      title: 'what Describe returns as YAML',
      text: `ComprehendMedicalAsyncJobProperties:
  DataAccessRoleArn: ${role}
  InputDataConfig:
    S3Bucket: clinical-notes
    S3Key: in/
  JobId: ${id}
  JobStatus: IN_PROGRESS
  LanguageCode: en
  OutputDataConfig:
    S3Bucket: results
    S3Key: out/
`,
      expected: [{ kinds: medicalFamilies, request: notes, name: id }],
    },
    {
      title: 'what GetIdMappingJob returns, which says neither the workflow nor, but by its members, the kind',
      text: JSON.stringify({
        jobId: id,
        status: 'SUCCEEDED',
        startTime: '2026-01-02T03:04:05Z',
        metrics: { inputRecords: 5, totalMappedRecords: 4 },
        outputSourceConfig: [{ roleArn: 'arn:aws:iam::123456789012:role/Er', outputS3Path: 's3://results/map/' }],
        jobType: 'BATCH',
      }),
      expected: [
        {
          kinds: ['IdMapping'],
          request: {
            workflowName: '${var:workflowName}',
            jobType: 'BATCH',
            outputSourceConfig: [{ roleArn: 'arn:aws:iam::123456789012:role/Er', outputS3Path: 's3://results/map/' }],
          },
          variables: ['workflowName'],
          told: /does not return the workflow/,
          name: id,
        },
      ],
    },
    {
      title: 'what GetMatchingJob returns, by its metrics',
      text: JSON.stringify({ jobId: id, status: 'SUCCEEDED', startTime: 1, metrics: { inputRecords: 5, matchIDs: 4 } }),
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: '${var:workflowName}' },
          variables: ['workflowName'],
          told: /does not return the workflow/,
        },
      ],
    },
    {
      title: 'what lists of Entity Resolution return',
      text: JSON.stringify({ jobs: [{ jobId: id, status: 'QUEUED', startTime: '2026-01-02T03:04:05Z' }] }),
      expected: [
        {
          kinds: ['IdMapping', 'Matching'],
          request: { workflowName: '${var:workflowName}' },
          variables: ['workflowName'],
          told: /does not return the workflow/,
        },
      ],
    },
    {
      title: 'a request as JSON, with comments and names in another case',
      text: `// nightly
{ "WorkflowName": "patients", "jobtype": "BATCH", }`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: { workflowName: 'patients', jobType: 'BATCH' },
          told: /WorkflowName → workflowName, jobtype → jobType/,
        },
      ],
    },
    {
      title: 'a list of requests',
      text: `[{ "workflowName": "a" }, { "workflowName": "b" }]`,
      expected: ['a', 'b'].map(workflowName => ({ kinds: ['IdMapping', 'Matching'], request: { workflowName } })),
    },
    {
      title: 'a skeleton as YAML',
      text: "workflowName: 'patients'  # [REQUIRED] The workflow.\njobType: BATCH # How much. Valid values are: BATCH.\n",
      expected: [{ kinds: ['IdMapping'], request: { workflowName: 'patients', jobType: 'BATCH' } }],
    },
  ]);

  itRefuses([
    [
      'a template that starts no job',
      'Resources:\n  B:\n    Type: AWS::S3::Bucket\n',
      /^No request .* read as YAML\.$/,
    ],
    [
      'a workflow that is no job',
      JSON.stringify({
        Resources: { M: { Properties: { WorkflowName: 'w', ResolutionTechniques: {}, RoleArn: 'r' } } },
      }),
      /^No request .* read as JSON\.$/,
    ],
    ['a spec', '{"action":"entityresolution:StartMatchingJob","request":{}}', /already a job spec/],
    [
      'a slip in JSON, and where',
      '{\n  "a": "b"\n  "c": "d"\n}',
      /^Line 3, column 3: A comma is missing.*read as JSON\.$/,
    ],
    ['a slip in YAML, and where', 'a: b\nc:\n\t- d', /^Line 3, column 1: .*read as YAML\.$/],
  ]);
});
