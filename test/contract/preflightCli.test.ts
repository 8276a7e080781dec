// `aws-job-specs preflight`, as packaged, against the sandbox.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Folder, run } from '../unit/cli/support.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';

const spec = (role: string): string =>
  JSON.stringify({
    action: 'comprehendmedical:StartEntitiesDetectionV2Job',
    region: 'us-east-1',
    account: '000000000000',
    request: {
      LanguageCode: 'en',
      DataAccessRoleArn: `arn:aws:iam::000000000000:role/${role}`,
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'entities/' },
    },
  });

describe('the command line: preflight', () => {
  let sandbox: RunningSandbox;
  let folder: Folder;
  before(async () => {
    sandbox = await startSandbox();
  });
  beforeEach(() => {
    folder = new Folder();
    folder.write('good.awsjob.json', spec('ComprehendMedicalData'));
    folder.write('bad.awsjob.json', spec('ReadOnlyData'));
  });
  afterEach(() => {
    folder.remove();
  });
  after(async () => {
    await sandbox.stop();
  });

  const preflight = (...args: readonly string[]): ReturnType<typeof run> => {
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    return run(folder.path, ['preflight', '--endpoint-url', sandbox.url, '--region', 'us-east-1', ...args], {
      env: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_PROFILE: '',
      },
    });
  };

  it('ends with 0 if no answer is no', async () => {
    const { code, stdout, stderr } = await preflight('good.awsjob.json');
    assert.equal(stderr, '');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^good\.awsjob\.json yes documents 12 documents/m);
    assert.doesNotMatch(stdout, /note-01/, 'no name of a document');
    assert.match(stdout, /^good\.awsjob\.json yes role The role ComprehendMedicalData exists\.$/m);
    assert.match(stdout, /^Yes: \d+, no: 0, could not tell: 0\.$/m);
  });

  it('ends with 1 if one is, and says what to do', async () => {
    const { code, stdout } = await preflight();
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^bad\.awsjob\.json no roleOwnPolicies They do not allow s3:PutObject .* Use Copy Least-Privilege/m,
    );
  });

  it('writes JSON and SARIF', async () => {
    const json = JSON.parse((await preflight('--format', 'json')).stdout) as {
      readonly files: readonly { readonly path: string; readonly answers: readonly { readonly verdict: string }[] }[];
      readonly summary: { readonly no: number };
    };
    assert.deepEqual(
      json.files.map(({ path }) => path),
      ['bad.awsjob.json', 'good.awsjob.json'],
    );
    assert.equal(json.summary.no, 2);
    const { code } = await preflight('--format', 'sarif', '--output', 'out/report.sarif');
    assert.equal(code, 1);
    const sarif = JSON.parse(readFileSync(`${folder.path}/out/report.sarif`, 'utf8')) as {
      readonly runs: readonly { readonly results: readonly { readonly level: string; readonly ruleId: string }[] }[];
    };
    assert.deepEqual(
      sarif.runs[0]?.results.map(({ level, ruleId }) => `${level} ${ruleId}`),
      ['error roleOwnPolicies', 'error roleOwnPolicies'],
    );
  });

  it('has the errors of a spec as answers, without asking about it', async () => {
    folder.write('bad.awsjob.json', '{ "action": "comprehendmedical:StartEntitiesDetectionV2Job", "request": {} }');
    const { code, stdout } = await preflight('bad.awsjob.json');
    assert.equal(code, 1);
    assert.match(stdout, /^bad\.awsjob\.json no AJ\d{3} /m);
  });

  it('ends with 2 without a connection, and names no credential', async () => {
    const { code, stdout, stderr } = await run(
      folder.path,
      ['preflight', '--endpoint-url', sandbox.url, '--region', 'us-east-1'],
      {
        env: {
          AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'not-the-secret-of-the-sandbox',
          AWS_CONFIG_FILE: '/dev/null',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          AWS_PROFILE: '',
        },
      },
    );
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /could not connect: InvalidClientTokenId/);
    assert.doesNotMatch(stderr, /not-the-secret/);
  });

  it('refuses options of the other command', async () => {
    assert.equal((await preflight('--account', '000000000000')).code, 2);
    assert.equal((await run(folder.path, ['check', '--profile', 'x'])).code, 2);
  });
});
