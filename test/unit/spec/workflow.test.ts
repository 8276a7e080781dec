// What a check reports about a workflow that the account has returned, and what it asks the account.
import type { CheckContext, KnownWorkflow } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import { assertFixesHelp } from './helpful.ts';
import { applyFix } from '../../../src/domain/spec/problem.ts';
import type { VariableSources } from '../../../src/domain/spec/variableKinds.ts';
import { check } from './support.ts';

const arn = 'arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/patient-id-mapping';
const text = (
  jobType: string | undefined,
  more: { readonly name?: string; readonly region?: string; readonly action?: string } = {},
): string =>
  JSON.stringify({
    action: `entityresolution:${more.action ?? 'StartIdMappingJob'}`,
    ...(more.region === undefined ? {} : { region: more.region }),
    request: { workflowName: more.name ?? 'patient-id-mapping', ...(jobType === undefined ? {} : { jobType }) },
  });
const batchOnly: KnownWorkflow = { name: 'patient-id-mapping', region: 'us-east-1', isIncremental: false };
const connection = { region: 'us-east-1', account: '123456789012' };
const found = (spec: string, context: CheckContext): number =>
  check(spec, context).problems.filter(({ code }) => code === 'AJ071').length;

describe('a job that depends on earlier runs', () => {
  for (const jobType of ['INCREMENTAL', 'DELETE_ONLY']) {
    it(`${jobType}: is reported for a workflow that is known not to be incremental, and for no other`, () => {
      assert.equal(found(text(jobType), { connection, workflow: batchOnly }), 1);
      assert.equal(found(text(jobType, { region: 'us-east-1' }), { workflow: batchOnly }), 1);
      assert.equal(found(text(jobType), { connection }), 0, 'nothing is known');
      assert.equal(found(text(jobType), { connection, workflow: { ...batchOnly, isIncremental: true } }), 0);
      assert.equal(found(text(jobType, { name: 'another' }), { connection, workflow: batchOnly }), 0);
      assert.equal(
        found(text(jobType, { region: 'eu-west-1' }), { connection, workflow: batchOnly }),
        0,
        'a workflow of the same name elsewhere',
      );
      assert.equal(found(text(jobType, { name: arn }), { connection, workflow: { ...batchOnly, name: arn } }), 1);
    });
  }

  it('does not include a job that processes everything', () => {
    for (const spec of [text('BATCH'), text(undefined)])
      assert.equal(found(spec, { connection, workflow: batchOnly }), 0);
  });

  it('can be sent nevertheless: only the service knows whether it refuses', () => {
    assert.ok(check(text('INCREMENTAL'), { connection, workflow: batchOnly }).spec);
  });

  it('can be changed to process everything, but a job that deletes is never changed', () => {
    const context = { connection, workflow: batchOnly };
    assertFixesHelp(text('INCREMENTAL'), context);
    const [problem] = check(text('INCREMENTAL'), context).problems.filter(({ code }) => code === 'AJ071');
    assert.equal(applyFix(text('INCREMENTAL'), problem!.fixes[0]!), text('BATCH'));
    assert.deepEqual(check(text('DELETE_ONLY'), context).problems.find(({ code }) => code === 'AJ071')?.fixes, []);
  });
});

describe('what a check asks the account', () => {
  const asks = (spec: string, context: CheckContext = { connection }): readonly unknown[] | undefined => {
    const question = check(spec, context).lookup;
    return question && [question.kind.family, question.name, question.region];
  };

  it('is the workflow of a job that depends on earlier runs, in the region it would run in', () => {
    assert.deepEqual(asks(text('INCREMENTAL')), ['IdMapping', 'patient-id-mapping', 'us-east-1']);
    assert.deepEqual(asks(text('DELETE_ONLY', { region: 'eu-west-1' })), [
      'IdMapping',
      'patient-id-mapping',
      'eu-west-1',
    ]);
    assert.deepEqual(asks(text('INCREMENTAL', { name: arn }), {}), ['IdMapping', arn, 'us-east-1']);
    assert.deepEqual(
      asks(
        '{"action":"entityresolution:StartIdMappingJob","x":1,"request":{"workflowName":"w","jobType":"INCREMENTAL"}}',
      ),
      ['IdMapping', 'w', 'us-east-1'],
      'whatever else is wrong',
    );
  });

  it('is nothing if nothing depends on it, or if the account cannot be asked', () => {
    for (const spec of [
      text('BATCH'),
      text(undefined),
      text('incremental'),
      text('INCREMENTAL', { action: 'StartMatchingJob' }),
      text('INCREMENTAL', { name: '' }),
      text('INCREMENTAL', { name: 'a/b' }),
      text('INCREMENTAL', { name: 'a b' }),
      text('INCREMENTAL', { name: '${var:workflow}' }),
      text('INCREMENTAL', { region: 'nowhere' }),
    ]) {
      assert.equal(asks(spec), undefined, spec);
    }
    assert.equal(asks(text('INCREMENTAL'), {}), undefined, 'the region is unknown');
  });

  it('uses the text in the file, never the value of a variable', () => {
    const variables: VariableSources = {
      env: () => 'patient-id-mapping',
      overlay: { name: 'dev', file: 'f', members: { name: 'patient-id-mapping', region: 'us-east-1' } },
      folder: { name: 'patient-id-mapping' },
    };
    const asked = (more: Parameters<typeof text>[1]): unknown =>
      check(text('INCREMENTAL', more), { connection, variables }).lookup;
    assert.notEqual(asked({}), undefined);
    assert.notEqual(asked({ region: 'us-east-1' }), undefined);
    for (const name of ['${env:WORKFLOW}', '${var:name}', '${workspaceFolderBasename}', 'patient-${env:X}'])
      assert.equal(asked({ name }), undefined, name);
    assert.equal(asked({ region: '${var:region}' }), undefined);
  });
});
