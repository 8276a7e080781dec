// `aws-job-specs start --wait` and `wait`, questions on a terminal, and the local sandbox of the command line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf } from '../../src/domain/jobs/intent.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { bound, until } from '../pace.ts';
import { type FaultProxy, serviceError, startFaultProxy } from './faultProxy.ts';
import { Machine, type RunningCommand, reportOf } from './jobsCli.ts';
import { requestFor } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';

const medical = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const matching = kindOf('entityresolution:StartMatchingJob')!;
const startName = 'StartEntitiesDetectionV2Job';
const now = ['--yes', '--no-checks'];

describe('the command line: waiting for jobs', () => {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let machine: Machine;
  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 1 });
    proxy = await startFaultProxy(sandbox.url);
  });
  beforeEach(() => {
    proxy.forget();
    machine = new Machine({ url: proxy.url, credentials: sandbox.credentials });
  });
  afterEach(() => machine.dispose());
  after(async () => {
    await proxy.close();
    await sandbox.stop();
  });
  const nothingThere = {
    ...requestFor(medical, 'empty'),
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'none/' },
  };

  it('ends with 0 when all have succeeded, and with 5 when one has not', async () => {
    machine.spec('a.awsjob.json', medical);
    machine.spec('b.awsjob.json', matching);
    const good = await machine.run(['start', 'b.awsjob.json', 'a.awsjob.json', ...now, '--wait', '--interval', '1']);
    assert.equal(good.code, 0, good.stdout + good.stderr);
    const lines = good.stdout.trim().split('\n');
    assert.match(lines[0] ?? '', /^b\.awsjob\.json started \w+$/);
    assert.match(lines[1] ?? '', /^a\.awsjob\.json started \w+$/);
    assert.match(lines[2] ?? '', /^b\.awsjob\.json \w+ {2}SUCCEEDED {2}Matching/);
    assert.match(lines[3] ?? '', /^a\.awsjob\.json \w+ {2}COMPLETED {2}EntitiesDetectionV2/);
    machine.spec('empty.awsjob.json', medical, {}, nothingThere);
    const bad = await machine.run([
      'start',
      'empty.awsjob.json',
      ...now,
      '--wait',
      '--interval',
      '1',
      '--format',
      'json',
    ]);
    assert.equal(bad.code, 5);
    const [start] = reportOf(bad).starts ?? [];
    assert.deepEqual([start?.outcome, start?.job?.status, start?.hasSucceeded], ['started', 'FAILED', false]);
    const again = await machine.run(['wait', start?.job?.jobId ?? '', '--format', 'json']);
    assert.deepEqual([again.code, reportOf(again).jobs?.[0]?.status], [5, 'FAILED']);
    const shown = reportOf(await machine.run(['show', start?.job?.jobId ?? '', '--format', 'json'])).job;
    assert.match(String(shown?.['message']), /No object was found/);
  });

  it('waits for the job of a start that was not answered', async () => {
    machine.spec('unclear.awsjob.json', medical);
    proxy.next(startName, { kind: 'cutOff' });
    const { code, stdout } = await machine.run(['start', 'unclear.awsjob.json', ...now, '--wait', '--interval', '1']);
    assert.match(stdout, /may or may not have started/);
    assert.match(stdout, /^unclear\.awsjob\.json \w+ {2}COMPLETED/m);
    assert.equal(code, 0);
    assert.equal(proxy.count(startName), 1);
  });

  it('goes on while the service cannot be reached, and ends when it may not ask any more', async () => {
    machine.spec('long.awsjob.json', medical);
    const started = await machine.run(['start', 'long.awsjob.json', ...now]);
    const [, id = ''] = /started (\w+)/.exec(started.stdout) ?? [];
    proxy.next('ListEntitiesDetectionV2Jobs', { kind: 'answer', status: 503, body: '' });
    proxy.always('ListEntitiesDetectionV2Jobs', serviceError('AccessDeniedException', 400));
    proxy.always('DescribeEntitiesDetectionV2Job', serviceError('AccessDeniedException', 400));
    const ended = await machine.run(['wait', id, '--interval', '1']);
    assert.equal(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, /Could not wait any longer\. You do not have permission/);
    proxy.forget();
    const waited = machine.begin(['wait', id, '--interval', '1']);
    assert.equal((await waited.ended).code, 0);
  });

  it('ends when what failed in passing is refused for good', async () => {
    machine.spec('denied.awsjob.json', medical, {}, requestFor(medical, 'denied'));
    const [, id = ''] = /started (\w+)/.exec((await machine.run(['start', 'denied.awsjob.json', ...now])).stdout) ?? [];
    const answer = { status: 503, body: '', kind: 'answer' } as const;
    proxy.always('ListEntitiesDetectionV2Jobs', answer);
    proxy.always('DescribeEntitiesDetectionV2Job', answer);
    const waiting = machine.begin(['wait', id, '--interval', '1']);
    await until('it goes on', () => waiting.printed.stderr.includes('Trying again.'));
    for (const name of ['ListEntitiesDetectionV2Jobs', 'DescribeEntitiesDetectionV2Job'])
      proxy.always(name, serviceError('AccessDeniedException', 400));
    const { code, stderr } = await waiting.ended;
    assert.equal(code, 2);
    assert.match(stderr, /Could not wait any longer\. You do not have permission/);
  });

  it('does not take a job for running that ended when nobody looked', async () => {
    machine.spec('nightly.awsjob.json', medical);
    const started = await machine.run(['start', 'nightly.awsjob.json', ...now]);
    const [, id = ''] = /started (\w+)/.exec(started.stdout) ?? [];
    // Only a copy of the history hears of the end.
    const other = `${machine.history}-copy`;
    copyFileSync(machine.history, other);
    assert.equal((await machine.run(['wait', id, '--interval', '1', '--history', other])).code, 0);
    const again = await machine.run(['start', 'nightly.awsjob.json', ...now]);
    assert.deepEqual([again.code, proxy.count(startName)], [0, 2], again.stdout);
  });

  it('waits for its own start, whatever another window has just sent', async () => {
    machine.spec('own.awsjob.json', medical);
    await machine.run(['list']);
    const account = { partition: 'aws', account: '000000000000' };
    const request = requestFor(medical, 'other');
    const records = new JobDatabase(machine.history);
    const begun = records.begin(
      {
        ...account,
        id: 'other',
        region: 'us-east-1',
        action: medical.action,
        request,
        fingerprint: fingerprintOf(account, 'us-east-1', medical, request),
        state: 'sending',
        sentAt: Date.now() + 60_000,
      },
      true,
    );
    records.dispose();
    assert.ok('begun' in begun);
    proxy.next(startName, { kind: 'cutOff' });
    const { code, stdout } = await machine.run([
      'start',
      'own.awsjob.json',
      ...now,
      '--wait',
      '--interval',
      '1',
      '--timeout',
      '0.5',
    ]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^own\.awsjob\.json \w+ {2}COMPLETED/m);
  });

  it('ends with 6 when the time is over', async () => {
    machine.spec('slow.awsjob.json', medical);
    const { code, stdout } = await machine.run(['start', 'slow.awsjob.json', ...now, '--wait', '--timeout', '0']);
    assert.equal(code, 6, stdout);
  });

  describe('on a terminal', function () {
    before(function () {
      if (spawnSync('script', ['--version']).status !== 0) this.skip();
    });
    /** Waits for a question, and answers it. */
    const answer = async ({ child, printed }: RunningCommand, question: RegExp, text: string): Promise<void> => {
      await until(`the question ${String(question)}`, () => question.test(printed.stdout), bound(20_000));
      child.stdin.write(text);
    };
    const role = (name: string) => ({
      ...requestFor(medical, name),
      DataAccessRoleArn: `arn:aws:iam::000000000000:role/${name}`,
    });

    it('asks with what would be started and what the checks found, and does what is answered', async () => {
      machine.spec(
        'asked.awsjob.json',
        medical,
        { $allow: ['request.Newest'] },
        { ...role('ReadOnlyData'), Newest: true },
      );
      const declined = machine.begin(['start', 'asked.awsjob.json'], {}, true);
      await answer(declined, /Start the job\? \[y\/N\]/, 'n\n');
      const { code, stdout } = await declined.ended;
      assert.deepEqual([code, proxy.count(startName)], [1, 0], stdout);
      assert.match(stdout, /asked\.awsjob\.json: start Entities Detection V2 job “job ReadOnlyData”\?/);
      assert.match(stdout, /! (?:A check|Checks) found/);
      assert.match(stdout, /Sent as written, without a check, .*: request\.Newest/);
      assert.match(stdout, /✗ .*s3:PutObject/);
      assert.match(stdout, /Account: 000000000000 · environment credentials/);
      assert.match(stdout, /Output: s3:\/\/example-results\/out\/ReadOnlyData/);
      const agreed = machine.begin(['start', 'asked.awsjob.json'], {}, true);
      await answer(agreed, /Start the job\? \[y\/N\]/, 'y\n');
      assert.equal((await agreed.ended).code, 0);
      assert.equal(proxy.count(startName), 1);
    });

    it('asks for values and, where the connection is protected, for the name', async () => {
      machine.spec(
        'named.awsjob.json',
        medical,
        {},
        { ...role('ComprehendMedicalData'), JobName: '${input:Which name?}' },
      );
      const guarded = { AWS_JOB_SPECS_PROTECTED: '000000000000' };
      const args = ['start', 'named.awsjob.json', '--protected', '000000000000'];
      for (const [typed, code] of [
        ['other', 1],
        ['nightly', 0],
      ] as const) {
        const asked = machine.begin(args, guarded, true);
        await answer(asked, /Which name\?:/, 'nightly\n');
        await answer(asked, /Start the job\? \[y\/N\]/, 'y\n');
        await answer(asked, /type its name, nightly:/, `${typed}\n`);
        assert.equal((await asked.ended).code, code, asked.printed.stdout);
      }
      assert.equal(proxy.count(startName), 1);
    });

    it('asks with the account and the region before it stops a job', async () => {
      machine.spec('stopped.awsjob.json', medical);
      const started = await machine.run(['start', 'stopped.awsjob.json', ...now]);
      const asked = machine.begin(['stop', /started (\w+)/.exec(started.stdout)?.[1] ?? ''], {}, true);
      await answer(asked, /Stop 1 job\? \[y\/N\]/, 'n\n');
      const { code, stdout } = await asked.ended;
      assert.deepEqual([code, proxy.count('StopEntitiesDetectionV2Job')], [1, 0]);
      assert.match(stdout, /Account: 000000000000 · environment credentials/);
      assert.match(stdout, /Region: us-east-1/);
    });

    it('ends a question at Ctrl+C, and has started nothing', async () => {
      machine.spec('interrupted.awsjob.json', medical);
      const asked = machine.begin(['start', 'interrupted.awsjob.json', '--no-checks'], {}, true);
      await answer(asked, /Start the job\? \[y\/N\]/, '\u0003');
      const { code, stdout } = await asked.ended;
      assert.deepEqual([code, proxy.count(startName)], [130, 0], stdout);
      assert.match(stdout, /Interrupted\. Nothing more was sent\./);
    });

    it('shows progress as one line that changes', async () => {
      machine.spec('progress.awsjob.json', medical);
      const waited = machine.begin(['start', 'progress.awsjob.json', ...now, '--wait', '--interval', '1'], {}, true);
      const { code, stdout } = await waited.ended;
      assert.equal(code, 0, stdout);
      assert.ok(
        stdout.split('\r\u001B[2K').some(line => /^\w+ {2}(?:SUBMITTED|IN_PROGRESS) /.test(line)),
        stdout,
      );
      assert.match(stdout, /progress\.awsjob\.json \w+ {2}COMPLETED/);
    });
  });
});

