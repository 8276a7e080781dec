// Uploads in parts and the checksums of what is written, through the official SDK and by hand.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { signedRequest, xmlText, type Answer } from './sandboxRequest.ts';

const mebibyte = 1024 * 1024;
const Bucket = 'example-results';
const md5 = (data: Buffer): Buffer => createHash('md5').update(data).digest();
const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('base64');
const word = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
};

describe('sandbox: S3 checksums and uploads in parts', function () {
  let sandbox: RunningSandbox;
  let client: S3Client;

  const call = (
    method: string,
    path: string,
    options: { query?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
  ): Promise<Answer> => signedRequest(sandbox, { service: 's3', method, path: `/${Bucket}/${path}`, ...options });
  const code = async (answer: Promise<Answer>): Promise<unknown> => {
    const { status, text } = await answer;
    return [status, xmlText(text, 'Code')];
  };
  const refusal = async (work: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof S3ServiceException, String(error));
    return [error.$metadata.httpStatusCode, error.name];
  };
  const begin = async (Key: string, more: object = {}): Promise<{ Bucket: string; Key: string; UploadId: string }> => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
    assert.ok(UploadId);
    return { Bucket, Key, UploadId };
  };

  before(async () => {
    sandbox = await startSandbox();
    client = new S3Client({
      region: 'us-east-1',
      endpoint: sandbox.url,
      credentials: sandbox.credentials,
      forcePathStyle: true,
      maxAttempts: 1,
      // Checksums are asked for where a test is about them.
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
  });
  after(async () => {
    client.destroy();
    await sandbox.stop();
  });

  for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)
    it(`keeps the checksum ${algorithm} that the SDK computes, and refuses another`, async () => {
      const Key = `checksums/${algorithm}`;
      const written = await client
        .send(new PutObjectCommand({ Bucket, Key, Body: '123456789', ChecksumAlgorithm: algorithm }))
        .catch((thrown: unknown) => {
          // The SDK computes this one with a native library only.
          if (algorithm !== 'CRC64NVME') throw thrown;
          return undefined;
        });
      // Published check values of the text 123456789.
      const known = {
        CRC32: word(crc32('123456789')),
        CRC32C: word(0xe306_9283),
        CRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
        SHA1: createHash('sha1').update('123456789').digest('base64'),
        SHA256: sha256('123456789'),
      }[algorithm];
      const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
      if (written !== undefined) assert.equal(written[`Checksum${algorithm}`], known);
      assert.equal((await call('PUT', Key, { headers: { [header]: known }, body: '123456789' })).status, 200);
      const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      assert.deepEqual([head[`Checksum${algorithm}`], head.ChecksumType], [known, 'FULL_OBJECT']);
      const plain = await client.send(new HeadObjectCommand({ Bucket, Key }));
      assert.equal(plain[`Checksum${algorithm}`], undefined);
      assert.deepEqual(await code(call('PUT', Key, { headers: { [header]: known }, body: 'other' })), [
        400,
        'BadDigest',
      ]);
      assert.deepEqual(await code(call('PUT', Key, { headers: { [header]: 'x' }, body: '123456789' })), [
        400,
        'InvalidRequest',
      ]);
    });

  it('checks Content-MD5, takes one checksum only, and adds one where there is none', async () => {
    const body = 'note';
    const right = md5(Buffer.from(body)).toString('base64');
    assert.equal((await call('PUT', 'md5', { headers: { 'content-md5': right }, body })).status, 200);
    assert.deepEqual(await code(call('PUT', 'md5', { headers: { 'content-md5': right }, body: 'x' })), [
      400,
      'BadDigest',
    ]);
    assert.deepEqual(await code(call('PUT', 'md5', { headers: { 'content-md5': 'x' }, body })), [400, 'InvalidDigest']);
    const two = { 'x-amz-checksum-sha256': sha256(body), 'x-amz-checksum-crc32': word(crc32(body)) };
    assert.deepEqual(await code(call('PUT', 'md5', { headers: two, body })), [400, 'InvalidRequest']);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'md5', ChecksumMode: 'ENABLED' }));
    assert.equal(head.ChecksumCRC64NVME?.length, 12);
    assert.match((await call('GET', '', { query: 'list-type=2&prefix=md5' })).text, /<ChecksumAlgorithm>CRC64NVME</);
  });

  it('checks the checksum that follows a body that is sent in chunks', async () => {
    const send = (checksum: string): Promise<Answer> =>
      call('PUT', 'trailer', {
        headers: {
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': '4',
          'x-amz-trailer': 'x-amz-checksum-crc32',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        },
        body: `4\r\nnote\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
        ...{ payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
      });
    assert.equal((await send(word(crc32('note')))).status, 200);
    assert.deepEqual(await code(send(word(crc32('other')))), [400, 'BadDigest']);
  });

  it('joins the parts in their order, with the entity tag of parts', async () => {
    const parts = [randomBytes(5 * mebibyte), randomBytes(5 * mebibyte), Buffer.from('the end')];
    const upload = await begin('joined', { ContentType: 'text/plain', Metadata: { a: 'b' } });
    const sent = await Promise.all(
      // In another order, and one of them twice.
      [2, 1, 0, 1].map(index =>
        client.send(new UploadPartCommand({ ...upload, PartNumber: index + 1, Body: parts[index]! })),
      ),
    );
    assert.equal(sent[0]?.ETag, `"${md5(parts[2]!).toString('hex')}"`);
    const { Parts: listed, IsTruncated: more } = await client.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    assert.deepEqual(
      [listed?.map(({ PartNumber: n, Size: size }) => [n, size]), more],
      [
        [
          [1, 5 * mebibyte],
          [2, 5 * mebibyte],
        ],
        true,
      ],
    );
    const rest = await client.send(new ListPartsCommand({ ...upload, PartNumberMarker: '2' }));
    assert.deepEqual([rest.Parts?.map(({ PartNumber: n }) => n), rest.IsTruncated], [[3], false]);
    const Parts = parts.map((part, index) => ({ PartNumber: index + 1, ETag: md5(part).toString('hex') }));
    const done = await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    assert.equal(done.ETag, `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3"`);
    const read = await client.send(new GetObjectCommand({ Bucket, Key: 'joined' }));
    assert.deepEqual([read.ContentType, read.Metadata, read.ETag], ['text/plain', { a: 'b' }, done.ETag]);
    assert.ok(Buffer.concat(parts).equals(Buffer.from((await read.Body?.transformToByteArray()) ?? [])));
    assert.deepEqual(await refusal(client.send(new ListPartsCommand(upload))), [404, 'NoSuchUpload']);
  });

  it('refuses what S3 refuses: small parts, wrong ones, a wrong order, an upload that is gone', async () => {
    const upload = await begin('refused');
    const part = (PartNumber: number, Body: string): Promise<unknown> =>
      client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    const complete = (...parts: [number, string][]): Promise<unknown> =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: { Parts: parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag })) },
        }),
      );
    const etag = (text: string): string => md5(Buffer.from(text)).toString('hex');
    await part(1, 'one');
    await part(2, 'two');
    assert.deepEqual(await refusal(complete([1, etag('one')], [2, etag('two')])), [400, 'EntityTooSmall']);
    assert.deepEqual(await refusal(complete([1, etag('other')])), [400, 'InvalidPart']);
    assert.deepEqual(await refusal(complete([3, etag('one')])), [400, 'InvalidPart']);
    assert.deepEqual(await refusal(complete([2, etag('two')], [1, etag('one')])), [400, 'InvalidPartOrder']);
    assert.deepEqual(await refusal(complete()), [400, 'MalformedXML']);
    assert.deepEqual(
      await refusal(
        client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'CRC32' })),
      ),
      [400, 'InvalidRequest'],
    );
    assert.deepEqual(await refusal(part(10_001, 'x')), [400, 'InvalidArgument']);
    assert.deepEqual(
      await code(
        call('PUT', 'refused', {
          query: `partNumber=1&uploadId=${upload.UploadId}`,
          headers: { 'content-md5': md5(Buffer.from('x')).toString('base64') },
          body: 'y',
        }),
      ),
      [400, 'BadDigest'],
    );
    assert.deepEqual(await refusal(client.send(new AbortMultipartUploadCommand({ ...upload, Key: 'another' }))), [
      404,
      'NoSuchUpload',
    ]);
    await client.send(new AbortMultipartUploadCommand(upload));
    assert.deepEqual(await refusal(part(1, 'one')), [404, 'NoSuchUpload']);
    assert.deepEqual(await refusal(complete([1, etag('one')])), [404, 'NoSuchUpload']);
    assert.deepEqual(await refusal(client.send(new AbortMultipartUploadCommand(upload))), [404, 'NoSuchUpload']);
    assert.deepEqual(await code(call('GET', 'refused')), [404, 'NoSuchKey']);
  });

  it('completes under a condition only what is not there, or what is unchanged', async () => {
    await call('PUT', 'guarded', { body: 'first' });
    const upload = await begin('guarded');
    await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'second' }));
    const complete = (condition: object): Promise<unknown> =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          ...condition,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag: md5(Buffer.from('second')).toString('hex') }] },
        }),
      );
    assert.deepEqual(await refusal(complete({ IfNoneMatch: '*' })), [412, 'PreconditionFailed']);
    assert.deepEqual(await refusal(complete({ IfMatch: '"other"' })), [412, 'PreconditionFailed']);
    await complete({ IfMatch: `"${md5(Buffer.from('first')).toString('hex')}"` });
    assert.equal((await call('GET', 'guarded')).text, 'second');
  });

  it('makes a checksum of those of the parts, and asks for each', async () => {
    const parts = [randomBytes(5 * mebibyte), Buffer.from('end')];
    const upload = await begin('composite', { ChecksumAlgorithm: 'SHA256' });
    for (const [index, Body] of parts.entries())
      await client.send(new UploadPartCommand({ ...upload, PartNumber: index + 1, Body, ChecksumAlgorithm: 'SHA256' }));
    const complete = (withChecksums: boolean): Promise<unknown> =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: {
            Parts: parts.map((part, index) => ({
              PartNumber: index + 1,
              ETag: md5(part).toString('hex'),
              ...(withChecksums ? { ChecksumSHA256: sha256(part) } : {}),
            })),
          },
        }),
      );
    const query = `partNumber=1&uploadId=${upload.UploadId}`;
    assert.deepEqual(await code(call('PUT', 'composite', { query, body: 'x' })), [400, 'InvalidRequest']);
    assert.deepEqual(await refusal(complete(false)), [400, 'InvalidRequest']);
    await complete(true);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'composite', ChecksumMode: 'ENABLED' }));
    const expected = `${sha256(Buffer.concat(parts.map(part => Buffer.from(sha256(part), 'base64'))))}-2`;
    assert.deepEqual([head.ChecksumSHA256, head.ChecksumType], [expected, 'COMPOSITE']);
    assert.deepEqual(await refusal(begin('composite', { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' })), [
      400,
      'InvalidRequest',
    ]);
  });

  it('lists the unfinished uploads page by page, in the order of keys', async () => {
    const uploads = [];
    for (const key of ['open/b é+ .txt', 'open/a', 'open/b é+ .txt', 'other']) uploads.push(await begin(key));
    const list = (more: object): ReturnType<typeof read> => read(more);
    const read = async (more: object) =>
      client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'open/', EncodingType: 'url', ...more }));
    const first = await list({ MaxUploads: 2 });
    assert.deepEqual(
      [first.Uploads?.map(({ Key: key }) => decodeURIComponent(key ?? '')), first.IsTruncated],
      [['open/a', 'open/b é+ .txt'], true],
    );
    assert.match(first.Uploads?.[0]?.Initiator?.ID ?? '', /^arn:aws:/);
    const second = await list({
      KeyMarker: decodeURIComponent(first.NextKeyMarker ?? ''),
      UploadIdMarker: first.NextUploadIdMarker,
    });
    assert.deepEqual([second.Uploads?.length, second.IsTruncated], [1, false]);
    const ids = [...(first.Uploads ?? []), ...(second.Uploads ?? [])].map(({ UploadId: id }) => id);
    assert.deepEqual(new Set(ids), new Set(uploads.slice(0, 3).map(({ UploadId: id }) => id)));
    for (const upload of uploads) await client.send(new AbortMultipartUploadCommand(upload));
    assert.equal((await list({})).Uploads, undefined);
  });

  it("takes what the SDK's own library for large objects sends", async () => {
    const Body = randomBytes(11 * mebibyte);
    const upload = new Upload({ client, params: { Bucket, Key: 'library', Body }, partSize: 5 * mebibyte });
    const { ETag } = await upload.done();
    assert.match(ETag ?? '', /-3"$/);
    const read = await client.send(new GetObjectCommand({ Bucket, Key: 'library' }));
    assert.ok(Body.equals(Buffer.from((await read.Body?.transformToByteArray()) ?? [])));
  });

  it('answers writes as guarded, full or slow places do', async () => {
    const put = (bucket: string, key: string, more: object = {}): Promise<unknown> =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'note', ...more }));
    assert.deepEqual(await refusal(put(Bucket, 'example-kms-denied/a')), [403, 'AccessDenied']);
    assert.deepEqual(await refusal(put(Bucket, 'example-kms-disabled/a')), [400, 'KMS.DisabledException']);
    assert.deepEqual(await refusal(put(Bucket, 'example-slow/a')), [503, 'SlowDown']);
    assert.deepEqual(await refusal(begin('example-kms-denied/a')), [403, 'AccessDenied']);
    assert.deepEqual(await refusal(put('example-requester-pays', 'a')), [403, 'AccessDenied']);
    await put('example-requester-pays', 'a', { RequestPayer: 'requester' });
    await put('example-locked', 'a', { ChecksumAlgorithm: 'SHA256' });
    const bare = signedRequest(sandbox, { service: 's3', method: 'PUT', path: '/example-locked/b', body: 'note' });
    assert.deepEqual(await code(bare), [400, 'InvalidRequest']);
    // With a KMS key, the entity tag is no MD5.
    const { ETag, ServerSideEncryption } = (await put('example-guarded', 'a')) as {
      ETag?: string;
      ServerSideEncryption?: string;
    };
    assert.equal(ServerSideEncryption, 'aws:kms');
    assert.notEqual(ETag, `"${md5(Buffer.from('note')).toString('hex')}"`);
  });
});
