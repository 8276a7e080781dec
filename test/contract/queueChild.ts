// A window reduced to the queue: connection, history, watch and queue are the real ones. Its order arrives as a line of
// JSON. It reports its memory, and what it cannot do, the same way, and runs until its standard input ends or it is
// killed.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createConnector } from '../../src/aws/index.ts';
import { isUnanswered } from '../../src/domain/jobs/intent.ts';
import { isWatched } from '../../src/domain/jobs/job.ts';
import { pacedServices } from '../../src/domain/jobs/paced.ts';
import { QueueRunner } from '../../src/domain/jobs/queue/runner.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { Watcher } from '../../src/domain/jobs/watcher.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import type { SandboxCredentials } from './sandboxProcess.ts';

/** The options of a window. */
export interface QueueOrder {
  readonly database: string;
  readonly url: string;
  readonly credentials: SandboxCredentials;
  readonly intervalMs: number;
  readonly name: string;
}

/** What a window reports. */
export type QueueReport =
  | { readonly event: 'ready' }
  /** The heap after a collection, in bytes, and whether another window sends. */
  | { readonly event: 'state'; readonly heap: number; readonly follows: boolean }
  | { readonly event: 'fault'; readonly fault: string };

/** Limits short enough for a test in which answers never come. */
const limits = { answerMs: 1_500, callMs: 4_000 };
const reportMs = 500;

// Not process.stdout: the last report before it is killed must be written.
const say = (report: QueueReport): void => {
  writeSync(1, `${JSON.stringify(report)}\n`);
};

async function run({ database, url, credentials, intervalMs, name }: QueueOrder): Promise<QueueRunner> {
  const connector = createConnector({
    endpoints: () => ({}),
    sandbox: () => Promise.resolve({ url, credentials }),
    askMfaCode: () => Promise.reject(new Error('asked')),
    onCall: () => undefined,
    limits,
  });
  const connected = await connector.open({ sandbox: true });
  if (!connected.ok) throw new Error(connected.refusal.name);
  const { services } = connected.value;
  const { identity } = services;
  const records = new JobDatabase(database, 20_000);
  const store = new JobStore(records);
  store.select(identity);
  const inFlight = new Set<string>();
  const onFault = (fault: unknown): void => {
    say({ event: 'fault', fault: String(fault) });
  };
  const watcher = new Watcher({
    store,
    records,
    clock: systemClock,
    inFlight,
    pace: () => ({ intervalMs, visible: true }),
    windowId: name,
    onFault,
  });
  const runner = new QueueRunner({
    queue: records.queue,
    records,
    windowId: name,
    start: { records, clock: systemClock, newId: randomUUID, inFlight },
    account: () => identity,
    services: signal => connected.value.pinned(signal),
    active: ({ action, region }) => {
      const isOfGroup = (each: { readonly action: string; readonly region: string }): boolean =>
        each.action === action && each.region === region;
      store.sync();
      return (
        store.unfinished.filter(job => isOfGroup(job) && isWatched(job)).length +
        store.openIntents.filter(intent => isOfGroup(intent) && isUnanswered(intent)).length
      );
    },
    recheck: () => Promise.resolve(undefined),
    askAfterMs: () => 12 * 3_600_000,
    intervalMs: () => intervalMs,
    onOutcome: (_run, outcome) => {
      store.intentsChanged(outcome.type === 'started' && outcome.unrecorded === undefined ? outcome.job : undefined);
    },
    onFault,
  });
  store.onDidChange(() => {
    runner.wake();
  });
  watcher.setServices(pacedServices(services, systemClock));
  runner.wake();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setInterval(() => {
    collect();
    say({ event: 'state', heap: process.memoryUsage().heapUsed, follows: runner.state.following === true });
  }, reportMs);
  say({ event: 'ready' });
  return runner;
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
try {
  const runner = await run(JSON.parse(String(first.value)) as QueueOrder);
  await lines.next();
  runner.dispose();
  process.exit(0);
} catch (fault) {
  process.stderr.write(`${String(fault)}\n`);
  process.exit(1);
}
