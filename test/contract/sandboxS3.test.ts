import assert from 'node:assert/strict';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { signedRequest, xmlText, type Answer } from './sandboxRequest.ts';

const all = (xml: string, name: string): string[] =>
  Array.from(xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g')), match => match[1] ?? '');

describe('sandbox: S3', function () {
  let sandbox: RunningSandbox;

  const call = (
    method: string,
    path: string,
    query = '',
    options: { headers?: Record<string, string>; body?: string; region?: string } = {},
  ): Promise<Answer> => signedRequest(sandbox, { service: 's3', method, path, query, ...options });
  const code = async (answer: Promise<Answer>): Promise<unknown> => {
    const { status, text } = await answer;
    return [status, xmlText(text, 'Code')];
  };

  before(async () => {
    sandbox = await startSandbox();
    assert.equal((await call('PUT', '/listing')).status, 200);
    for (const key of [
      'a.txt',
      'b/1.txt',
      'b/2.txt',
      'b/c/3.txt',
      'd.txt',
      'e%20f%2Bg%26%C3%A4.txt',
      '%F0%9F%98%80.txt',
    ])
      assert.equal((await call('PUT', `/listing/${key}`, '', { body: key })).status, 200);
  });
  after(() => sandbox.stop());

  it('has the example buckets', async () => {
    assert.deepEqual(all((await call('GET', '/')).text, 'Name'), [
      'example-clinical-notes',
      'example-patients',
      'example-results',
      'listing',
    ]);
    const notes = await call('GET', '/example-clinical-notes', 'list-type=2&prefix=notes%2F');
    assert.equal(xmlText(notes.text, 'KeyCount'), '12');
    assert.equal((await call('HEAD', '/example-results')).headers['x-amz-bucket-region'], 'us-east-1');
    assert.equal((await call('HEAD', '/no-such-bucket')).status, 404);
    assert.match(
      (await call('GET', '/example-results', 'location')).text,
      /<LocationConstraint [^>]*><\/LocationConstraint>/,
    );
    assert.match((await call('GET', '/example-results', 'location=', { region: 'eu-west-1' })).text, />eu-west-1</);
  });

  it('lists with prefix and delimiter, in UTF-8 byte order', async () => {
    const root = (await call('GET', '/listing', 'list-type=2&delimiter=%2F')).text;
    assert.deepEqual(all(root, 'Key'), ['a.txt', 'd.txt', 'e f+g&amp;ä.txt', '😀.txt']);
    assert.match(root, /<CommonPrefixes><Prefix>b\/<\/Prefix><\/CommonPrefixes>/);
    assert.deepEqual(all((await call('GET', '/listing', 'list-type=2&prefix=b%2F&delimiter=%2F')).text, 'Key'), [
      'b/1.txt',
      'b/2.txt',
    ]);
    assert.deepEqual(all((await call('GET', '/listing', 'list-type=2&encoding-type=url&prefix=e')).text, 'Key'), [
      'e%20f%2Bg%26%C3%A4.txt',
    ]);
    assert.deepEqual(all((await call('GET', '/listing', 'list-type=2&start-after=b%2F2.txt&max-keys=1')).text, 'Key'), [
      'b/c/3.txt',
    ]);
    assert.deepEqual(all((await call('GET', '/listing', 'prefix=b%2F&marker=b%2F1.txt')).text, 'Key'), [
      'b/2.txt',
      'b/c/3.txt',
    ]);
  });

  it('pages through a listing and returns each folder once', async () => {
    for (const first of [
      'list-type=2&delimiter=%2F&max-keys=2',
      'list-type=2&max-keys=3',
      'list-type=2&delimiter=%2F&max-keys=1',
    ]) {
      const found: string[] = [];
      let token: string | undefined = '';
      while (token !== undefined) {
        const { text }: Answer = await call(
          'GET',
          '/listing',
          first + (token === '' ? '' : `&continuation-token=${token}`),
        );
        found.push(
          ...all(text, 'Key'),
          ...Array.from(text.matchAll(/<CommonPrefixes><Prefix>([^<]*)/g), match => match[1] ?? ''),
        );
        token = xmlText(text, 'NextContinuationToken');
        assert.equal(xmlText(text, 'IsTruncated'), String(token !== undefined));
      }
      assert.equal(new Set(found).size, found.length);
      assert.equal(found.length, first.includes('delimiter') ? 5 : 7);
    }
    assert.deepEqual(await code(call('GET', '/listing', 'list-type=2&continuation-token=x')), [400, 'InvalidArgument']);
    assert.equal(xmlText((await call('GET', '/listing', 'list-type=2&max-keys=0')).text, 'IsTruncated'), 'false');
  });

  it('keeps the content, type and metadata of an object, whatever its key', async () => {
    const written = await call('PUT', '/listing/kept/../x//y', '', {
      body: 'content',
      headers: { 'content-type': 'text/x', 'x-amz-meta-note': 'n' },
    });
    assert.equal(written.headers['etag'], '"9a0364b9e99bb480dd25e1f0284c8555"');
    const read = await call('GET', '/listing/kept/../x//y');
    assert.deepEqual(
      [read.text, read.headers['content-type'], read.headers['x-amz-meta-note'], read.headers['etag']],
      ['content', 'text/x', 'n', written.headers['etag']],
    );
    const head = await call('HEAD', '/listing/kept/../x//y');
    assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, '7', '']);
    assert.ok(Date.parse(String(head.headers['last-modified'])) > 0);
    await call('PUT', '/listing/kept/../x//y', '', { body: 'new' });
    assert.equal((await call('GET', '/listing/kept/../x//y')).text, 'new');
  });

  it('answers ranges', async () => {
    await call('PUT', '/example-results/digits', '', { body: '0123456789' });
    const ranged = async (range: string): Promise<unknown> => {
      const { status, text, headers } = await call('GET', '/example-results/digits', '', { headers: { range } });
      return [status, text, headers['content-range']];
    };
    assert.deepEqual(await ranged('bytes=2-4'), [206, '234', 'bytes 2-4/10']);
    assert.deepEqual(await ranged('bytes=7-'), [206, '789', 'bytes 7-9/10']);
    assert.deepEqual(await ranged('bytes=-3'), [206, '789', 'bytes 7-9/10']);
    assert.deepEqual(await ranged('bytes=8-99'), [206, '89', 'bytes 8-9/10']);
    assert.deepEqual(await ranged('lines=1-2'), [200, '0123456789', undefined]);
    assert.deepEqual(await code(call('GET', '/example-results/digits', '', { headers: { range: 'bytes=10-' } })), [
      416,
      'InvalidRange',
    ]);
  });

  it("refuses in S3's words", async () => {
    assert.deepEqual(await code(call('GET', '/no-such-bucket', 'list-type=2')), [404, 'NoSuchBucket']);
    assert.deepEqual(await code(call('GET', '/no-such-bucket/x')), [404, 'NoSuchBucket']);
    assert.deepEqual(await code(call('PUT', '/no-such-bucket/x')), [404, 'NoSuchBucket']);
    assert.deepEqual(await code(call('GET', '/example-results/no-such-key')), [404, 'NoSuchKey']);
    assert.deepEqual(await code(call('PUT', '/listing')), [409, 'BucketAlreadyOwnedByYou']);
    assert.deepEqual(await code(call('PUT', '/Not_A_Bucket')), [400, 'InvalidBucketName']);
    assert.deepEqual(await code(call('PUT', `/listing/${'k'.repeat(1025)}`)), [400, 'KeyTooLongError']);
    assert.deepEqual(await code(call('PUT', '/listing/x', '', { body: 'x', headers: { 'content-md5': 'AAAA' } })), [
      400,
      'InvalidDigest',
    ]);
    assert.deepEqual(await code(call('PUT', '/listing/x', 'acl')), [501, 'NotImplemented']);
    assert.deepEqual(await code(call('DELETE', '/listing')), [501, 'NotImplemented']);
  });
});
