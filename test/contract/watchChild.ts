// A window reduced to watching jobs: connection, history, lists and watch are the real ones. Orders arrive as lines of
// JSON; it reports what it shows the same way whenever that changes. It runs until its standard input ends or it is
// killed.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createConnector } from '../../src/aws/index.ts';
import { Discovery } from '../../src/domain/jobs/discovery.ts';
import { pacedServices } from '../../src/domain/jobs/paced.ts';
import { defaultQuery } from '../../src/domain/jobs/query.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { Watcher } from '../../src/domain/jobs/watcher.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import type { SandboxCredentials } from './sandboxProcess.ts';

/** The options of a window. */
export interface WatchOrder {
  readonly database: string;
  readonly url: string;
  readonly credentials: SandboxCredentials;
  readonly intervalMs: number;
  readonly visible: boolean;
  readonly name: string;
}

/** What a user does in the window. */
export type WatchDeed = 'show' | 'hide' | 'refresh';

/** What the window shows: each job's status by ID, and whether another window polls. */
export interface Shown {
  readonly jobs: Readonly<Record<string, string>>;
  readonly follows: boolean;
  readonly failure?: string;
}

/** How often the view checks whether another window has written, scaled to this test's interval. */
const syncMs = 200;

async function run(
  { database, url, credentials, intervalMs, visible, name }: WatchOrder,
  deeds: AsyncIterator<string>,
): Promise<void> {
  const connector = createConnector({
    endpoints: () => ({}),
    sandbox: () => Promise.resolve({ url, credentials }),
    askMfaCode: () => Promise.reject(new Error('asked')),
    onCall: () => undefined,
  });
  const connected = await connector.open({ sandbox: true });
  if (!connected.ok) throw new Error(connected.refusal.name);
  const { services } = connected.value;
  const records = new JobDatabase(database);
  const store = new JobStore(records);
  store.select(services.identity);
  const pace = { intervalMs, visible };
  const watcher = new Watcher({
    store,
    records,
    clock: systemClock,
    inFlight: new Set(),
    pace: () => pace,
    windowId: name,
    discovery: new Discovery({ store, records, clock: systemClock }),
    onFault: fault => {
      process.stderr.write(`${String(fault)}\n`);
    },
  });
  let last = '';
  const show = (): void => {
    const jobs = store.hold(
      records
        .keys(services.identity, defaultQuery, Date.now(), 1_000)
        .map(key => [key.partition, key.account, key.region, key.service, key.id].join('/')),
    );
    const { following, failure } = watcher.state;
    const shown: Shown = {
      jobs: Object.fromEntries(jobs.map(({ id, status }) => [id, status])),
      follows: following === true,
      ...(failure === undefined ? {} : { failure: failure.refusal.kind }),
    };
    const text = JSON.stringify(shown);
    // Not process.stdout: the last report before it is killed must be written.
    if (text !== last) writeSync(1, `${text}\n`);
    last = text;
  };
  store.onDidChange(show);
  watcher.onDidChange(show);
  watcher.setServices(pacedServices(services, systemClock));
  setInterval(() => {
    store.sync();
  }, syncMs);
  show();
  for (let deed = await deeds.next(); deed.done !== true; deed = await deeds.next()) {
    switch (deed.value as WatchDeed) {
      case 'show':
      case 'hide':
        pace.visible = deed.value === 'show';
        watcher.paceChanged();
        break;
      case 'refresh':
        void watcher.refreshNow();
        break;
    }
  }
  watcher.dispose();
  records.dispose();
  process.exit(0);
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
run(JSON.parse(String(first.value)) as WatchOrder, lines).catch((fault: unknown) => {
  process.stderr.write(`${String(fault)}\n`);
  process.exit(1);
});
