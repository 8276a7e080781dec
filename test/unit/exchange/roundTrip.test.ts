// What is exported and imported again is the same request, whatever is in it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sourceOf } from '../../../src/domain/exchange/write/source.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { escapeVariables } from '../../../src/domain/spec/variables.ts';
import { specTextOf } from '../../../src/domain/spec/awsCli.ts';
import { validSpecs } from '../spec/awsCliArbitrary.ts';
import { check } from '../spec/support.ts';
import { importedAs, sourceOfText, withVariables, withoutToken, written } from './exports.ts';
import { notes } from './texts.ts';

/** The forms that hold the request; a workflow of GitHub Actions names the spec's file. */
const forms = ['step-functions', 'scheduler', 'airflow', 'shell'] as const;
/** The forms that say where the job runs in a way that the readers know. */
const placed: ReadonlySet<string> = new Set(['airflow', 'shell']);

const hostile = [
  `it's "quoted" \\ and \`ticks\``,
  '$(touch /tmp/owned) `id` $HOME ${HOME} $${x}',
  '{{ params.bucket }} {% raw %}',
  '{% $states.input %}',
  '{%a',
  'x %} y {% z',
  "${{ github.token }} ${{ '}}' }}",
  '<aws.scheduler.execution-id> <aws.scheduler.scheduled-time>',
  '${AWS::Region} $.x $$.Execution.Name a.$',
  'line 1\nline 2\r\ttab',
  '\ue000l \ue0000; \u202e \u2028 \u0085 \ufeff',
  'ä 😀 \u{10ffff}',
  `'''"""\\n\\u0041`,
  "'; exit 1 #",
  'FILL_IN',
  '%s %d {0} {}',
] as const;

describe('export: what is imported back', () => {
  for (const id of forms) {
    it(`${id}: is the same request`, async () => {
      await fc.assert(
        fc.asyncProperty(validSpecs, async ({ kind, request, region, account }) => {
          const text = specTextOf(kind, request, { ...(region && { region }), ...(account && { account }) });
          const spec = await importedAs(kind, written(id, sourceOfText(text)));
          const expected = JSON.parse(specTextOf(kind, withoutToken(request))) as { request: object };
          assert.deepEqual(spec['request'], expected.request);
          if (placed.has(id)) assert.equal(spec['region'], region);
          assert.deepEqual(
            check(JSON.stringify(spec)).problems.filter(({ severity }) => severity === 'error'),
            [],
          );
        }),
        { numRuns: 150 },
      );
    });

    for (const value of hostile)
      it(`${id}: leaves ${JSON.stringify(value)} as it is`, async () => {
        for (const kind of jobKinds) {
          const request =
            kind.service === 'comprehendmedical'
              ? { ...notes, InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: value } }
              : kind.family === 'IdMapping'
                ? {
                    workflowName: 'w',
                    outputSourceConfig: [
                      { roleArn: 'arn:aws:iam::123456789012:role/Er', outputS3Path: `s3://bucket/${value}` },
                    ],
                  }
                : { workflowName: 'w' };
          // Not checked: the checks refuse some of these values, and the writers must stand them.
          const escaped = JSON.parse(escapeVariables(JSON.stringify(request))) as JsonObject;
          const source = sourceOf(kind, escaped, { path: value }, {});
          const spec = await importedAs(kind, written(id, source));
          assert.deepEqual(spec['request'], escaped);
        }
      });
  }

  it('are the variables, where the engine has parameters', async () => {
    const { request } = await importedAs(withVariables.kind, written('step-functions', withVariables));
    assert.deepEqual(request, {
      JobName: 'notes ${var:which_ward}',
      InputDataConfig: { S3Bucket: '${var:bucket}', S3Key: 'in/${var:S3Key}/${var:WARD}/' },
      OutputDataConfig: notes.OutputDataConfig,
      DataAccessRoleArn: notes.DataAccessRoleArn,
      LanguageCode: 'en',
    });
    for (const id of ['shell', 'airflow']) {
      const spec = await importedAs(withVariables.kind, written(id, withVariables));
      assert.match(JSON.stringify(spec), /"S3Bucket":"\$\{var:bucket\}"/, id);
      assert.match(JSON.stringify(spec), /"JobName":"notes \$\{var:which_ward\}"/, id);
    }
  });
});
