import assert from 'node:assert/strict';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { signedRequest, xmlText, type Answer } from './sandboxRequest.ts';

describe('sandbox: S3 copies, deletions and conditions', function () {
  let sandbox: RunningSandbox;
  let client: S3Client;

  const Bucket = 'example-results';
  const call = (method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> =>
    signedRequest(sandbox, { service: 's3', method, path: `/${Bucket}/${path}`, headers, body });
  const code = async (answer: Promise<Answer>): Promise<unknown> => {
    const { status, text } = await answer;
    return [status, xmlText(text, 'Code')];
  };
  const copy = (to: string, from: string, headers: Record<string, string> = {}): Promise<Answer> =>
    call('PUT', to, { 'x-amz-copy-source': from, ...headers });
  const textOf = async (Key: string): Promise<string | undefined> =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

  before(async () => {
    sandbox = await startSandbox();
    client = new S3Client({
      region: 'us-east-1',
      endpoint: sandbox.url,
      credentials: sandbox.credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
  });
  after(async () => {
    client.destroy();
    await sandbox.stop();
  });

  for (const key of [
    'plain.txt',
    'with blank, # & ?.txt',
    'a%2Fb.txt',
    'a+b=c.txt',
    'ä/😀/e\u0301.txt',
    "it's(1)*!.txt",
  ])
    it(`copies the key ${key} with what it holds`, async () => {
      await client.send(
        new PutObjectCommand({ Bucket, Key: key, Body: key, ContentType: 'text/x', Metadata: { note: 'n' } }),
      );
      const source = `${Bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      for (const CopySource of [source, `/${source}`]) {
        const { CopyObjectResult: result } = await client.send(
          new CopyObjectCommand({ Bucket, Key: `copied/${key}`, CopySource }),
        );
        assert.ok(result?.ETag?.startsWith('"') === true && result.LastModified instanceof Date);
        const read = await client.send(new GetObjectCommand({ Bucket, Key: `copied/${key}` }));
        assert.deepEqual(
          [await read.Body?.transformToString(), read.ContentType, read.Metadata, read.ETag],
          [key, 'text/x', { note: 'n' }, result.ETag],
        );
        await client.send(new DeleteObjectCommand({ Bucket, Key: `copied/${key}` }));
      }
    });

  it('copies from another bucket, and replaces the metadata on request', async () => {
    const CopySource = 'example-clinical-notes/notes/note-01.txt';
    await client.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'replaced.txt',
        CopySource,
        MetadataDirective: 'REPLACE',
        ContentType: 'text/y',
        Metadata: { other: 'o' },
      }),
    );
    const read = await client.send(new GetObjectCommand({ Bucket, Key: 'replaced.txt' }));
    assert.deepEqual([read.ContentType, read.Metadata], ['text/y', { other: 'o' }]);
    assert.match((await textOf('replaced.txt')) ?? '', /Patient Example 01/);
  });

  it('refuses copies as S3 does', async () => {
    await call('PUT', 'one.txt', {}, 'one');
    await call('PUT', 'plus%2Bsign.txt', {}, 'plus');
    const from = `${Bucket}/one.txt`;
    assert.deepEqual(await code(copy('two.txt', `${Bucket}/none.txt`)), [404, 'NoSuchKey']);
    assert.deepEqual(await code(copy('two.txt', 'no-such-bucket/one.txt')), [404, 'NoSuchBucket']);
    assert.deepEqual(await code(copy('two.txt', 'one.txt')), [400, 'InvalidArgument']);
    // A plus that is not encoded is a blank.
    assert.deepEqual(await code(copy('two.txt', `${Bucket}/plus+sign.txt`)), [404, 'NoSuchKey']);
    assert.deepEqual(await code(copy('one.txt', from)), [400, 'InvalidRequest']);
    assert.deepEqual(await code(copy('one.txt', from, { 'x-amz-metadata-directive': 'REPLACE' })), [200, undefined]);
    assert.deepEqual(await code(copy('two.txt', from, { 'x-amz-metadata-directive': 'KEEP' })), [
      400,
      'InvalidArgument',
    ]);
    assert.deepEqual(await code(copy('two.txt', `${from}?versionId=1`)), [501, 'NotImplemented']);
    assert.deepEqual(await code(copy('two.txt', from, { 'x-amz-copy-source-if-match': '"x"' })), [
      412,
      'PreconditionFailed',
    ]);
    assert.deepEqual(await code(copy('two.txt', from, { 'x-amz-copy-source-if-none-match': '*' })), [
      412,
      'PreconditionFailed',
    ]);
    assert.deepEqual(await code(call('GET', 'two.txt')), [404, 'NoSuchKey']);
  });

  it('deletes an object, and does not mind one that does not exist', async () => {
    await call('PUT', 'gone.txt', {}, 'gone');
    assert.equal((await call('DELETE', 'gone.txt')).status, 204);
    assert.deepEqual(await code(call('GET', 'gone.txt')), [404, 'NoSuchKey']);
    assert.equal((await call('DELETE', 'gone.txt')).status, 204);
  });

  it('reads under the conditions of RFC 9110, of which an entity tag outweighs a date', async () => {
    const etag = String((await call('PUT', 'read.txt', {}, 'read')).headers['etag']);
    const [past, future] = [new Date(0).toUTCString(), new Date(Date.now() + 3_600_000).toUTCString()];
    for (const [headers, status] of [
      [{ 'if-match': etag }, 200],
      [{ 'if-match': '"other", *' }, 200],
      [{ 'if-match': '"other"' }, 412],
      [{ 'if-none-match': etag }, 304],
      [{ 'if-none-match': '"other"' }, 200],
      [{ 'if-modified-since': past }, 200],
      [{ 'if-modified-since': future }, 304],
      [{ 'if-unmodified-since': past }, 412],
      [{ 'if-unmodified-since': future }, 200],
      [{ 'if-match': etag, 'if-unmodified-since': past }, 200],
      [{ 'if-none-match': '"other"', 'if-modified-since': future }, 200],
      [{ 'if-modified-since': 'soon' }, 200],
      [{ 'if-match': etag, range: 'bytes=1-2' }, 206],
    ] as [Record<string, string>, number][]) {
      const answer = await call('GET', 'read.txt', headers);
      assert.equal(answer.status, status, JSON.stringify(headers));
      if (status === 304) assert.deepEqual([answer.text, answer.headers['etag']], ['', etag]);
      assert.equal((await call('HEAD', 'read.txt', headers)).status, status);
    }
  });

  it('writes under conditions: only what is not there, or only what is unchanged', async () => {
    const create = { 'if-none-match': '*' };
    const { status, headers } = await call('PUT', 'written.txt', create, 'first');
    assert.equal(status, 200);
    const etag = String(headers['etag']);
    assert.deepEqual(await code(call('PUT', 'written.txt', create, 'second')), [412, 'PreconditionFailed']);
    assert.deepEqual(await code(call('PUT', 'written.txt', { 'if-match': '"x"' }, 'x')), [412, 'PreconditionFailed']);
    assert.deepEqual(await code(call('PUT', 'none.txt', { 'if-match': etag }, 'x')), [404, 'NoSuchKey']);
    assert.deepEqual(await code(call('PUT', 'written.txt', { 'if-none-match': etag }, 'x')), [501, 'NotImplemented']);
    assert.deepEqual(await code(copy('written.txt', `${Bucket}/written.txt`, create)), [412, 'PreconditionFailed']);
    assert.equal(await textOf('written.txt'), 'first');
    assert.equal((await call('PUT', 'written.txt', { 'if-match': etag }, 'third')).status, 200);
    assert.equal(await textOf('written.txt'), 'third');
  });
});
