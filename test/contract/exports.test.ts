// Exported files, run for real against the sandbox: the shell script with the AWS CLI, the DAG's functions with boto3,
// the state machine with AWS's SDK. What they have started is found as any job that was not started here.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportForms } from '../../src/domain/exchange/write/forms.ts';
import { writeTable } from '../../src/domain/exchange/write/distributedMap.ts';
import { type ExportSource, sourceOf } from '../../src/domain/exchange/write/source.ts';
import { type JobKind, jobKinds, medicalKinds } from '../../src/domain/jobs/kinds.ts';
import { type JsonObject, type JsonValue, stringAt } from '../../src/domain/json.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { Discovery } from '../../src/domain/jobs/discovery.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { escapeVariables } from '../../src/domain/spec/variables.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { bound } from '../pace.ts';
import { isWhole } from '../runs.ts';
import { allJobs } from '../unit/jobs/allJobs.ts';
import { isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { type Fault, type FaultProxy, serviceError, startFaultProxy } from './faultProxy.ts';
import { requestFor } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { execute } from './stateMachine.ts';

const place = { path: 'notes.awsjob.json', region: 'us-east-1', account: '000000000000' };
const sourceFor = (kind: JobKind, mark: string, more: Partial<typeof place> = {}): ExportSource =>
  sourceOf(kind, requestFor(kind, mark), { ...place, ...more }, {});
const textOf = (id: string, source: ExportSource): string =>
  exportForms.find(each => each.id === id)?.write(source).files[0]?.text ?? '';
const [, phi] = medicalKinds as readonly [JobKind, JobKind];

describe('exported files, run against the sandbox', function () {
  this.timeout(bound(120_000));
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let directory: string;

  before(async () => {
    if (spawnSync('aws', ['--version']).error !== undefined)
      throw new Error('These tests need the AWS CLI on the PATH: apt-get install awscli');
    sandbox = await startSandbox({ jobSeconds: 0.1 });
    [proxy, directory] = await Promise.all([startFaultProxy(sandbox.url), mkdtemp(join(tmpdir(), 'exports-'))]);
    // Older versions of the AWS CLI do not read AWS_ENDPOINT_URL.
    const { stdout: real } = spawnSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' });
    await mkdir(join(directory, 'bin'));
    await writeFile(
      join(directory, 'bin', 'aws'),
      `#!/bin/sh\nexec '${real.trim()}' "$@" --endpoint-url '${proxy.url}'\n`,
      { mode: 0o755 },
    );
  });
  afterEach(() => {
    proxy.forget();
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
    await rm(directory, { recursive: true, maxRetries: 5 });
  });

  const environment = (): Record<string, string> => ({
    PATH: `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: directory,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    AWS_ENDPOINT_URL: proxy.url,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    poll_seconds: '0.05',
  });

  interface Ended {
    readonly code: number;
    readonly told: string;
  }
  const sh = async (script: string, values: Record<string, string> = {}, shell = 'sh'): Promise<Ended> => {
    const file = join(directory, `${randomUUID()}.sh`);
    await writeFile(file, script);
    return await new Promise(resolve => {
      execFile(shell, [file], { env: { ...environment(), ...values } }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), told: stdout + stderr });
      });
    });
  };
  const starts = (): number => proxy.seen.filter(({ operation }) => operation.startsWith('Start')).length;
  const requests = (): JsonObject[] =>
    proxy.seen
      .filter(({ operation }) => operation.startsWith('Start'))
      .map(({ body }) => JSON.parse(body) as JsonObject);

  it('the shell script starts the job once, waits for its end, and the job is found with the name of its spec', async () => {
    const source = sourceFor(phi, 'from a shell');
    const { code, told } = await sh(textOf('shell', source));
    assert.equal(code, 0, told);
    assert.match(told, /^Started [0-9a-f]{32}\.\n[0-9a-f]{32}: COMPLETED\n$/);
    assert.equal(starts(), 1);
    const aws = await isolateAws();
    const records = new JobDatabase(join(directory, 'jobs.sqlite'));
    try {
      const services = valueOf(
        await valueOf(await open({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials })).pinned(),
      );
      const store = new JobStore(records);
      store.select(services.identity);
      const clock: Clock = { now: () => Date.now(), after: () => () => undefined, random: () => 0.5 };
      const discovery = new Discovery({ store, records, clock });
      const list = discovery.sources('us-east-1').find(({ kind }) => kind.action === phi.action);
      assert.ok(list);
      assert.equal(await discovery.readNewer(list, services, new AbortController().signal), undefined);
      const found = allJobs(records, services.identity).find(each => each.name === 'job from a shell');
      const { name, input, output, role } = phi.facts(source.request);
      assert.deepEqual(
        { action: found?.action, name: found?.name, input: found?.input, role: found?.role, status: found?.status },
        { action: phi.action, name, input, role, status: 'COMPLETED' },
      );
      assert.ok(found?.output?.startsWith(output ?? '-'), found?.output);
      store.dispose();
      records.dispose();
    } finally {
      await aws.restore();
    }
  });

  it('the shell script does not start in another account, without a value, or with half of a line', async () => {
    const other = await sh(textOf('shell', sourceFor(phi, 'a', { account: '123456789012' })));
    assert.equal(other.code, 2);
    assert.match(other.told, /account 000000000000, and the job is for 123456789012\. Nothing was started/);
    const request = requestFor(phi, 'b');
    const script = textOf('shell', sourceOf(phi, { ...request, JobName: '${var:ward}' }, place, {}));
    const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
      [{}, /ward has no value/],
      [{ ward: 'a\nb' }, /a line break/],
    ];
    for (const [values, why] of cases) {
      const ended = await sh(script, values);
      assert.equal(ended.code, 2, ended.told);
      assert.match(ended.told, why);
    }
    assert.equal(starts(), 0);
  });

  it('a value reaches the request as it is, whatever is in it', async () => {
    const value = `it's "q" \\ $(touch ${directory}/owned) \`id\` \${HOME} ; exit 9 # 😀/`;
    const config = (key: string): JsonObject => ({
      ...requestFor(phi, 'x'),
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: key },
    });
    const anywhere = { path: place.path, region: place.region };
    const literal = sourceOf(phi, config(escapeVariables(value)), anywhere, {});
    const given = sourceOf(phi, config('${input:where?}'), anywhere, {});
    // Refused, so that nothing has to be waited for.
    proxy.always('StartPHIDetectionJob', serviceError('InvalidRequestException', 400));
    await Promise.all([sh(textOf('shell', literal)), sh(textOf('shell', given), { where: value }, 'bash')]);
    assert.deepEqual(
      requests().map(({ InputDataConfig: input }) => input),
      [1, 2].map(() => ({ S3Bucket: 'example-clinical-notes', S3Key: value })),
    );
  });

  it('a start is sent again only if the service is busy; if it is unclear, the script says so', async () => {
    const faults: readonly (readonly [Fault, code: number, sent: number])[] = [
      [serviceError('TooManyRequestsException', 429), 0, 2],
      [{ kind: 'reset', forward: true }, 3, 1],
      ...(isWhole
        ? ([
            [serviceError('InternalServerException', 500), 3, 1],
            [serviceError('InvalidRequestException', 400), 2, 1],
          ] as const)
        : []),
    ];
    // Each kind has a fault of its own, so that they run beside each other.
    await Promise.all(
      faults.map(async ([fault, code, sent], index) => {
        const kind = medicalKinds[index] ?? phi;
        const operation = `Start${kind.family}Job`;
        proxy.next(operation, fault);
        const ended = await sh(
          textOf(
            'shell',
            sourceOf(kind, requestFor(kind, operation), { path: 'a.awsjob.json', region: 'us-east-1' }, {}),
          ),
        );
        assert.equal(ended.code, code, `${operation}: ${ended.told}`);
        if (code === 3) assert.match(ended.told, /not known whether a job was started/);
        assert.equal(proxy.count(operation), sent, operation);
      }),
    );
  });

  it('a job that fails ends the script with 1', async () => {
    const request = {
      ...requestFor(phi, 'empty'),
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'nothing/' },
    };
    const { code, told } = await sh(
      textOf('shell', sourceOf(phi, request, { path: place.path, region: place.region }, {})),
    );
    assert.equal(code, 1, told);
    assert.match(told, /: FAILED\n$/);
  });

  it('the state machine starts each kind of job once and ends with it', async () => {
    for (const kind of [...medicalKinds.slice(0, 2), ...jobKinds.slice(-2)]) {
      proxy.forget();
      const text = textOf('step-functions', sourceFor(kind, 'machine'));
      const { ended, output, states } = await execute(text, {}, { sandbox: { ...sandbox, url: proxy.url } });
      assert.equal(ended, 'Succeed', JSON.stringify(output));
      assert.equal(starts(), 1);
      assert.equal(states[0], 'Is this the right place?');
      assert.match(JSON.stringify(output), /"Status":"(?:COMPLETED|SUCCEEDED)"/);
    }
  });

  it('the state machine tries again only if the service is busy, with the same token', async () => {
    const options = { sandbox: { ...sandbox, url: proxy.url } };
    const text = textOf('step-functions', sourceFor(phi, 'busy machine'));
    const id = (name: string): string => `arn:aws:states:us-east-1:000000000000:execution:busy:${name}`;
    proxy.next('StartPHIDetectionJob', serviceError('TooManyRequestsException', 429));
    assert.equal((await execute(text, {}, { ...options, id: id('one') })).ended, 'Succeed');
    const tokens = requests().map(({ ClientRequestToken: token }) => token);
    assert.equal(tokens.length, 2);
    assert.equal(new Set(tokens).size, 1);
    assert.match(stringAt(requests()[0], 'ClientRequestToken') ?? '', /^[0-9a-f]{64}$/);
    proxy.forget();
    proxy.next('StartPHIDetectionJob', serviceError('InternalServerException', 500));
    const unclear = await execute(
      text,
      {},
      { ...options, id: 'arn:aws:states:us-east-1:000000000000:execution:notes:two' },
    );
    assert.deepEqual([unclear.ended, unclear.error], ['Fail', 'ComprehendMedical.InternalServerException']);
    assert.equal(starts(), 1);
    assert.notEqual(requests()[0]?.['ClientRequestToken'], tokens[0]);
  });

  it('the state machine starts nothing in another account or region, or without a value', async () => {
    const options = { sandbox: { ...sandbox, url: proxy.url } };
    const text = textOf('step-functions', sourceOf(phi, { ...requestFor(phi), JobName: '${var:ward}' }, place, {}));
    for (const [input, id] of [
      [{}, undefined],
      [{ ward: '7' }, 'arn:aws:states:us-east-1:123456789012:execution:notes:one'],
      [{ ward: '7' }, 'arn:aws:states:us-west-2:000000000000:execution:notes:one'],
    ] as const) {
      const { ended, error } = await execute(text, input, { ...options, ...(id === undefined ? {} : { id }) });
      assert.deepEqual([ended, error], ['Fail', 'NothingStarted']);
    }
    assert.equal(starts(), 0);
    const id = 'arn:aws:states:us-east-1:000000000000:execution:guarded:one';
    assert.equal((await execute(text, { ward: '7' }, { ...options, id })).ended, 'Succeed');
  });

  it('a Distributed Map starts each run of a table, and says if one has not succeeded', async () => {
    const rows = ['one', 'two'].map((name, index) => ({
      row: { number: index + 2 },
      name,
      spec: { kind: phi, request: requestFor(phi, name) },
    }));
    const written = writeTable(rows, place);
    if (typeof written === 'string') assert.fail(written);
    const [machine, list] = written.files;
    const items = JSON.parse(list?.text ?? '[]') as JsonValue[];
    const options = { sandbox: { ...sandbox, url: proxy.url }, items };
    assert.equal((await execute(machine?.text ?? '', {}, options)).ended, 'Succeed');
    assert.deepEqual(
      requests().map(({ JobName: name }) => name),
      ['job one', 'job two'],
    );
    assert.equal(new Set(requests().map(({ ClientRequestToken: token }) => token)).size, 2);
    proxy.next('StartPHIDetectionJob', serviceError('InvalidRequestException', 400));
    const bad = await execute(
      machine?.text ?? '',
      {},
      { ...options, id: 'arn:aws:states:us-east-1:000000000000:execution:m:2' },
    );
    assert.deepEqual([bad.ended, bad.output], ['Fail', 'Runs that have not succeeded: 1. See the map run.']);
    proxy.always('DescribePHIDetectionJob', serviceError('ValidationException', 400));
    const blind = await execute(
      machine?.text ?? '',
      {},
      {
        ...options,
        id: 'arn:aws:states:us-east-1:000000000000:execution:m:3',
      },
    );
    assert.equal(blind.output, 'Runs that have not succeeded: 2. See the map run.');
    const [first] = rows;
    assert.ok(first);
    assert.match(JSON.stringify(writeTable([first, { ...first, sameAs: 2 }], place)), /same request as row 2/);
    assert.match(
      JSON.stringify(writeTable([{ row: { number: 5 }, why: 'JobName: too long.' }], place)),
      /Row 5: JobName/,
    );
  });

  it("the DAG's functions start the job and see its end", async function () {
    if (spawnSync('python3', ['-c', 'import boto3']).status !== 0) {
      process.stdout.write('      there is no python3 with boto3: skipped\n');
      this.skip();
    }
    const file = join(directory, 'dag.py');
    await writeFile(
      file,
      textOf('airflow', sourceOf(phi, { ...requestFor(phi, 'dag'), JobName: 'job ${var:ward}' }, place, {})),
    );
    const played = new URL('fixtures/airflow.py', import.meta.url).pathname;
    const { code, told } = await new Promise<Ended>(resolve => {
      execFile('python3', [played, file, '{"ward": "from a DAG"}'], { env: environment() }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), told: stdout + stderr });
      });
    });
    assert.equal(code, 0, told);
    assert.match(told, /^ended: True\n$/);
    assert.equal(requests()[0]?.['JobName'], 'job from a DAG');
    assert.match(stringAt(requests()[0], 'ClientRequestToken') ?? '', /^[0-9a-f]{64}$/);
    assert.equal(starts(), 1);
  });
});
