// `aws-job-specs start`, `wait`, `list`, `show` and `stop`, as packaged: real processes, the real history, and the
// sandbox behind a proxy that injects faults.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Intent, fingerprintOf, reconcileWindowMs } from '../../src/domain/jobs/intent.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { allJobs } from '../unit/jobs/allJobs.ts';
import { bound, until } from '../pace.ts';
import { open, valueOf } from './connections.ts';
import { type FaultProxy, serviceError, startFaultProxy } from './faultProxy.ts';
import { Machine, reportOf } from './jobsCli.ts';
import { JobWindow } from './jobWindow.ts';
import { requestFor, workflowOf } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';

const medical = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const mapping = kindOf('entityresolution:StartIdMappingJob')!;
const startName = 'StartEntitiesDetectionV2Job';
/** Not checked: most tests are about what comes after. */
const now = ['--yes', '--no-checks'];

describe('the command line: starting and watching jobs', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let services: JobServices;
  let machine: Machine;
  const windows: JobWindow[] = [];

  before(async () => {
    // Long enough that a job is still active when a test looks at it.
    sandbox = await startSandbox({ jobSeconds: 60 });
    proxy = await startFaultProxy(sandbox.url);
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    services = valueOf(await valueOf(await open({ region: 'us-east-1' }, { url: sandbox.url })).pinned());
  });
  beforeEach(() => {
    proxy.forget();
    machine = new Machine({ url: proxy.url, credentials: sandbox.credentials });
  });
  afterEach(async () => {
    for (const window of windows.splice(0)) window.dispose();
    await machine.dispose();
  });
  after(async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) Reflect.deleteProperty(process.env, name);
    await proxy.close();
    await sandbox.stop();
  });

  /** An editor's window with the same history, that sends to the sandbox directly. */
  const editor = (): JobWindow => {
    const window = new JobWindow(new JobDatabase(machine.history), services);
    windows.push(window);
    return window;
  };
  const jobsNamed = async (mark: string): Promise<readonly string[]> =>
    valueOf(await services.list(medical, 'us-east-1', {})).jobs.flatMap(({ id, name }) =>
      name === `job ${mark}` ? [id] : [],
    );

  it('starts a job, lists, shows and stops it, and a second start is refused as a duplicate', async () => {
    machine.spec('life.awsjob.json', medical);
    const started = await machine.run(['start', 'life.awsjob.json', ...now]);
    assert.deepEqual([started.code, started.stderr], [0, '']);
    const [, id = ''] = /^life\.awsjob\.json started (\w+)\n$/.exec(started.stdout) ?? [];
    assert.deepEqual(await jobsNamed('life.awsjob.json'), [id]);

    const again = await machine.run(['start', 'life.awsjob.json', ...now]);
    assert.equal(again.code, 1);
    assert.match(again.stdout, new RegExp(`same job was started .* still running \\(${id}, .*--duplicate-of ${id}`));
    const other = await machine.run(['start', 'life.awsjob.json', ...now, '--duplicate-of', 'another']);
    assert.equal(other.code, 1);
    assert.equal(proxy.count(startName), 1);
    const twice = await machine.run(['start', 'life.awsjob.json', ...now, '--duplicate-of', id]);
    assert.equal(twice.code, 0, twice.stdout);
    assert.equal((await jobsNamed('life.awsjob.json')).length, 2);

    const listed = reportOf(await machine.run(['list', '--format', 'json', '--state', 'unfinished']));
    assert.equal(listed.refreshed, true);
    assert.deepEqual(
      listed.jobs?.map(({ jobId }) => jobId).toSorted(),
      (await jobsNamed('life.awsjob.json')).toSorted(),
    );
    assert.deepEqual((await machine.run(['list', '--state', 'failed'])).stdout, '');
    assert.equal((await machine.run(['list', '--spec', 'life.awsjob.json'])).stdout.split('\n').length, 3);
    assert.equal((await machine.run(['list', '--spec', 'other.awsjob.json'])).stdout, '');
    assert.equal((await machine.run(['list', '--kind', 'PHIDetection'])).stdout, '');

    const shown = await machine.run(['show', id]);
    assert.match(shown.stdout, /^Output +s3:\/\/example-results\/out\/life/m);
    assert.match(shown.stdout, /^Confirmed by +arn:aws:/m);
    assert.doesNotMatch(shown.stdout, /LanguageCode/, 'the request only where asked');
    assert.match((await machine.run(['show', id, '--request'])).stdout, /LanguageCode/);

    const stopped = await machine.run(['stop', id, '--yes']);
    assert.deepEqual([stopped.code, /^\w+ (?:is stopping|has stopped)\n$/.test(stopped.stdout)], [0, true]);
    assert.equal((await machine.run(['stop', id, '--yes'])).code, 1);
  });

  it('lists a job with a status that is not known among the unfinished ones, and none that is gone', async () => {
    for (const name of ['odd', 'gone']) machine.spec(`${name}.awsjob.json`, medical);
    const [odd, gone] = (await machine.run(['start', 'odd.awsjob.json', 'gone.awsjob.json', ...now])).stdout
      .trim()
      .split('\n')
      .map(line => line.split(' ').at(-1));
    const records = new JobDatabase(machine.history);
    for (const job of allJobs(records, services.identity))
      records.update(job, each => (each.id === odd ? { ...each, status: 'PAUSED' } : { ...each, gone: true }));
    records.dispose();
    const ids = async (...states: readonly string[]): Promise<readonly string[]> =>
      reportOf(
        await machine.run(['list', '--recorded', '--format', 'json', ...states.flatMap(each => ['--state', each])]),
      ).jobs?.map(({ jobId }) => jobId) ?? [];
    assert.deepEqual(await ids('unfinished'), [odd]);
    assert.deepEqual(await ids('unfinished', 'failed'), [odd]);
    assert.deepEqual(await ids('paused'), [odd]);
    assert.deepEqual(await ids('submitted'), [gone]);
  });

  it('asks for a new yes if something has come to light before a refused start is tried again', async () => {
    const request = requestFor(medical, 'meanwhile');
    machine.spec('meanwhile.awsjob.json', medical, {}, request);
    proxy.next(startName, serviceError('ConflictException', 400));
    const trying = machine.begin(['start', 'meanwhile.awsjob.json', ...now, '--keep-trying', '0.05']);
    await until('the refusal', () => trying.printed.stderr.includes('Trying again'));
    // A start of another window, for which no job was found.
    const records = new JobDatabase(machine.history);
    const lost: Intent = {
      ...services.identity,
      id: 'lost',
      region: 'us-east-1',
      action: medical.action,
      request,
      fingerprint: fingerprintOf(services.identity, 'us-east-1', medical, request),
      state: 'sending',
      sentAt: Date.now(),
    };
    assert.ok('begun' in records.begin(lost, true));
    records.resolve({ ...lost, state: 'notFound' });
    records.dispose();
    const { code, stdout } = await trying.ended;
    assert.deepEqual([code, proxy.count(startName)], [1, 1], stdout);
    assert.match(stdout, /never confirmed an earlier start .* add --again\./);
  });

  it('does not try again after a signal that came while a start was in flight', async () => {
    const workflow = requestFor(mapping);
    machine.spec('busy.awsjob.json', mapping, {}, workflow);
    let release = (): void => undefined;
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    proxy.next('StartIdMappingJob', serviceError('ThrottlingException', 400));
    proxy.next('StartIdMappingJob', { kind: 'delay', until: released });
    const throttled = machine.begin(['start', 'busy.awsjob.json', ...now]);
    await proxy.reached('StartIdMappingJob');
    throttled.child.kill('SIGTERM');
    const { code, stdout } = await throttled.ended;
    release();
    assert.deepEqual([code, proxy.count('StartIdMappingJob')], [143, 1], stdout);
    assert.match(stdout, /not started\. The service is receiving too many requests/);
  });

  it('lets a start in flight be answered, and starts no other, if nobody reads its output any more', async () => {
    for (const name of ['one', 'two', 'three']) machine.spec(`${name}.awsjob.json`, medical);
    let release = (): void => undefined;
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    proxy.next(startName, { kind: 'pass' });
    proxy.next(startName, { kind: 'delay', until: released });
    const piped = machine.begin(['start', 'one.awsjob.json', 'two.awsjob.json', 'three.awsjob.json', ...now]);
    await until('the second start', () => proxy.count(startName) === 2);
    piped.child.stdout.destroy();
    release();
    assert.equal((await piped.ended).code, 141);
    assert.equal(proxy.count(startName), 2);
    assert.deepEqual(editor().openIntents, []);
    assert.equal(editor().jobs.length, 2);

    machine.spec('four.awsjob.json', medical);
    proxy.next(startName, serviceError('ConflictException', 400));
    const untold = machine.begin(['start', 'four.awsjob.json', ...now, '--keep-trying', '1']);
    untold.child.stderr.destroy();
    assert.equal((await untold.ended).code, 141);
  });

  it('runs the checks of the editor before a start, and starts nothing if one says no', async () => {
    const role = (name: string) => ({
      ...requestFor(medical, 'checked'),
      DataAccessRoleArn: `arn:aws:iam::000000000000:role/${name}`,
    });
    machine.spec('bad.awsjob.json', medical, {}, role('ReadOnlyData'));
    const refused = await machine.run(['start', 'bad.awsjob.json', '--yes']);
    assert.equal(refused.code, 1, refused.stdout);
    assert.match(refused.stdout, /not started\. (?:A check|Checks) found .* add --despite-checks\.$/m);
    assert.match(refused.stderr, /^bad\.awsjob\.json no roleOwnPolicies /m);
    assert.equal(proxy.count(startName), 0);
    assert.equal((await machine.run(['start', 'bad.awsjob.json', '--yes', '--despite-checks'])).code, 0);
    machine.spec('good.awsjob.json', medical, {}, role('ComprehendMedicalData'));
    // The same work as above, but for the role.
    const good = await machine.run(['start', 'good.awsjob.json', '--yes']);
    assert.equal(good.code, 0, good.stdout + good.stderr);
    const [job] = allJobs(new JobDatabase(machine.history), services.identity).filter(
      ({ specUri }) => specUri?.endsWith('/good.awsjob.json') === true,
    );
    assert.ok((job?.confirmed?.checks?.passed ?? 0) > 5);
    assert.equal(job?.confirmed?.by, services.identity.arn);
  });

  it('starts none if one spec has an error, is missing, or has a variable without a value', async () => {
    machine.spec('fine.awsjob.json', medical);
    machine.folder.write('broken.awsjob.json', '{ "action": "entityresolution:StartMatchingJob" }');
    const broken = await machine.run(['start', 'fine.awsjob.json', 'broken.awsjob.json', ...now]);
    assert.deepEqual([broken.code, broken.stdout], [1, '']);
    assert.match(broken.stderr, /^broken\.awsjob\.json:1:\d+ error AJ\d{3} /m);
    assert.equal((await machine.run(['start', 'fine.awsjob.json', 'none.awsjob.json', ...now])).code, 2);
    machine.spec('asks.awsjob.json', medical, {}, { ...requestFor(medical, 'asks'), JobName: '${input:Which one?}' });
    const asks = await machine.run(['start', 'asks.awsjob.json', ...now]);
    assert.equal(asks.code, 1);
    assert.match(asks.stderr, /--input "Which one\?=…"/);
    assert.equal(proxy.seen.length, 0, 'AWS is not asked for any of this');
    assert.equal((await machine.run(['start', 'asks.awsjob.json', ...now, '--input', 'Which one?=this'])).code, 0);
  });

  it('asks nobody where there is no terminal, and starts nothing then', async () => {
    machine.spec('asked.awsjob.json', medical);
    const { code, stdout, stderr } = await machine.run(['start', 'asked.awsjob.json']);
    assert.deepEqual([code, stdout, proxy.seen.length], [2, '', 0]);
    assert.match(stderr, /Add --yes/);
    assert.ok(!existsSync(machine.history));
  });

  it('starts nothing in another account, nor with a connection that is protected', async () => {
    machine.spec('elsewhere.awsjob.json', medical, { account: '111122223333' });
    const elsewhere = await machine.run(['start', 'elsewhere.awsjob.json', ...now]);
    assert.deepEqual([elsewhere.code, proxy.count(startName)], [1, 0]);
    assert.match(elsewhere.stdout + elsewhere.stderr, /111122223333/);

    const role = {
      ...requestFor(medical, 'guard'),
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    };
    machine.spec('guarded.awsjob.json', medical, {}, role);
    const user = join(machine.folder.path, 'home', '.config', 'Code', 'User');
    mkdirSync(user, { recursive: true });
    writeFileSync(join(user, 'settings.json'), '{ // of the editor\n "awsJobs.protectedConnections": [0], }');
    const guarded = ['start', 'guarded.awsjob.json', '--yes'];
    const history = { AWS_JOB_SPECS_HISTORY: machine.history };
    const refused = await machine.run(guarded, history);
    assert.deepEqual([refused.code, proxy.count(startName)], [1, 0]);
    assert.match(
      refused.stdout,
      /account 000000000000 is protected\. To start there, add --protected 000000000000\.$/m,
    );
    const wrong = await machine.run([...guarded, '--protected', '111122223333'], history);
    assert.match(wrong.stdout, /--protected names account 111122223333, but the connection uses account 000000000000/);
    const unchecked = await machine.run([...guarded, '--protected', '000000000000', '--no-checks'], history);
    assert.deepEqual([unchecked.code, proxy.count(startName)], [1, 0]);
    const named = await machine.run([...guarded, '--protected', '000000000000'], history);
    assert.equal(named.code, 0, named.stdout + named.stderr);
    machine.spec(
      'guarded2.awsjob.json',
      medical,
      {},
      { ...role, DataAccessRoleArn: role.DataAccessRoleArn.replace('ComprehendMedicalData', 'ReadOnlyData') },
    );
    const checked = await machine.run(
      ['start', 'guarded2.awsjob.json', '--yes', '--protected', '000000000000', '--despite-checks'],
      history,
    );
    assert.deepEqual([checked.code, proxy.count(startName)], [1, 1], 'a no is never accepted there');
    // By the environment, as on a build server.
    const byVariable = await machine.run(['start', 'guarded2.awsjob.json', ...now], {
      AWS_JOB_SPECS_PROTECTED: '000000000000',
      ...history,
    });
    assert.match(byVariable.stdout, /is protected/);
  });

  it('needs a yes of its own where the settings of the folder name another connection', async () => {
    machine.folder.write(
      'clinic/.vscode/settings.json',
      '{ "awsJobs.connection": { "profile": "ward", "region": "us-east-1" } }',
    );
    machine.spec('clinic/nightly/first.awsjob.json', medical);
    const first = ['start', 'clinic/nightly/first.awsjob.json', ...now];
    const refused = await machine.run(first);
    assert.deepEqual([refused.code, proxy.count(startName)], [1, 0]);
    assert.match(
      refused.stdout,
      /name another connection: profile "ward" in us-east-1\. This one is environment credentials in us-east-1\. To start it all the same, add --other-connection\./,
    );
    assert.equal((await machine.run([...first, '--other-connection'])).code, 0);
    // A profile that is known to lead to the same account is not another connection.
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    machine.folder.write(
      'home/credentials',
      `[ward]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    machine.spec('clinic/nightly/second.awsjob.json', medical);
    assert.equal((await machine.run(['list', '--profile', 'ward'])).code, 0);
    assert.equal((await machine.run(['start', 'clinic/nightly/second.awsjob.json', ...now])).code, 0);
    assert.equal(proxy.count(startName), 2);
  });

  it('leaves a killed start on disk; the next command and the editor find its job, and none is started twice', async () => {
    machine.spec('killed.awsjob.json', medical);
    proxy.next(startName, { kind: 'hang', forward: true });
    const dying = machine.begin(['start', 'killed.awsjob.json', ...now]);
    await proxy.reached(startName, true);
    dying.child.kill('SIGKILL');
    await dying.ended;
    const [id] = await jobsNamed('killed.awsjob.json');
    assert.deepEqual([editor().openIntents.map(({ state }) => state), editor().jobs], [['sending'], []]);

    const again = await machine.run(['start', 'killed.awsjob.json', ...now]);
    assert.equal(again.code, 1);
    assert.match(again.stdout, new RegExp(`still running \\(${id},`));
    assert.equal(proxy.count(startName), 1);
    assert.deepEqual(
      reportOf(await machine.run(['list', '--format', 'json'])).jobs?.map(({ jobId }) => jobId),
      [id],
    );
    const window = editor();
    assert.deepEqual([window.jobs.map(job => job.id), window.openIntents], [[id], []]);
    assert.equal((await window.start(medical, 'us-east-1', requestFor(medical, 'killed.awsjob.json'))).type, 'running');
  });

  it('looks for a start that never arrived, and starts it again only if that is said', async () => {
    machine.spec('lost.awsjob.json', medical);
    proxy.next(startName, { kind: 'hang', forward: false });
    const dying = machine.begin(['start', 'lost.awsjob.json', ...now]);
    await proxy.reached(startName);
    dying.child.kill('SIGKILL');
    await dying.ended;
    const tooEarly = await machine.run(['start', 'lost.awsjob.json', ...now]);
    assert.equal(tooEarly.code, 4);
    assert.match(tooEarly.stdout, /not started again\. AWS has not confirmed the start/);
    assert.match((await machine.run(['list'])).stdout, /^\(start\) .* lost\.awsjob\.json .*is looked for$/m);
    assert.equal((await machine.run(['list'])).code, 0);
    // Three minutes later, in an editor beside it.
    const window = editor();
    const [intent] = window.openIntents;
    window.now = intent!.sentAt + reconcileWindowMs;
    await window.refresh();
    assert.match((await machine.run(['list'])).stdout, /no job was found; “start … --again” starts it again$/m);
    const refused = await machine.run(['start', 'lost.awsjob.json', ...now]);
    assert.deepEqual([refused.code, proxy.count(startName)], [1, 1]);
    const again = await machine.run(['start', 'lost.awsjob.json', ...now, '--again']);
    assert.equal(again.code, 0, again.stdout);
    const tokens = proxy.seen
      .filter(({ operation }) => operation === startName)
      .map(({ body }) => (JSON.parse(body) as { ClientRequestToken?: string }).ClientRequestToken);
    assert.deepEqual(tokens, [intent!.id, intent!.id], 'the service can recognize the same start');
    assert.equal((await jobsNamed('lost.awsjob.json')).length, 1);
  });

  it('ends at a signal with the start on disk, says how to find it, and the job is found', async () => {
    machine.spec('signal.awsjob.json', medical);
    proxy.next(startName, { kind: 'hang', forward: true });
    const stopped = machine.begin(['start', 'signal.awsjob.json', 'signal.awsjob.json', ...now]);
    await proxy.reached(startName, true);
    stopped.child.kill('SIGTERM');
    const { code, stdout } = await stopped.ended;
    assert.equal(code, 143);
    assert.match(stdout, /may or may not have started\. .*“aws-job-specs list --region us-east-1” looks for its job/);
    const [id] = await jobsNamed('signal.awsjob.json');
    assert.match((await machine.run(['list'])).stdout, new RegExp(`^${id} `, 'm'));

    const waiting = machine.begin(['wait', id!, '--interval', '1']);
    await until(
      'the wait has asked',
      () => proxy.seen.filter(({ operation }) => operation.startsWith('List')).length > 1,
    );
    waiting.child.kill('SIGINT');
    const waited = await waiting.ended;
    assert.equal(waited.code, 130);
    assert.match(waited.stderr, new RegExp(`The jobs go on in AWS\\. “aws-job-specs wait ${id} `));
  });

  it('ends at a signal although a credential process hangs', async function () {
    if (process.platform === 'win32') this.skip();
    machine.folder.write(
      'home/config',
      `[profile slow]\nregion = us-east-1\ncredential_process = sh -c 'touch asked; sleep 100'\n`,
    );
    const waiting = machine.begin(['list', '--profile', 'slow']);
    await until('the credential process', () => existsSync(join(machine.folder.path, 'asked')));
    waiting.child.kill('SIGTERM');
    await until('the end', () => waiting.child.exitCode !== null, bound(15_000));
    assert.equal((await waiting.ended).code, 143);
  });

  it('ends at a signal while an earlier start is looked for', async () => {
    machine.spec('sought.awsjob.json', medical);
    proxy.next(startName, { kind: 'reset', forward: true });
    assert.equal((await machine.run(['start', 'sought.awsjob.json', ...now])).code, 4);
    proxy.always('ListEntitiesDetectionV2Jobs', { kind: 'hang', forward: false });
    const seeking = machine.begin(['start', 'sought.awsjob.json', ...now]);
    await proxy.reached('ListEntitiesDetectionV2Jobs');
    seeking.child.kill('SIGINT');
    await until('the end', () => seeking.child.exitCode !== null, bound(15_000));
    const { code, stdout } = await seeking.ended;
    assert.equal(code, 130);
    assert.match(stdout, /^sought\.awsjob\.json not tried$/m);
  });

  it('stops a job once, however often it is named', async () => {
    machine.spec('named.awsjob.json', medical);
    const [, id = ''] = /started (\w+)/.exec((await machine.run(['start', 'named.awsjob.json', ...now])).stdout) ?? [];
    const { code, stdout } = await machine.run(['stop', id, id, '--yes']);
    assert.deepEqual([code, stdout.split('\n').length, proxy.count('StopEntitiesDetectionV2Job')], [0, 2, 1]);
  });

  it('reports what it has started when a signal ends the command during the checks of the next spec', async () => {
    const request = (mark: string) => ({
      ...requestFor(medical, mark),
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    });
    machine.spec('first.awsjob.json', medical, {}, request('first'));
    machine.spec('second.awsjob.json', medical, {}, request('second'));
    proxy.choose(({ operation }) =>
      operation === 'GetRole' && proxy.count(startName) > 0 ? { kind: 'hang', forward: false } : { kind: 'pass' },
    );
    const both = machine.begin(['start', 'first.awsjob.json', 'second.awsjob.json', '--yes', '--format', 'json']);
    await until('the checks of the second spec', () =>
      proxy.seen.some(
        ({ operation }, index) =>
          operation === 'GetRole' && proxy.seen.slice(0, index).some(seen => seen.operation === startName),
      ),
    );
    both.child.kill('SIGTERM');
    const ended = await both.ended;
    assert.equal(ended.code, 143, ended.stderr);
    assert.deepEqual(
      reportOf(ended).starts?.map(({ outcome, job }) => [outcome, job?.jobId !== undefined]),
      [
        ['started', true],
        ['notTried', false],
      ],
    );
    assert.equal(proxy.count(startName), 1);
  });

  it('of two processes that start the same at once, one sends it', async () => {
    machine.spec('both.awsjob.json', medical);
    let release = (): void => undefined;
    proxy.next(startName, {
      kind: 'delay',
      until: new Promise<void>(resolve => {
        release = resolve;
      }),
    });
    const both = [1, 2].map(() => machine.begin(['start', 'both.awsjob.json', ...now, '--format', 'json']));
    const first = await Promise.race(both.map(each => each.ended));
    release();
    const outcomes = (await Promise.all(both.map(each => each.ended))).map(each => reportOf(each).starts?.[0]?.outcome);
    assert.equal(reportOf(first).starts?.[0]?.outcome, 'unanswered');
    assert.deepEqual(outcomes.toSorted(), ['started', 'unanswered']);
    assert.equal((await jobsNamed('both.awsjob.json')).length, 1);
  });

  it('knows of the starts of an editor, and the editor of its own', async () => {
    mkdirSync(join(machine.history, '..'), { recursive: true });
    const window = editor();
    const request = requestFor(medical, 'shared');
    const outcome = await window.start(medical, 'us-east-1', request);
    assert.ok(outcome.type === 'started');
    machine.spec('shared.awsjob.json', medical, {}, request);
    const refused = await machine.run(['start', 'shared.awsjob.json', ...now]);
    assert.match(refused.stdout, new RegExp(`still running \\(${outcome.job.id},`));
    assert.match((await machine.run(['list'])).stdout, new RegExp(`^${outcome.job.id} `));
  });

  it('says what a refusal is by the exit code, and prints no request', async () => {
    machine.spec('refused.awsjob.json', mapping);
    proxy.next('StartIdMappingJob', serviceError('ConflictException', 400));
    const conflict = await machine.run(['start', 'refused.awsjob.json', ...now]);
    assert.equal(conflict.code, 3);
    assert.match(
      conflict.stdout,
      /not started\. The workflow is already running a job\. .*ConflictException \(--messages/,
    );
    assert.doesNotMatch(conflict.stdout, /the message of/);
    proxy.next('StartIdMappingJob', serviceError('ConflictException', 400));
    assert.match(
      (await machine.run(['start', 'refused.awsjob.json', ...now, '--messages'])).stdout,
      /the message of ConflictException/,
    );
    // Sent again as the queue of the editor does, with a pause of three seconds here.
    proxy.next('StartIdMappingJob', serviceError('ConflictException', 400));
    const kept = await machine.run([
      'start',
      'refused.awsjob.json',
      ...now,
      '--keep-trying',
      '0.05',
      '--region',
      'eu-central-1',
    ]);
    assert.equal(kept.code, 0, kept.stdout + kept.stderr);
    assert.match(kept.stderr, /Trying again in 3 s|Trying again in 2 s/);
    assert.equal(valueOf(await services.list(mapping, 'us-east-1', { workflow: workflowOf(mapping)! })).jobs.length, 1);

    machine.spec('expired.awsjob.json', medical);
    proxy.always('GetCallerIdentity', {
      kind: 'answer',
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>no</Message></Error></ErrorResponse>',
    });
    const expired = await machine.run(['start', 'expired.awsjob.json', ...now]);
    assert.deepEqual([expired.code, proxy.count(startName)], [2, 0]);
    assert.match(expired.stderr, /session of the environment has expired\. Renew/);
    proxy.forget();
    proxy.always('*', { kind: 'reset', forward: false });
    const offline = await machine.run(['list']);
    assert.equal(offline.code, 2);
    assert.match(offline.stderr, /this is what was last known/);
    assert.match(offline.stdout, /IdMapping/);
    proxy.forget();
    proxy.next(startName, serviceError('AccessDeniedException', 400));
    const denied = await machine.run(['start', 'expired.awsjob.json', ...now]);
    assert.equal(denied.code, 3);
    proxy.next(startName, serviceError('ExpiredTokenException', 400));
    const signedOut = await machine.run(['start', 'expired.awsjob.json', ...now, '--keep-trying', '1']);
    assert.deepEqual([signedOut.code, signedOut.stderr], [3, ''], 'nothing helps but to sign in');
    proxy.next(startName, { kind: 'cutOff' });
    const unclear = await machine.run(['start', 'expired.awsjob.json', ...now]);
    assert.equal(unclear.code, 4);
    for (const { stdout, stderr } of [conflict, expired, denied, unclear]) {
      assert.doesNotMatch(stdout + stderr, /example-clinical-notes|role\/Sandbox/);
      assert.ok(!(stdout + stderr).includes(sandbox.credentials.secretAccessKey));
    }
  });

  it('names an unknown job, and starts nothing with a history that cannot be used', async () => {
    machine.spec('broken.awsjob.json', medical);
    for (const command of ['show', 'wait', 'stop']) {
      const { code, stderr } = await machine.run([command, 'nothing', ...(command === 'stop' ? ['--yes'] : [])]);
      assert.equal(code, 2);
      assert.match(stderr, /There is no job "nothing" of account 000000000000/);
    }
    proxy.forget();
    const path = machine.folder.write('not.sqlite', 'this is no database, but a text that is long enough to be one');
    const broken = await machine.run(['start', 'broken.awsjob.json', ...now, '--history', path]);
    assert.deepEqual([broken.code, proxy.seen.length], [2, 0]);
    assert.match(broken.stderr, /The job history .*not\.sqlite cannot be used, and without it nothing is started/);
    const locked = process.getBuiltinModule('node:sqlite');
    const holder = new locked.DatabaseSync(machine.history);
    holder.exec('BEGIN IMMEDIATE');
    try {
      const held = await machine.run(['start', 'broken.awsjob.json', ...now]);
      assert.deepEqual([held.code, proxy.count(startName)], [2, 0]);
      assert.match(held.stdout + held.stderr, /locked/);
    } finally {
      holder.close();
    }
  });

  it('says that a job was started when its record cannot be written, and the next command finds it', async () => {
    machine.spec('unrecorded.awsjob.json', medical);
    let release = (): void => undefined;
    proxy.next(startName, {
      kind: 'delay',
      until: new Promise<void>(resolve => {
        release = resolve;
      }),
    });
    const starting = machine.begin(['start', 'unrecorded.awsjob.json', ...now]);
    await proxy.reached(startName);
    const holder = new (process.getBuiltinModule('node:sqlite').DatabaseSync)(machine.history);
    holder.exec('BEGIN IMMEDIATE');
    release();
    const { code, stdout } = await starting.ended;
    holder.close();
    const [id] = await jobsNamed('unrecorded.awsjob.json');
    assert.equal(code, 2);
    assert.match(stdout, new RegExp(`started ${id}, but the job history could not be written\\.`));
    assert.match((await machine.run(['list'])).stdout, new RegExp(`^${id} `));
    assert.equal(proxy.count(startName), 1);
  });

  it('makes what comes from outside harmless for the terminal and the build server', async () => {
    const name = '::error::x\u001B[31m.awsjob.json';
    machine.spec(name, medical, {}, requestFor(medical, 'harmless'));
    const { stdout, code } = await machine.run(['start', `./${name}`, ...now]);
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /^\s*::/m);
    assert.ok(!stdout.includes('\u001B'));
    assert.match((await machine.run(['list', '--wrong\u001B[2J'])).stderr, /\\u\{1b\}/);
  });
});
