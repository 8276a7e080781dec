// Commands as people publish and paste them. All values are made up.
import assert from 'node:assert/strict';
import { foundIn, itReads, itRefuses, notes } from './texts.ts';

const role = notes.DataAccessRoleArn;
const output = { roleArn: 'arn:aws:iam::123456789012:role/Er', outputS3Path: 's3://results/map/' };

describe('import: shell commands', () => {
  itReads([
    {
      title: 'a command over several lines, as in the documentation',
      text: `aws comprehendmedical start-entities-detection-v2-job \\
    --input-data-config "S3Bucket=clinical-notes,S3Key=in/" \\
    --output-data-config "S3Bucket=results,S3Key=out/" \\
    --data-access-role-arn ${role} \\
    --language-code en`,
      expected: [{ kinds: ['EntitiesDetectionV2'], request: notes, line: 1 }],
    },
    {
      title: 'values and a region that a comment gives otherwise',
      text: `export AWS_REGION=us-east-1
INPUT='{"S3Bucket":"clinical-notes","S3Key":"in/"}'
# export AWS_REGION=us-west-2
# INPUT='{"S3Bucket":"old"}'
aws comprehendmedical start-phi-detection-job --input-data-config "$INPUT" --output-data-config S3Bucket=results,S3Key=out/ --data-access-role-arn ${role} --language-code en`,
      expected: [{ kinds: ['PHIDetection'], request: notes, region: 'us-east-1' }],
    },
    {
      title: 'a name with another value for each command',
      text: ['one', 'two']
        .map(
          bucket => `INPUT='{"S3Bucket":"${bucket}"}'
aws comprehendmedical start-phi-detection-job --input-data-config "$INPUT" --output-data-config S3Bucket=results,S3Key=out/ --data-access-role-arn ${role} --language-code en`,
        )
        .join('\n'),
      expected: ['one', 'two'].map(S3Bucket => ({
        kinds: ['PHIDetection'],
        request: { ...notes, InputDataConfig: { S3Bucket } },
      })),
    },
    {
      title: 'JSON values, a prompt, the prompt of the next lines, and a comment',
      text: `user@host:~$ aws comprehendmedical start-phi-detection-job --region us-east-1 \\
>   --input-data-config '{"S3Bucket":"clinical-notes","S3Key":"in/"}' \\
>   --output-data-config '{"S3Bucket": "results", "S3Key": "out/"}' \\
>   --data-access-role-arn '${role}' --language-code en   # the nightly run
{
    "JobId": "0123456789abcdef0123456789abcdef"
}`,
      expected: [{ kinds: ['PHIDetection'], request: notes, region: 'us-east-1' }],
    },
    {
      title: 'options of every command, before and after the service, joined or not',
      text: `aws --profile=clinic --output json comprehendmedical start-rx-norm-inference-job --endpoint-url https://localhost:4566 --no-cli-pager --region eu-west-1 --job-name "Nightly run" --input-data-config S3Bucket=clinical-notes,S3Key=in/ --output-data-config S3Bucket=results,S3Key=out/ --data-access-role-arn=${role} --language-code=en --query JobId`,
      expected: [
        {
          kinds: ['RxNormInference'],
          request: { JobName: 'Nightly run', ...notes },
          region: 'eu-west-1',
          told: /left out: --profile, --output, --endpoint-url, --no-cli-pager, --query\./,
        },
      ],
    },
    {
      title: 'names and expressions of the shell, each as one variable',
      text: `#!/bin/bash
set -euo pipefail
BUCKET="clinical-notes"
aws comprehendmedical start-icd10-cm-inference-job \\
  --job-name "icd-$(date +%F)" \\
  --input-data-config "S3Bucket=$BUCKET,S3Key=\${PREFIX:-in}/" \\
  --output-data-config S3Bucket=\${BUCKET},S3Key=out/ \\
  --data-access-role-arn "arn:aws:iam::$ACCOUNT_ID:role/ComprehendMedicalData" \\
  --language-code en | jq -r .JobId`,
      expected: [
        {
          kinds: ['ICD10CMInference'],
          request: {
            JobName: 'icd-${var:job-name}',
            InputDataConfig: { S3Bucket: '${var:BUCKET}', S3Key: '${var:PREFIX}/' },
            OutputDataConfig: { S3Bucket: '${var:BUCKET}', S3Key: 'out/' },
            DataAccessRoleArn: 'arn:aws:iam::${var:ACCOUNT_ID}:role/ComprehendMedicalData',
            LanguageCode: 'en',
          },
          variables: ['job-name', 'BUCKET', 'PREFIX', 'ACCOUNT_ID'],
          line: 4,
        },
      ],
    },
    {
      title: 'several commands, which are a choice',
      text: `# Entities first, then the codes.
aws comprehendmedical start-entities-detection-v2-job --cli-input-json '${JSON.stringify(notes)}' && \\
aws comprehendmedical start-snomedct-inference-job --cli-input-json '${JSON.stringify(notes)}'
JOB=$(aws entityresolution start-matching-job --workflow-name patients --query jobId --output text)`,
      expected: [
        { kinds: ['EntitiesDetectionV2'], request: notes, line: 2 },
        { kinds: ['SNOMEDCTInference'], request: notes, line: 3 },
        { kinds: ['Matching'], request: { workflowName: 'patients' }, line: 4, told: /--query, --output/ },
      ],
    },
    {
      title: 'PowerShell with backticks, variables and doubled quotes',
      text: `PS C:\\jobs> aws entityresolution start-id-mapping-job \`
>>   --workflow-name 'patients' \`
>>   --job-type INCREMENTAL \`
>>   --output-source-config "roleArn=$roleArn,outputS3Path=s3://results/$($run.Folder)/" \`
>>   --region $env:AWS_REGION`,
      expected: [
        {
          kinds: ['IdMapping'],
          request: {
            workflowName: 'patients',
            jobType: 'INCREMENTAL',
            outputSourceConfig: [{ roleArn: '${var:roleArn}', outputS3Path: 's3://results/${var:run.Folder}/' }],
          },
          region: '${var:AWS_REGION}',
          variables: ['AWS_REGION', 'roleArn', 'run.Folder'],
        },
      ],
    },
    {
      title: 'a here-string of PowerShell',
      text: `$request = @'
${JSON.stringify(notes, null, 2)}
'@
aws comprehendmedical start-phi-detection-job --cli-input-json @'
${JSON.stringify(notes, null, 2)}
'@ --region us-west-2`,
      expected: [{ kinds: ['PHIDetection'], request: notes, region: 'us-west-2' }],
    },
    {
      title: 'cmd.exe with carets, escaped quotes and %variables%',
      text: `C:\\> aws comprehendmedical start-phi-detection-job ^
  --input-data-config "{\\"S3Bucket\\":\\"clinical-notes\\",\\"S3Key\\":\\"in/\\"}" ^
  --output-data-config S3Bucket=%BUCKET%,S3Key=out/ ^
  --data-access-role-arn ${role} ^
  --language-code en`,
      expected: [
        {
          kinds: ['PHIDetection'],
          request: { ...notes, OutputDataConfig: { S3Bucket: '${var:BUCKET}', S3Key: 'out/' } },
          variables: ['BUCKET'],
        },
      ],
    },
    {
      title: 'a request in a file, which is asked for',
      text: 'aws comprehendmedical start-phi-detection-job --cli-input-json file://phi.json --job-name nightly',
      files: { 'phi.json': JSON.stringify(notes) },
      expected: [{ kinds: ['PHIDetection'], request: { JobName: 'nightly', ...notes } }],
    },
    {
      title: 'a request in a YAML file, and a part of a request in a file',
      text: `aws entityresolution start-id-mapping-job --cli-input-yaml file:///tmp/map.yaml --output-source-config file://out.json`,
      files: { '/tmp/map.yaml': 'workflowName: patients\njobType: BATCH\n', 'out.json': JSON.stringify([output]) },
      expected: [
        {
          kinds: ['IdMapping'],
          request: { workflowName: 'patients', jobType: 'BATCH', outputSourceConfig: [output] },
        },
      ],
    },
    {
      title: 'a file that the script writes itself',
      text: `cat > request.json <<'EOF'
${JSON.stringify(notes, null, 2)}
EOF
aws comprehendmedical start-phi-detection-job --cli-input-json file://request.json`,
      expected: [
        { kinds: ['PHIDetection'], request: notes, line: 8 + JSON.stringify(notes, null, 2).split('\n').length - 5 },
      ],
    },
    {
      title: 'a part of the request in a variable of the script',
      text: `INPUT='{"S3Bucket":"clinical-notes","S3Key":"in/"}'
OUTPUT=S3Bucket=results,S3Key=out/
aws comprehendmedical start-phi-detection-job --input-data-config "$INPUT" --output-data-config $OUTPUT --data-access-role-arn ${role} --language-code en`,
      expected: [{ kinds: ['PHIDetection'], request: notes }],
    },
    {
      title: 'a part of the request in a variable that the text does not have',
      text: `aws comprehendmedical start-phi-detection-job --input-data-config "$INPUT" --output-data-config S3Bucket=results,S3Key=out/ --data-access-role-arn ${role} --language-code en`,
      expected: [
        {
          kinds: ['PHIDetection'],
          request: { ...notes, InputDataConfig: { S3Bucket: '${var:INPUT.S3Bucket}', S3Key: '${var:INPUT.S3Key}' } },
          variables: ['INPUT.S3Bucket', 'INPUT.S3Key'],
        },
      ],
    },
    {
      title: 'quoted values of the shorthand, and an output as JSON',
      text: `aws entityresolution start-id-mapping-job --workflow-name patients --output-source-config '[{"roleArn":"${output.roleArn}","outputS3Path":"s3://results/map/"}]'
aws entityresolution start-id-mapping-job --workflow-name patients --output-source-config 'roleArn="${output.roleArn}",outputS3Path=s3://results/map/'`,
      expected: [
        { kinds: ['IdMapping'], request: { workflowName: 'patients', outputSourceConfig: [output] } },
        { kinds: ['IdMapping'], request: { workflowName: 'patients', outputSourceConfig: [output] } },
      ],
    },
    {
      title: 'a region of the environment, before the command or in the script',
      text: `AWS_REGION=eu-west-2 aws entityresolution start-matching-job --workflow-name a
export AWS_DEFAULT_REGION=us-east-2
aws entityresolution start-matching-job --workflow-name b`,
      expected: [
        { kinds: ['Matching'], request: { workflowName: 'a' }, region: 'eu-west-2' },
        { kinds: ['Matching'], request: { workflowName: 'b' }, region: 'us-east-2' },
      ],
    },
    {
      title: 'a step of a build, in YAML',
      text: `jobs:
  nightly:
    steps:
      - run: |
          aws entityresolution start-matching-job \\
            --workflow-name patients --region us-east-1`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' }, region: 'us-east-1' }],
    },
    {
      title: 'a command in Markdown, with other commands and prose that has an apostrophe',
      text: `Here's how it's done:

\`\`\`bash
aws s3 cp notes s3://clinical-notes/in/ --recursive
aws entityresolution start-matching-job --workflow-name patients
\`\`\`
Don't forget the role.`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' } }],
    },
    {
      title: 'a command with what it printed, if it describes a job',
      text: `$ aws entityresolution get-id-mapping-job --workflow-name patients --job-id 0123456789abcdef0123456789abcdef
{
  "jobId": "0123456789abcdef0123456789abcdef",
  "status": "SUCCEEDED",
  "startTime": "2026-01-02T03:04:05+00:00",
  "jobType": "BATCH"
}`,
      expected: [{ kinds: ['IdMapping'], request: { workflowName: 'patients', jobType: 'BATCH' } }],
    },
    {
      title: 'Windows line ends, a path to the program, and a redirection',
      text: '/usr/local/bin/aws entityresolution \\\r\n  start-matching-job \\\r\n  --workflow-name patients > job.json 2>&1\r\n',
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' } }],
    },
    {
      title: 'an expression of a build',
      text: 'run: aws entityresolution start-matching-job --workflow-name ${{ vars.FLOW }} --region "${{ env.REGION }}"',
      expected: [
        {
          kinds: ['Matching'],
          request: { workflowName: '${var:vars.FLOW}' },
          region: '${var:REGION}',
          variables: ['REGION', 'vars.FLOW'],
        },
      ],
    },
    {
      title: 'a command that makes a schedule, by its target',
      text: `aws scheduler create-schedule --name nightly --schedule-expression 'rate(1 day)' \\
  --flexible-time-window '{"Mode": "OFF"}' \\
  --target '{"Arn": "arn:aws:scheduler:::aws-sdk:entityresolution:startMatchingJob", "RoleArn": "arn:aws:iam::123456789012:role/S", "Input": "{\\"WorkflowName\\": \\"patients\\"}"}'`,
      expected: [{ kinds: ['Matching'], request: { workflowName: 'patients' }, told: /left out: RoleArn/ }],
    },
    {
      title: 'what only looks like a variable as it is',
      text:
        "aws comprehendmedical start-phi-detection-job --cli-input-json '" +
        JSON.stringify({ ...notes, InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: '${x}/$HOME' } }) +
        "'",
      expected: [
        {
          kinds: ['PHIDetection'],
          request: { ...notes, InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: '$${x}/$HOME' } },
        },
      ],
    },
  ]);

  it('keeps an option that no request has, so that the check reports it', async () => {
    const [found] = await foundIn('aws comprehendmedical start-phi-detection-job --tag-list a=b --language-code en');
    const { request } = JSON.parse(found!.specFor(found!.kinds[0]!).text) as { request: unknown };
    assert.deepEqual(request, { LanguageCode: 'en', TagList: 'a=b' });
  });

  it('never tells the value of a secret', async () => {
    const [found] = await foundIn(
      'API_TOKEN=hunter2\naws entityresolution start-matching-job --workflow-name $API_TOKEN',
    );
    assert.ok(!JSON.stringify(found!.specFor(found!.kinds[0]!)).includes('hunter2'));
  });

  itRefuses([
    [
      'a quote that is not closed, and where',
      "aws comprehendmedical start-phi-detection-job \\\n  --job-name 'nightly",
      /^Line 2, column 14: The quote .* is not closed .*read as a command of the AWS CLI\.$/,
    ],
    [
      'JSON with a slip in an option, and where',
      `aws comprehendmedical start-phi-detection-job \\\n  --input-data-config '{"S3Bucket":"a" "S3Key":"b"}'`,
      /^Line 2, column 40: The JSON of this option cannot be read\. A comma is missing/,
    ],
    [
      'what is neither JSON nor shorthand',
      'aws comprehendmedical start-phi-detection-job --input-data-config s3://clinical-notes/in/',
      /^Line 1, column 67: This is neither JSON nor the shorthand/,
    ],
    [
      'a file that is not there',
      'aws comprehendmedical start-phi-detection-job --cli-input-json file://x.json',
      /^Line 1, column 64: The request is in a file that was not read/,
    ],
    [
      'a request that a command makes',
      'aws comprehendmedical start-phi-detection-job --cli-input-json "$(jq . x.json)"',
      /comes from an expression, which is not run/,
    ],
    [
      'a command that stops a job',
      'aws comprehendmedical stop-phi-detection-job --job-id 1',
      /stops a job and does not start one/,
    ],
    [
      'a command that shows jobs',
      'aws comprehendmedical list-phi-detection-jobs',
      /shows jobs and does not start one\. Import what it prints/,
    ],
    [
      'another command of the services',
      'aws comprehendmedical detect-entities-v2 --text x',
      /"detect-entities-v2" does not start a job/,
    ],
  ]);
});
