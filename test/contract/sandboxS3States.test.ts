// What S3 can answer in accounts that are not as simple as the sandbox's, made by reserved names and metadata.
import assert from 'node:assert/strict';
import * as medical from '@aws-sdk/client-comprehendmedical';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { eventually, signedRequest, xmlText, type Answer } from './sandboxRequest.ts';

describe('sandbox: states of S3', function () {
  let sandbox: RunningSandbox;

  const call = (
    method: string,
    path: string,
    {
      query = '',
      ...options
    }: { query?: string; headers?: Record<string, string>; body?: string; region?: string } = {},
  ): Promise<Answer> => signedRequest(sandbox, { service: 's3', method, path, query, ...options });
  const code = async (answer: Promise<Answer>): Promise<unknown> => {
    const { status, text } = await answer;
    return [status, xmlText(text, 'Code')];
  };

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 0.05 });
  });
  after(() => sandbox.stop());

  it('denies a bucket, with the action and the resource', async () => {
    for (const [method, path, action, resource] of [
      ['GET', '/example-denied', 's3:ListBucket', 'arn:aws:s3:::example-denied'],
      ['GET', '/example-denied/a/b.txt', 's3:GetObject', 'arn:aws:s3:::example-denied/a/b.txt'],
      ['PUT', '/example-denied/x', 's3:PutObject', 'arn:aws:s3:::example-denied/x'],
      ['DELETE', '/example-denied/x', 's3:DeleteObject', 'arn:aws:s3:::example-denied/x'],
    ] as const) {
      const { status, text } = await call(method, path);
      assert.deepEqual([status, xmlText(text, 'Code')], [403, 'AccessDenied']);
      assert.ok(xmlText(text, 'Message')?.includes(`is not authorized to perform: ${action} on resource:`), text);
      assert.ok(text.includes(resource), text);
    }
    const head = await call('HEAD', '/example-denied/x');
    assert.deepEqual([head.status, head.text], [403, '']);
  });

  it('denies a prefix in any bucket, but lists what is beside it', async () => {
    assert.deepEqual(await code(call('PUT', '/example-results/example-denied/x', { body: 'x' })), [
      403,
      'AccessDenied',
    ]);
    const query = 'list-type=2&prefix=example-denied%2F';
    assert.deepEqual(await code(call('GET', '/example-states', { query })), [403, 'AccessDenied']);
    assert.deepEqual(await code(call('GET', '/example-states/example-denied/notes/note.txt')), [403, 'AccessDenied']);
    assert.match((await call('GET', '/example-states', { query: 'list-type=2' })).text, /example-denied\/notes/);
    assert.deepEqual(
      await code(
        call('PUT', '/example-results/copy', {
          headers: { 'x-amz-copy-source': 'example-states/example-denied/notes/note.txt' },
        }),
      ),
      [403, 'AccessDenied'],
    );
  });

  it('redirects to the region of a bucket, and answers there', async () => {
    for (const method of ['GET', 'PUT', 'HEAD']) {
      const { status, text, headers } = await call(method, '/example-elsewhere/notes/note.txt');
      assert.deepEqual([status, headers['x-amz-bucket-region']], [301, 'eu-central-1']);
      if (method !== 'HEAD')
        assert.deepEqual(
          [xmlText(text, 'Code'), xmlText(text, 'Endpoint'), xmlText(text, 'Bucket')],
          ['PermanentRedirect', 'example-elsewhere.s3.eu-central-1.amazonaws.com', 'example-elsewhere'],
        );
    }
    const bucket = await call('HEAD', '/example-elsewhere');
    assert.deepEqual([bucket.status, bucket.headers['x-amz-bucket-region']], [301, 'eu-central-1']);
    const there = await call('GET', '/example-elsewhere/notes/note.txt', { region: 'eu-central-1' });
    assert.match(there.text, /Patient Example/);
  });

  for (const [name, status, error, head] of [
    ['readable', 200, undefined, 200],
    ['denied', 403, 'AccessDenied', 403],
    ['key-denied', 403, 'AccessDenied', 200],
    ['gone', 404, 'NoSuchKey', 404],
    ['busy', 503, 'SlowDown', 503],
    ['archived', 403, 'InvalidObjectState', 200],
  ] as const)
    it(`has an object that is ${name}: ${error ?? 'no error'}, and ${head} for its head`, async () => {
      const path = `/example-states/notes/${name}.txt`;
      assert.deepEqual(await code(call('GET', path)), [status, error]);
      assert.equal((await call('HEAD', path)).status, head);
      // It is listed all the same.
      assert.ok((await call('GET', '/example-states', { query: 'list-type=2' })).text.includes(`${name}.txt`));
    });

  it('says that the key may not be used, and that an object is archived', async () => {
    const { text } = await call('GET', '/example-states/notes/key-denied.txt');
    assert.match(xmlText(text, 'Message') ?? '', /not authorized to perform: kms:Decrypt on resource: arn:aws:kms:/);
    const archived = await call('GET', '/example-states/notes/archived.txt');
    assert.equal(xmlText(archived.text, 'StorageClass'), 'GLACIER');
    assert.equal((await call('HEAD', '/example-states/notes/archived.txt')).headers['x-amz-storage-class'], 'GLACIER');
    const client = new S3Client({
      region: 'us-east-1',
      endpoint: sandbox.url,
      credentials: sandbox.credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    await assert.rejects(
      client.send(new GetObjectCommand({ Bucket: 'example-states', Key: 'notes/archived.txt' })),
      (error: unknown) => error instanceof S3ServiceException && error.name === 'InvalidObjectState',
    );
    client.destroy();
  });

  it('makes any object one of them by its metadata or storage class, also by a copy', async () => {
    const path = '/example-results/mine.txt';
    const answer = { 'x-amz-meta-sandbox-answer': 'NoSuchKey' };
    await call('PUT', path, { body: 'x', headers: answer });
    assert.deepEqual(await code(call('GET', path)), [404, 'NoSuchKey']);
    await call('PUT', path, { body: 'x', headers: { 'x-amz-storage-class': 'DEEP_ARCHIVE' } });
    assert.deepEqual(await code(call('GET', path)), [403, 'InvalidObjectState']);
    assert.match((await call('GET', '/example-results', { query: 'list-type=2' })).text, /<StorageClass>DEEP_ARCHIVE</);
    await call('PUT', path, { body: 'x' });
    const itself = { 'x-amz-copy-source': path, 'x-amz-metadata-directive': 'REPLACE' };
    await call('PUT', path, { headers: { ...itself, 'x-amz-meta-sandbox-answer': 'KMS.AccessDenied' } });
    assert.deepEqual(await code(call('GET', path)), [403, 'AccessDenied']);
    assert.deepEqual(await code(call('PUT', path, { headers: { 'x-amz-storage-class': 'COLD' } })), [
      400,
      'InvalidStorageClass',
    ]);
    assert.equal((await call('DELETE', path)).status, 204);
  });

  it('does not list the buckets of other accounts, nor lets them be created', async () => {
    assert.doesNotMatch((await call('GET', '/')).text, /example-(?:denied|elsewhere|states)/);
    for (const bucket of ['example-denied', 'example-elsewhere', 'example-states'])
      assert.notEqual((await call('PUT', `/${bucket}`, { region: 'us-east-1' })).status, 200);
  });

  it('writes the results of a job where the caller may not read them, but not to a denied bucket', async () => {
    const client = new medical.ComprehendMedicalClient({
      region: 'us-east-1',
      endpoint: sandbox.url,
      credentials: sandbox.credentials,
      protocol: AwsJson1_1Protocol,
      maxAttempts: 1,
    });
    const run = async (output: medical.OutputDataConfig): Promise<medical.ComprehendMedicalAsyncJobProperties> => {
      const { JobId: jobId } = await client.send(
        new medical.StartPHIDetectionJobCommand({
          InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
          OutputDataConfig: output,
          DataAccessRoleArn: 'arn:aws:iam::000000000000:role/Sandbox',
          LanguageCode: 'en',
        }),
      );
      return (
        await eventually(
          () => client.send(new medical.DescribePHIDetectionJobCommand({ JobId: jobId })),
          ({ ComprehendMedicalAsyncJobProperties: job }) => job?.EndTime !== undefined,
        )
      ).ComprehendMedicalAsyncJobProperties!;
    };
    const hidden = await run({ S3Bucket: 'example-results', S3Key: 'example-denied/' });
    assert.equal(hidden.JobStatus, 'COMPLETED');
    assert.deepEqual(await code(call('GET', `/example-results/${hidden.ManifestFilePath!}`)), [403, 'AccessDenied']);
    const failed = await run({ S3Bucket: 'example-denied' });
    assert.deepEqual(
      [failed.JobStatus, failed.Message],
      ['FAILED', 'The data access role is not allowed to use the output bucket example-denied.'],
    );
    client.destroy();
  });
});
