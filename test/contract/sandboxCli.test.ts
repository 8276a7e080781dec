import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { longIt } from '../runs.ts';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { eventually } from './sandboxRequest.ts';

// Each call starts the CLI, which takes a second: in `npm test` the SDK asks for most of this, in tests of their own.
describe('sandbox: AWS CLI', function () {
  let sandbox: RunningSandbox;
  let directory: string;

  before(async () => {
    if (spawnSync('aws', ['--version']).error !== undefined)
      throw new Error('These tests need the AWS CLI on the PATH: apt-get install awscli');
    sandbox = await startSandbox({ jobSeconds: 0.05 });
    directory = await mkdtemp(join(tmpdir(), 'sandbox-cli-'));
  });
  after(async () => {
    await sandbox.stop();
    await rm(directory, { recursive: true, maxRetries: 5 });
  });

  const aws = async (...args: string[]): Promise<string> =>
    (
      await promisify(execFile)('aws', [...args, '--endpoint-url', sandbox.url], {
        env: {
          PATH: process.env['PATH'],
          HOME: directory,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_PAGER: '',
          AWS_REGION: 'us-east-1',
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
        },
      })
    ).stdout;
  const awsJson = async (...args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse(await aws(...args, '--output', 'json')) as Record<string, unknown>;
  /** Undefined with a CLI that does not know the command yet. */
  const ifKnown = (...args: string[]): Promise<Record<string, unknown> | undefined> =>
    awsJson(...args).catch((error: unknown) => {
      if (!/Invalid choice|invalid choice/.test(String(error))) throw error;
      process.stdout.write(`      this AWS CLI does not know ${args.slice(0, 2).join(' ')}: skipped\n`);
      return undefined;
    });

  longIt('returns the caller', async () => {
    assert.equal((await awsJson('sts', 'get-caller-identity'))['Account'], '000000000000');
  });

  longIt('lists roles page by page', async () => {
    const { Roles: roles } = (await awsJson('iam', 'list-roles', '--page-size', '1')) as {
      Roles: { Arn: string; AssumeRolePolicyDocument: { Statement: object[] } }[];
    };
    assert.deepEqual(
      roles.map(({ Arn: arn }) => arn.split('/')[1]),
      ['ComprehendMedicalData', 'EntityResolutionData', 'ExampleAnalysts'],
    );
    assert.equal(roles[0]?.AssumeRolePolicyDocument.Statement.length, 1);
  });

  longIt('lists KMS keys and their aliases', async () => {
    const [{ Keys: keys }, { Aliases: aliases }] = (await Promise.all([
      awsJson('kms', 'list-keys'),
      awsJson('kms', 'list-aliases', '--page-size', '1'),
    ])) as [{ Keys: object[] }, { Aliases: { AliasName: string }[] }];
    assert.equal(keys.length, 4);
    assert.deepEqual(
      aliases.map(({ AliasName: name }) => name),
      ['alias/aws/s3', 'alias/example-archive', 'alias/example-results', 'alias/example-shared'],
    );
  });

  longIt('lists, uploads and downloads objects', async () => {
    // In parallel: most of a call's time is the CLI's own startup.
    const [buckets, folders] = await Promise.all([aws('s3', 'ls'), aws('s3', 'ls', 's3://example-clinical-notes')]);
    assert.match(buckets, /example-clinical-notes\n.*example-patients\n.*example-results\n/);
    assert.match(folders, /PRE notes\//);
    const name = 'ä b+c&d.txt';
    await writeFile(join(directory, name), 'there and back');
    await aws('s3', 'cp', join(directory, name), 's3://example-results/cli/');
    const [listed] = await Promise.all([
      aws('s3', 'ls', 's3://example-results/cli/'),
      aws('s3', 'cp', `s3://example-results/cli/${name}`, join(directory, 'back.txt')),
    ]);
    assert.ok(listed.includes(name));
    assert.equal(await readFile(join(directory, 'back.txt'), 'utf8'), 'there and back');
  });

  longIt('syncs a folder, with a file in parts, and sends nothing the second time', async () => {
    const folder = join(directory, 'sync');
    await mkdir(join(folder, 'ward ü'), { recursive: true });
    const large = randomBytes(9 * 1024 * 1024);
    await Promise.all([
      writeFile(join(folder, 'one.txt'), 'one'),
      writeFile(join(folder, 'ward ü', 'two+2.txt'), 'two'),
      writeFile(join(folder, 'large.txt'), large),
    ]);
    const sync = (): Promise<string> => aws('s3', 'sync', folder, 's3://example-results/synced/', '--no-progress');
    assert.equal((await sync()).split('\n').filter(line => line.startsWith('upload:')).length, 3);
    const [again, head] = await Promise.all([
      sync(),
      awsJson('s3api', 'head-object', '--bucket', 'example-results', '--key', 'synced/large.txt'),
      aws('s3', 'cp', 's3://example-results/synced/large.txt', join(directory, 'large.back')),
    ]);
    assert.equal(again, '');
    assert.match(String(head['ETag']), /-2"$/);
    assert.ok(large.equals(await readFile(join(directory, 'large.back'))));
  });

  it('runs a Comprehend Medical job and downloads its outputs', async () => {
    const { JobId: jobId } = await awsJson(
      'comprehendmedical',
      'start-icd10-cm-inference-job',
      '--input-data-config',
      'S3Bucket=example-clinical-notes,S3Key=notes/',
      '--output-data-config',
      'S3Bucket=example-results,S3Key=cli-out',
      '--data-access-role-arn',
      'arn:aws:iam::000000000000:role/Sandbox',
      '--language-code',
      'en',
    );
    const job = await eventually(
      async () =>
        (await awsJson('comprehendmedical', 'describe-icd10-cm-inference-job', '--job-id', String(jobId)))[
          'ComprehendMedicalAsyncJobProperties'
        ] as Record<string, string>,
      properties => properties['JobStatus'] === 'COMPLETED',
    );
    await Promise.all([
      aws(
        's3',
        'cp',
        '--recursive',
        '--quiet',
        `s3://example-results/${job['ManifestFilePath']!.replace('Manifest', '')}`,
        join(directory, 'out'),
      ),
      assert.rejects(
        aws('comprehendmedical', 'describe-icd10-cm-inference-job', '--job-id', 'x'),
        /ResourceNotFoundException/,
      ),
    ]);
    assert.match(await readFile(join(directory, 'out', 'notes', 'note-01.txt.out'), 'utf8'), /"Code":"I10"/);
  });

  longIt('reads a log group', async () => {
    const { events } = await awsJson(
      'logs',
      'filter-log-events',
      '--log-group-name',
      '/aws/vendedlogs/entityresolution/matchingworkflow/patient-matching',
      '--filter-pattern',
      '"JOB_START"',
    );
    assert.deepEqual(events, []);
  });

  longIt('describes the deliveries of logs, page by page', async function (this: Mocha.Context) {
    const deliveries = await ifKnown('logs', 'describe-deliveries');
    const sources = await ifKnown('logs', 'describe-delivery-sources');
    if (deliveries === undefined || sources === undefined) {
      this.skip();
      return;
    }
    const types = (sources['deliverySources'] as readonly { logType: string }[]).map(({ logType }) => logType);
    assert.ok((deliveries['deliveries'] as readonly object[]).length > 7 && types.length > 7, 'more than a page');
    assert.ok(types.includes('WORKFLOW_LOGS'));
  });

  it('runs an ID mapping job', async function () {
    const workflow = 'arn:aws:entityresolution:us-east-1:000000000000:idmappingworkflow/patient-id-mapping';
    const started = await ifKnown('entityresolution', 'start-id-mapping-job', '--workflow-name', workflow);
    if (started === undefined) {
      this.skip();
      return;
    }
    const job = await eventually(
      () =>
        awsJson(
          'entityresolution',
          'get-id-mapping-job',
          '--workflow-name',
          workflow,
          '--job-id',
          String(started['jobId']),
        ),
      ({ status }) => status === 'SUCCEEDED',
    );
    assert.ok(job['metrics']);
  });
});
