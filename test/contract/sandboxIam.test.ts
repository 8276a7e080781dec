import assert from 'node:assert/strict';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { signedRequest, xmlText, type Answer } from './sandboxRequest.ts';

const all = (xml: string, name: string): string[] =>
  Array.from(xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g')), match => match[1] ?? '');

describe('sandbox: IAM', function () {
  let sandbox: RunningSandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  const call = (body: string, region = 'us-east-1'): Promise<Answer> =>
    signedRequest(sandbox, {
      service: 'iam',
      method: 'POST',
      region,
      body: `${body}&Version=2010-05-08`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  it('lists the example roles with their trust policies', async () => {
    const { status, headers, text } = await call('Action=ListRoles');
    assert.equal(status, 200);
    assert.ok(headers['x-amzn-requestid']);
    assert.deepEqual(all(text, 'RoleName'), ['ComprehendMedicalData', 'EntityResolutionData', 'ExampleAnalysts']);
    assert.equal(all(text, 'Arn')[0], 'arn:aws:iam::000000000000:role/ComprehendMedicalData');
    const principals = all(text, 'AssumeRolePolicyDocument').map(
      document =>
        (JSON.parse(decodeURIComponent(document)) as { Statement: [{ Principal: unknown }] }).Statement[0].Principal,
    );
    assert.deepEqual(principals, [
      { Service: 'comprehendmedical.amazonaws.com' },
      { Service: 'entityresolution.amazonaws.com' },
      { AWS: 'arn:aws:iam::000000000000:root' },
    ]);
    assert.equal(xmlText(text, 'IsTruncated'), 'false');
  });

  it('pages by marker', async () => {
    const first = (await call('Action=ListRoles&MaxItems=2')).text;
    assert.deepEqual([all(first, 'RoleName').length, xmlText(first, 'IsTruncated')], [2, 'true']);
    const second = (
      await call(`Action=ListRoles&MaxItems=2&Marker=${encodeURIComponent(xmlText(first, 'Marker') ?? '')}`)
    ).text;
    assert.deepEqual(
      [all(second, 'RoleName'), xmlText(second, 'IsTruncated'), all(second, 'Marker')],
      [['ExampleAnalysts'], 'false', []],
    );
  });

  it('has no role outside of the path /', async () => {
    assert.deepEqual(all((await call('Action=ListRoles&PathPrefix=%2Fteam%2F')).text, 'RoleName'), []);
  });

  for (const [what, body, code] of [
    ['a marker it did not make', 'Action=ListRoles&Marker=x', 'ValidationError'],
    ['no page at all', 'Action=ListRoles&MaxItems=0', 'ValidationError'],
    ['another operation', 'Action=CreateRole', 'InvalidAction'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, text } = await call(body);
      assert.deepEqual([status, xmlText(text, 'Code')], [400, code]);
      assert.match(text, /xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"/);
    });
  }
});
