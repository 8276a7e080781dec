// The number of calls that watching makes: a refresh of five hundred unfinished jobs against a real sandbox, and a day
// of three hundred jobs with a simulated clock, compared with polling each job every fifteen seconds.
import { FakeClock } from '../unit/fakeClock.ts';
import { FakeServices, account as fakeAccount, kindNamed, startedJob } from '../unit/jobs/fakeServices.ts';
import { finishSomeJobs } from '../contract/sandboxJobs.ts';
import { open, valueOf } from '../contract/connections.ts';
import { startSandbox } from '../contract/sandboxProcess.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { Discovery } from '../../src/domain/jobs/discovery.ts';
import { jobKinds } from '../../src/domain/jobs/kinds.ts';
import { JobList } from '../../src/domain/jobs/list.ts';
import { documentedRates, pacedServices } from '../../src/domain/jobs/paced.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { Watcher } from '../../src/domain/jobs/watcher.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import type { Row } from './row.ts';
import { Measurement } from './yardstick.ts';

const intervalMs = 15_000;
const day = 86_400_000;

/** A time that cannot be measured twice, compared with yardsticks measured right after it. */
function once(name: string, ms: number, idleLimitMs?: number): Row {
  const measurement = new Measurement();
  for (let run = 0; run < 9; run += 1) measurement.add(ms);
  return measurement.row(name, idleLimitMs);
}

export default async function bench(): Promise<readonly Row[]> {
  return [...(await refreshAtScale()), ...(await aDay())];
}

/** Twelve thousand jobs of five families and sixty workflows, of which five hundred are unfinished. */
async function refreshAtScale(): Promise<readonly Row[]> {
  const sandbox = await startSandbox({
    jobSeconds: 3_600,
    history: { jobs: 12_000, workflows: 60, unfinished: 500, finishSeconds: 86_400 },
  });
  const calls: { readonly operation?: string }[] = [];
  const connected = valueOf(await open({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials, calls }));
  const services = pacedServices(connected.services, systemClock);
  const records = new JobDatabase(':memory:');
  const store = new JobStore(records);
  store.select(services.identity);
  const list = new JobList(store, records, systemClock);
  const discovery = new Discovery({ store, records, clock: systemClock });
  let visible = true;
  const watcher = new Watcher({
    store,
    records,
    clock: systemClock,
    discovery,
    pace: () => ({ intervalMs, visible }),
    inFlight: new Set(),
    onFault: fault => {
      throw fault as Error;
    },
  });
  try {
    const started = performance.now();
    const first = new Promise<number>(resolve => {
      store.onDidChange(() => {
        if (list.groups().length > 0) resolve(performance.now() - started);
        list.clearCache();
      });
    });
    watcher.setServices(services);
    const firstMs = await first;
    const isRead = (): boolean =>
      discovery.sources(services.region).every(source => discovery.readAt(source) !== undefined);
    while (!isRead() || watcher.state.refreshing)
      await new Promise(resolve => {
        setTimeout(resolve, 100);
      });
    const allMs = performance.now() - started;

    visible = false; // the lists of new jobs are counted separately
    watcher.paceChanged();
    await watcher.refreshNow();
    await new Promise(resolve => {
      setTimeout(resolve, 500);
    });
    const finished = finishSomeJobs(sandbox, 20);
    let fired = 0;
    store.onDidChange(({ all, added, changed }) => {
      fired += added.length + changed.length + (all ? 1_000 : 0);
    });
    calls.length = 0;
    const refreshing = performance.now();
    await watcher.refreshNow();
    const refreshMs = performance.now() - refreshing;
    const count = (pattern: RegExp): number => calls.filter(({ operation }) => pattern.test(operation ?? '')).length;
    const medical = /^List(EntitiesDetectionV2|PHIDetection|ICD10CMInference|RxNormInference|SNOMEDCTInference)Jobs$/;
    return [
      once('12,000 jobs: first rows known after connecting', firstMs, 500),
      once("12,000 jobs: every list's newest page read", allMs),
      {
        name: `refresh of ${store.unfinished.length + finished.length} unfinished: Comprehend Medical's lists`,
        value: count(medical),
        unit: 'calls',
        limit: 10,
        peer: 'a Describe each',
        peerValue: 500,
      },
      {
        name: `refresh: Describes, ${finished.length} having just finished`,
        value: count(/^Describe/),
        unit: 'calls',
        limit: finished.length,
      },
      { name: 'refresh: jobs announced as changed', value: fired, unit: 'jobs', limit: finished.length },
      once('refresh: time, paced', refreshMs),
      await idle(watcher, store),
    ];
  } finally {
    watcher.dispose();
    store.dispose();
    records.dispose();
    await sandbox.stop();
  }
}

