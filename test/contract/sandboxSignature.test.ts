import assert from 'node:assert/strict';
import { authenticate, type RequestHead } from '../../src/sandbox/auth/signature.ts';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import {
  plainRequest,
  sha256,
  signedRequest,
  xmlText,
  type Answer,
  type ChunkSigner,
  type RequestToSign,
} from './sandboxRequest.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const chunked = { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '11' };

/** The services as a client calls them, and how each returns the name of an error. */
const services = [
  {
    service: 'comprehendmedical',
    request: {
      method: 'POST',
      headers: { 'x-amz-target': 'ComprehendMedical_20181030.ListPHIDetectionJobs' },
      body: '{}',
    },
    status: 400,
    codeOf: ({ text }: Answer) => (JSON.parse(text) as { __type: string }).__type.split('#')[1],
    unsigned: 'MissingAuthenticationTokenException',
    unknownKey: 'UnrecognizedClientException',
    wrong: 'InvalidSignatureException',
  },
  {
    service: 'entityresolution',
    request: { path: '/idmappingworkflows' },
    status: 403,
    codeOf: ({ headers }: Answer) => headers['x-amzn-errortype'],
    unsigned: 'MissingAuthenticationTokenException',
    unknownKey: 'UnrecognizedClientException',
    wrong: 'InvalidSignatureException',
  },
  {
    service: 'sts',
    request: { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' },
    status: 403,
    codeOf: ({ text }: Answer) => xmlText(text, 'Code'),
    unsigned: 'MissingAuthenticationToken',
    unknownKey: 'InvalidClientTokenId',
    wrong: 'SignatureDoesNotMatch',
  },
  {
    service: 's3',
    request: { path: '/example-results', query: 'list-type=2' },
    status: 403,
    codeOf: ({ text }: Answer) => xmlText(text, 'Code'),
    unsigned: 'AccessDenied',
    unknownKey: 'InvalidAccessKeyId',
    wrong: 'SignatureDoesNotMatch',
  },
] as const;

describe('sandbox: signatures', function () {
  let sandbox: RunningSandbox;

  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  const put = (options: Partial<RequestToSign>): Promise<Answer> =>
    signedRequest(sandbox, { service: 's3', method: 'PUT', path: '/example-results/upload', ...options });
  const uploaded = async (): Promise<string> =>
    (await signedRequest(sandbox, { service: 's3', path: '/example-results/upload' })).text;

  for (const { service, request, status, codeOf, unsigned, unknownKey, wrong } of services) {
    it(`refuses a request that is not signed with the key, as ${service} does`, async () => {
      const good = await signedRequest(sandbox, { service, ...request });
      assert.equal(good.status, 200, good.text);
      assert.match(String(good.headers[service === 's3' ? 'x-amz-request-id' : 'x-amzn-requestid']), uuid);
      assert.equal(
        (
          await signedRequest(sandbox, {
            service,
            ...request,
            headers: { ...('headers' in request ? request.headers : {}), 'x-amz-security-token': 'some token' },
          })
        ).status,
        200,
      );

      const refused = async (answer: Promise<Answer>, code: string): Promise<void> => {
        const { status: actual, headers, ...rest } = await answer;
        assert.deepEqual([codeOf({ status: actual, headers, ...rest }), actual], [code, status]);
        assert.match(String(headers[service === 's3' ? 'x-amz-request-id' : 'x-amzn-requestid']), uuid);
      };
      await refused(plainRequest(sandbox.url, { ...request, path: 'path' in request ? request.path : '/' }), unsigned);
      const { accessKeyId, secretAccessKey } = sandbox.credentials;
      await refused(
        signedRequest(
          { url: sandbox.url, credentials: { accessKeyId: 'AKIAOTHER', secretAccessKey } },
          { service, ...request },
        ),
        unknownKey,
      );
      await refused(
        signedRequest(
          { url: sandbox.url, credentials: { accessKeyId, secretAccessKey: 'other' } },
          { service, ...request },
        ),
        wrong,
      );
      const tampered = (tamper: (headers: Record<string, string>) => void): Promise<Answer> =>
        signedRequest(sandbox, { service, ...request, tamper });
      await refused(
        tampered(headers => {
          headers['authorization'] = headers['authorization']!.replace(/[0-9a-f]{64}$/, '0'.repeat(64));
        }),
        wrong,
      );
      await refused(
        tampered(headers => {
          headers['host'] = 'example.com';
        }),
        wrong,
      );
    });
  }

  it('refuses a body other than the signed one', async () => {
    assert.equal(xmlText((await put({ bodyFromSignature: () => 'other' })).text, 'Code'), 'XAmzContentSHA256Mismatch');
    const answer = await signedRequest(sandbox, {
      service: 'comprehendmedical',
      method: 'POST',
      headers: { 'x-amz-target': 'ComprehendMedical_20181030.ListPHIDetectionJobs' },
      payloadHash: 'UNSIGNED-PAYLOAD',
    });
    assert.match(answer.text, /InvalidSignatureException/);
  });

  it('refuses an operation that was not part of the signature', async () => {
    const answer = await signedRequest(sandbox, {
      service: 'comprehendmedical',
      method: 'POST',
      body: '{}',
      tamper: headers => {
        headers['x-amz-target'] = 'ComprehendMedical_20181030.ListPHIDetectionJobs';
      },
    });
    assert.match(answer.text, /InvalidSignatureException/);
  });

  it("refuses an S3 request with an unsigned header or without its payload's hash", async () => {
    const unsigned = await signedRequest(sandbox, {
      service: 's3',
      tamper: headers => {
        headers['x-amz-meta-added'] = 'later';
      },
    });
    assert.equal(xmlText(unsigned.text, 'Code'), 'SignatureDoesNotMatch');
    const unsaid = await signedRequest(sandbox, {
      service: 's3',
      tamper: headers => {
        delete headers['x-amz-content-sha256'];
      },
    });
    assert.deepEqual([unsaid.status, xmlText(unsaid.text, 'Code')], [400, 'InvalidRequest']);
  });

  it('refuses headers that are not Signature Version 4', async () => {
    const answer = await plainRequest(sandbox.url, {
      path: '/example-results',
      headers: { authorization: 'Basic eDp5' },
    });
    assert.deepEqual([answer.status, xmlText(answer.text, 'Code')], [400, 'AuthorizationHeaderMalformed']);
    assert.equal((await signedRequest(sandbox, { service: 's3', path: '/example-results/%zz' })).status, 400);
    assert.equal(
      (await signedRequest(sandbox, { service: 'entityresolution', path: '/idmappingworkflows/%zz' })).status,
      403,
    );
  });

  it('refuses an unknown service', async () => {
    assert.equal(
      (await signedRequest(sandbox, { service: 'dynamodb', method: 'POST', headers: { 'x-amz-target': 'X' } })).status,
      400,
    );
  });

  it('accepts an unsigned upload to S3', async () => {
    assert.equal((await put({ payloadHash: 'UNSIGNED-PAYLOAD', body: 'unsigned' })).status, 200);
    assert.equal(await uploaded(), 'unsigned');
  });

  it('accepts an upload in unsigned chunks with a trailer', async () => {
    const body = '6\r\nhello \r\n5\r\nworld\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n';
    assert.equal(
      (await put({ headers: chunked, payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', body })).status,
      200,
    );
    assert.equal(await uploaded(), 'hello world');
  });

  const signedChunks =
    (trailer: boolean, spoil: 'chunk' | 'trailer' | 'nothing') =>
    ({ signature, sign }: ChunkSigner): string => {
      let previous = signature;
      const parts = ['hello ', 'world', ''].map(text => {
        previous = sign('AWS4-HMAC-SHA256-PAYLOAD', [previous, sha256(''), sha256(text)]);
        return `${text.length.toString(16)};chunk-signature=${previous}\r\n${spoil === 'chunk' ? text.toUpperCase() : text}${text === '' && trailer ? '' : '\r\n'}`;
      });
      const checksum = 'x-amz-checksum-crc32:DUoRhQ==';
      const last = sign('AWS4-HMAC-SHA256-TRAILER', [previous, sha256(`${checksum}\n`)]);
      return (
        parts.join('') +
        (trailer
          ? `${spoil === 'trailer' ? checksum.replace('D', 'E') : checksum}\r\nx-amz-trailer-signature:${last}\r\n\r\n`
          : '')
      );
    };

  for (const trailer of [false, true]) {
    const payloadHash = trailer ? 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' : 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';

    it(`accepts an upload in signed chunks ${trailer ? 'with' : 'without'} a trailer, and checks each chunk`, async () => {
      const answer = await put({ headers: chunked, payloadHash, bodyFromSignature: signedChunks(trailer, 'nothing') });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(await uploaded(), 'hello world');
      assert.equal(
        xmlText(
          (await put({ headers: chunked, payloadHash, bodyFromSignature: signedChunks(trailer, 'chunk') })).text,
          'Code',
        ),
        'SignatureDoesNotMatch',
      );
      if (trailer)
        assert.equal(
          xmlText(
            (await put({ headers: chunked, payloadHash, bodyFromSignature: signedChunks(trailer, 'trailer') })).text,
            'Code',
          ),
          'SignatureDoesNotMatch',
        );
      assert.equal((await put({ headers: chunked, payloadHash, body: 'no chunks' })).status, 400);
    });
  }

  it('checks the sender before it keeps any of a body', async () => {
    const { credentials } = sandbox;
    const heads: RequestHead[] = [];
    for (const key of [
      credentials,
      { ...credentials, accessKeyId: 'AKIAOTHER' },
      { ...credentials, secretAccessKey: 'other' },
    ]) {
      const request: RequestToSign = {
        service: 's3',
        method: 'PUT',
        path: '/example-results/upload',
        body: 'a document',
      };
      await signedRequest(
        { url: sandbox.url, credentials: key },
        {
          ...request,
          tamper: headers => {
            heads.push({ method: 'PUT', path: '/example-results/upload', queryString: '', headers: { ...headers } });
          },
        },
      );
    }
    const [known, unknownKey, wrongSecret] = heads as [RequestHead, RequestHead, RequestHead];
    assert.equal(
      authenticate(known, credentials, Date.now())(Buffer.from('a document')).request.body.toString(),
      'a document',
    );
    assert.throws(() => authenticate(known, credentials, Date.now())(Buffer.from('another')), {
      reason: 'wrongPayloadHash',
    });
    assert.throws(() => authenticate(unknownKey, credentials, Date.now()), { reason: 'unknownKey' });
    assert.throws(() => authenticate(wrongSecret, credentials, Date.now()), { reason: 'wrongSignature' });
  });

  it('refuses large bodies for services that take no documents', async () => {
    const list = (bytes: number): Promise<Answer> =>
      signedRequest(sandbox, {
        service: 'comprehendmedical',
        method: 'POST',
        headers: { 'x-amz-target': 'ComprehendMedical_20181030.ListPHIDetectionJobs' },
        body: `{}${' '.repeat(bytes - 2)}`,
      });
    assert.equal((await list(1024 * 1024)).status, 200);
    assert.match((await list(1024 * 1024 + 1)).text, /RequestEntityTooLarge/);
  });

  it('refuses bodies over 16 MB and keeps running', async () => {
    const body = Buffer.alloc(16 * 1024 * 1024 + 1);
    assert.equal(xmlText((await put({ body })).text, 'Code'), 'EntityTooLarge');
    assert.equal(
      (
        await signedRequest(sandbox, {
          service: 'entityresolution',
          method: 'POST',
          path: '/idmappingworkflows/x/jobs',
          body,
        })
      ).headers['x-amzn-errortype'],
      'RequestEntityTooLargeException',
    );
    assert.equal((await put({ body: 'small' })).status, 200);
  });
});
