import assert from 'node:assert/strict';
import type { Intent } from '../../../src/domain/jobs/intent.ts';
import { repeatedSpec } from '../../../src/domain/jobs/repeat.ts';
import './support.ts';

describe('repeating a start', () => {
  const written = { workflowName: '${input:Which?}' };
  const intent: Intent = {
    id: 'i',
    partition: 'aws',
    account: '123456789012',
    region: 'us-east-1',
    action: 'entityresolution:StartMatchingJob',
    request: { workflowName: 'patients' },
    written,
    fingerprint: 'f',
    state: 'notFound',
    sentAt: 0,
  };
  const text = (request: unknown, more: object = {}): string =>
    JSON.stringify({ action: intent.action, region: '${var:region}', ...more, request });

  it('sends exactly the same request, without a question, whatever its variables are now', async () => {
    const spec = await repeatedSpec(intent, `// a comment\n${text(written)}`, { variables: { now: 0 } });
    assert.deepEqual(
      [spec?.request, spec?.written, spec?.region, spec?.account, spec?.kind.action],
      [intent.request, written, 'us-east-1', '123456789012', intent.action],
    );
  });

  it('keeps text in the request that looks like a variable', async () => {
    const sent = {
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: '${x}/' },
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'o/' },
      DataAccessRoleArn: 'arn:aws:iam::123456789012:role/r',
      LanguageCode: 'en',
    };
    const asWritten = { ...sent, InputDataConfig: { ...sent.InputDataConfig, S3Key: '$${x}/' } };
    const action = 'comprehendmedical:StartPHIDetectionJob';
    const spec = await repeatedSpec(
      { ...intent, action, request: sent, written: asWritten },
      text(asWritten, { action }),
      {},
    );
    assert.deepEqual([spec?.request, spec?.written], [sent, asWritten]);
  });

  it('uses the current file if it has changed, cannot be read, or never contained a variable', async () => {
    const { written: _written, ...plain } = intent;
    assert.equal(await repeatedSpec(intent, text({ workflowName: '${input:What?}' }), {}), undefined);
    assert.equal(
      await repeatedSpec(intent, text(written, { action: 'entityresolution:StartIdMappingJob' }), {}),
      undefined,
    );
    assert.equal(await repeatedSpec(intent, text(written).slice(0, -1), {}), undefined);
    assert.equal(await repeatedSpec(plain, text(plain.request), {}), undefined);
  });
});
