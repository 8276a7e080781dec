import assert from 'node:assert/strict';
import { type FormView, viewOf } from '../../../src/domain/form/view.ts';
import { resolveVariables } from '../../../src/domain/spec/variables.ts';
import type { VariableSources } from '../../../src/domain/spec/variableKinds.ts';
import { check } from '../spec/support.ts';

const sources: VariableSources = {
  now: Date.UTC(2026, 0, 2),
  overlay: { next: 'Select one.', problem: 'none' },
  folder: { name: 'clinic' },
};
const viewOfText = (text: string): FormView => {
  const checked = check(text, { variables: sources });
  return viewOf(checked, resolveVariables(checked.parsed, sources).value);
};
const form = (text: string): Extract<FormView, { readonly state: 'form' }> => {
  const view = viewOfText(text);
  assert.ok(view.state === 'form', view.state);
  return view;
};

describe('what the form shows of a text', () => {
  it('has each problem at its field, at the part around its location, or at none', () => {
    const { problems } = form(`{
      "action": "comprehendmedical:StartPHIDetectionJob",
      "request": { "JobName": "n", "InputDataConfig": {}, "DataAccessRoleArn": "arn:aws:iam::123456789012:user/x", "LanguageCode": "de", "Extra": { "deep": ["\${nonsense}"] } }
    }`);
    const at = (code: string): readonly (string | undefined)[] =>
      problems.filter(problem => problem.code === code).map(problem => problem.at);
    assert.deepEqual(at('AJ011'), ['/request/OutputDataConfig', '/request/InputDataConfig/S3Bucket']);
    assert.deepEqual(at('AJ020'), ['/request/DataAccessRoleArn']);
    assert.deepEqual(at('AJ013'), ['/request/LanguageCode']);
    assert.deepEqual(at('AJ080'), ['/request/Extra'], 'the nearest part that the form has');
    assert.deepEqual(
      form('{ "action": "comprehendmedical:StartPHIDetectionJob" }').problems.map(({ code, at: place }) => [
        code,
        place,
      ]),
      [['AJ011', undefined]],
    );
  });

  it('has the strings as written, and their values beside them', () => {
    const { values, resolved } = form(
      '{ "action": "entityresolution:StartMatchingJob", "region": "us-east-1", "request": { "workflowName": "w-${date:YYYY}-${workspaceFolderBasename}" } }',
    );
    assert.deepEqual(values, {
      '/action': 'entityresolution:StartMatchingJob',
      '/region': 'us-east-1',
      '/request/workflowName': 'w-${date:YYYY}-${workspaceFolderBasename}',
    });
    assert.deepEqual(resolved, { '/request/workflowName': 'w-2026-clinic' });
  });

  it('says where and why a text is not JSON or not an object, and guesses no form', () => {
    for (const [text, line] of [
      ['{\n  "action": "x",\n  "request": {\n', 4],
      ['[]', 1],
      ['"x"', 1],
      ['{ "a": 1 } }', 1],
      ['['.repeat(200), 1],
      ['\0', 1],
    ] as const) {
      const view = viewOfText(text);
      assert.ok(view.state === 'broken', text.slice(0, 20));
      assert.equal(view.breakage.line, line, text.slice(0, 20));
      assert.notEqual(view.breakage.message, '', text.slice(0, 20));
    }
  });

  it('asks for the kind of job if the text is empty', () => {
    for (const text of ['', ' \n']) {
      const view = viewOfText(text);
      assert.ok(view.state === 'empty');
      assert.ok(
        view.shape.sections.some(({ nodes }) => nodes.some(({ key, type }) => key === '/action' && type === 'choice')),
      );
    }
  });
});