/**
 * The share of a core that an idle watcher uses, measured on this thread alone, because the engine still cleans up
 * after earlier measurements.
 */
async function idle(watcher: Watcher, store: JobStore): Promise<Row> {
  const seconds = 10;
  const before = process.threadCpuUsage();
  await new Promise(resolve => {
    setTimeout(resolve, seconds * 1_000);
  });
  const { user, system } = process.threadCpuUsage(before);
  return {
    name: `CPU while watching ${store.unfinished.length} jobs between polls (${watcher.state.refreshing ? 'polling' : 'waiting'})`,
    value: Number(((user + system) / 1e4 / seconds).toFixed(2)),
    unit: '% of a core',
  };
}

/** Three hundred jobs over a day: each runs for minutes or hours, and a new one starts every few minutes. */
async function aDay(): Promise<readonly Row[]> {
  const clock = new FakeClock();
  const services = new FakeServices(clock);
  const records = new JobDatabase(':memory:');
  const store = new JobStore(records);
  store.select(fakeAccount);
  const watcher = new Watcher({
    store,
    records,
    clock,
    pace: () => ({ intervalMs, visible: true }),
    inFlight: new Set(),
    onFault: fault => {
      throw fault as Error;
    },
  });
  watcher.setServices(pacedServices(services, clock));
  const kinds = jobKinds.filter(({ service }) => service === 'comprehendmedical').concat(kindNamed('IdMapping'));
  const jobs = 300;
  let naive = 0;
  const began = clock.now();
  const ends: { readonly at: number; readonly id: string; readonly status: string }[] = [];
  for (let index = 0; index < jobs; index += 1) {
    const kind = kinds[index % kinds.length] ?? kindNamed('IdMapping');
    const lastsMs = (5 + ((index * 7_919) % 235)) * 60_000; // five minutes to four hours
    const job = startedJob(kind, `j${index}`, clock.now());
    records.add([job]);
    services.runs(job, kind.service === 'comprehendmedical' ? 'IN_PROGRESS' : 'RUNNING');
    store.intentsChanged(job);
    naive += Math.ceil(lastsMs / intervalMs);
    ends.push({
      at: clock.now() + lastsMs,
      id: job.id,
      status: kind.service === 'comprehendmedical' ? 'COMPLETED' : 'SUCCEEDED',
    });
    const next = clock.now() + day / jobs;
    for (const end of ends.filter(({ at }) => at > clock.now() && at <= next).sort((a, b) => a.at - b.at)) {
      await clock.advance(end.at - clock.now());
      services.move(end.id, { status: end.status });
    }
    await clock.advance(next - clock.now());
  }
  for (const end of ends)
    if (services.all.some(({ snapshot }) => snapshot.id === end.id && snapshot.status !== end.status))
      services.move(end.id, { status: end.status });
  const made = services.calls.filter(({ at }) => at < began + day).length;
  const most = maxInASecond(
    services.calls.map(({ at, operation, kind }) => ({ at, operation: `${operation} ${kind.family}` })),
  );
  await clock.advance(10 * 60_000);
  const lost = store.unfinished.length;
  watcher.dispose();
  return [
    {
      name: `24 hours, ${jobs} jobs: calls`,
      value: made,
      unit: 'calls',
      peer: 'Describe each every 15 s',
      peerValue: naive,
    },
    {
      name: '24 hours: most calls of an operation in a second',
      value: most,
      unit: 'calls',
      limit: documentedRates.entityresolution.list,
    },
    { name: '24 hours: jobs whose end was not seen', value: lost, unit: 'jobs', limit: 0 },
  ];
}

function maxInASecond(calls: readonly { readonly at: number; readonly operation: string }[]): number {
  let most = 0;
  for (const operation of new Set(calls.map(call => call.operation))) {
    const times = calls
      .filter(call => call.operation === operation)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    let from = 0;
    times.forEach((at, index) => {
      while ((times[from] ?? at) <= at - 1_000) from += 1;
      most = Math.max(most, index - from + 1);
    });
  }
  return most;
}