describe('the command line: the local sandbox', () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
  });
  afterEach(() => machine.dispose());

  it('runs for a command, and another command finds its jobs', async () => {
    machine.spec(
      'here.awsjob.json',
      medical,
      {},
      {
        ...requestFor(medical, 'here'),
        DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
      },
    );
    const place = ['--sandbox', '--job-seconds', '1'];
    const started = await machine.run(['start', 'here.awsjob.json', '--yes', ...place]);
    assert.equal(started.code, 0, started.stdout + started.stderr);
    const [, id = ''] = /started (\w+)/.exec(started.stdout) ?? [];
    const waited = await machine.run(['wait', id, ...place, '--interval', '1']);
    assert.deepEqual([waited.code, waited.stdout.includes('COMPLETED')], [0, true]);
    // An editor's window keeps its sandbox beside the history, and so sees the same jobs.
    const beside = await startSandbox({ stateDirectory: join(machine.history, '..', 'sandbox') });
    try {
      const seen = new Machine(beside);
      try {
        const other = await seen.run(['list', '--history', machine.history, '--recorded']);
        assert.equal(other.code, 2, 'this connection has not been opened yet');
      } finally {
        await seen.dispose();
      }
      assert.match((await machine.run(['list', '--sandbox', '--recorded'])).stdout, new RegExp(`^${id} +COMPLETED`));
    } finally {
      await beside.stop();
    }
  });
});
