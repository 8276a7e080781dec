import assert from 'node:assert/strict';
import * as sdk from '@aws-sdk/client-kms';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { plainRequest, signedRequest, type Answer } from './sandboxRequest.ts';

describe('sandbox: KMS', function () {
  let sandbox: RunningSandbox;
  let client: sdk.KMSClient;
  before(async () => {
    sandbox = await startSandbox();
    client = new sdk.KMSClient({
      region: 'eu-west-1',
      endpoint: sandbox.url,
      credentials: sandbox.credentials,
      maxAttempts: 1,
    });
  });
  after(() => sandbox.stop());

  const call = (operation: string, body: string): Promise<Answer> =>
    signedRequest(sandbox, {
      service: 'kms',
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` },
    });

  it('lists the example keys of the requested region', async () => {
    const { Keys: keys = [], Truncated: isTruncated } = await client.send(new sdk.ListKeysCommand({}));
    assert.deepEqual(
      [keys.length, keys[0]?.KeyArn, isTruncated],
      [4, 'arn:aws:kms:eu-west-1:000000000000:key/00000000-0000-4000-8000-000000000001', false],
    );
  });

  it('lists their aliases, of all keys or of one', async () => {
    const { Aliases: aliases = [] } = await client.send(new sdk.ListAliasesCommand({}));
    assert.deepEqual(
      aliases.map(({ AliasName: name }) => name),
      ['alias/aws/s3', 'alias/example-archive', 'alias/example-results', 'alias/example-shared'],
    );
    assert.equal(aliases[1]?.CreationDate?.toISOString(), '2026-01-05T09:00:00.000Z');
    const id = aliases[2]?.TargetKeyId ?? '';
    for (const KeyId of [id, `arn:aws:kms:eu-west-1:000000000000:key/${id}`])
      assert.equal((await client.send(new sdk.ListAliasesCommand({ KeyId }))).Aliases?.length, 2);
    await assert.rejects(client.send(new sdk.ListAliasesCommand({ KeyId: 'nope' })), { name: 'NotFoundException' });
  });

  it('pages by marker', async () => {
    for (const [first, second] of [
      [
        () => client.send(new sdk.ListKeysCommand({ Limit: 3 })),
        (Marker?: string) => client.send(new sdk.ListKeysCommand({ Limit: 3, Marker })),
      ],
      [
        () => client.send(new sdk.ListAliasesCommand({ Limit: 3 })),
        (Marker?: string) => client.send(new sdk.ListAliasesCommand({ Limit: 3, Marker })),
      ],
    ] as const) {
      const page = await first();
      assert.equal(page.Truncated, true);
      const rest = await second(page.NextMarker);
      const items = (answer: object): number =>
        ((answer as sdk.ListKeysResponse).Keys ?? (answer as sdk.ListAliasesResponse).Aliases ?? []).length;
      assert.deepEqual([items(page), items(rest), rest.Truncated, rest.NextMarker], [3, 1, false, undefined]);
    }
  });

  for (const [what, operation, body, code] of [
    ['a marker it did not make', 'ListKeys', '{"Marker":"x"}', 'InvalidMarkerException'],
    ['no page at all', 'ListAliases', '{"Limit":0}', 'ValidationException'],
    ['a larger page than the service gives', 'ListAliases', '{"Limit":101}', 'ValidationException'],
    ['another operation', 'Decrypt', '{}', 'UnknownOperationException'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, text } = await call(operation, body);
      assert.deepEqual([status, (JSON.parse(text) as { __type: string }).__type], [400, `com.amazonaws.kms#${code}`]);
    });
  }

  it('refuses requests that are not signed in its own way', async () => {
    const { text } = await plainRequest(sandbox.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'TrentService.ListKeys' },
      body: '{}',
    });
    assert.equal(
      (JSON.parse(text) as { __type: string }).__type,
      'com.amazonaws.kms#MissingAuthenticationTokenException',
    );
  });
});
