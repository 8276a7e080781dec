// Members that AWS has added since: a spec allows them by name.
import assert from 'node:assert/strict';
import { withLeftOut } from '../../../src/aws/asWritten.ts';
import { applyFix } from '../../../src/domain/spec/problem.ts';
import { checkSpec } from '../../../src/domain/spec/check.ts';

const spec = (allow: string, tags = '"tags": { "ward": "3" }'): string =>
  `{\n  "action": "entityresolution:StartMatchingJob",${allow}\n  "request": { "workflowName": "w", ${tags} }\n}\n`;

describe('a member that the schema does not know', () => {
  it('is an error that a fix allows; the request then has it as written', async () => {
    const text = spec('');
    const { problems, spec: none } = await checkSpec(text);
    assert.equal(none, undefined);
    const [unknown] = problems.filter(({ code }) => code === 'AJ012');
    const fix = unknown?.fixes.find(({ title }) => title === 'Allow this member and send it as written');
    assert.ok(fix);
    const allowed = applyFix(text, fix);
    assert.equal(allowed, spec('\n  "$allow": ["request.tags"],'));
    const checked = await checkSpec(allowed);
    assert.deepEqual(
      checked.problems.map(({ code, severity }) => [code, severity]),
      [['AJ018', 'information']],
    );
    assert.deepEqual(checked.spec?.request, { workflowName: 'w', tags: { ward: '3' } });
    assert.deepEqual(checked.spec.allowed, ['request.tags']);
  });

  it('is allowed beside others, in a list that is empty, and inside of another member', async () => {
    for (const [list, after] of [
      ['[]', '["request.tags"]'],
      ['[ "request.other" ]', '[ "request.other", "request.tags" ]'],
    ] as const) {
      const text = spec(`\n  "$allow": ${list},`);
      const { problems } = await checkSpec(text);
      const fix = problems.flatMap(({ fixes }) => fixes).find(({ title }) => title.startsWith('Allow'));
      assert.equal(fix && applyFix(text, fix), spec(`\n  "$allow": ${after},`));
    }
    const inner = JSON.stringify({
      action: 'entityresolution:StartIdMappingJob',
      $allow: ['request.outputSourceConfig.0.format'],
      request: {
        workflowName: 'w',
        outputSourceConfig: [
          { roleArn: 'arn:aws:iam::123456789012:role/R', outputS3Path: 's3://example-results/x/', format: 'PARQUET' },
        ],
      },
    });
    const checked = await checkSpec(inner);
    assert.deepEqual(checked.spec?.allowed, ['request.outputSourceConfig.0.format']);
  });

  it('is not allowed as another spelling of a known one, which AWS would ignore', async () => {
    for (const [name, member] of [
      ['KmsKey', '"KmsKey": "1234abcd-12ab-34cd-56ef-1234567890ab"'],
      ['kms_key', '"kms_key": "x"'],
    ] as const) {
      const { problems, spec: none } = await checkSpec(
        `{ "action": "comprehendmedical:StartPHIDetectionJob", "$allow": ["request.${name}"], "request": { "InputDataConfig": { "S3Bucket": "example-in", "S3Key": "a/" }, "OutputDataConfig": { "S3Bucket": "example-out", "S3Key": "b/" }, "DataAccessRoleArn": "arn:aws:iam::123456789012:role/R", "LanguageCode": "en", ${member} } }`,
      );
      assert.equal(none, undefined);
      const [unknown] = problems.filter(({ code }) => code === 'AJ012');
      assert.ok(unknown?.fixes.every(({ title }) => !title.startsWith('Allow')));
    }
  });

  it('is allowed nowhere else: not beside the request, not with a name that has a dot', async () => {
    const beside = await checkSpec(
      '{ "action": "entityresolution:StartMatchingJob", "$allow": ["x"], "x": 1, "request": { "workflowName": "w" } }',
    );
    assert.ok(beside.problems.some(({ code }) => code === 'AJ012'));
    assert.ok(beside.problems.some(({ code }) => code === 'AJ014'));
    const dotted = await checkSpec(spec('', '"a.b": 1'));
    assert.ok(dotted.problems.flatMap(({ fixes }) => fixes).every(({ title }) => !title.startsWith('Allow')));
  });

  it('that is not there, or is known, is said to need no permission', async () => {
    for (const name of ['request.tags', 'request.workflowName']) {
      const { problems, spec: valid } = await checkSpec(
        `{ "action": "entityresolution:StartMatchingJob", "$allow": ["${name}"], "request": { "workflowName": "w" } }`,
      );
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['AJ019'],
      );
      assert.equal(valid?.allowed, undefined);
    }
  });
});

describe('what the SDK leaves out of a request', () => {
  it('is put back at any depth; what it added or changed stays', () => {
    assert.deepEqual(
      withLeftOut(
        { A: 'a', Token: 't', In: { S3Key: 'k' }, List: [{ x: 1 }] },
        { A: 'a', In: { S3Key: 'k', New: [1, { b: 2 }] }, List: [{ x: 1, y: null }], New: {} },
      ),
      { A: 'a', Token: 't', In: { S3Key: 'k', New: [1, { b: 2 }] }, List: [{ x: 1, y: null }], New: {} },
    );
  });

  it('is nothing if it knows every member: the very same request is sent', () => {
    const sent = { A: 'a', Token: 't', List: [{ x: 1 }] };
    assert.equal(withLeftOut(sent, { A: 'a', List: [{ x: 1 }] }), sent);
    assert.equal(withLeftOut(sent, { A: 'other' }), sent);
  });
});
