// A window reduced to starting jobs: it connects, writes the intent to the real database and sends the request. It runs
// until its standard input ends or it is killed. Orders arrive as lines of JSON, and it reports its steps the same way.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createConnector } from '../../src/aws/index.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobRecords, JobServices } from '../../src/domain/jobs/ports.ts';
import { type StartOutcome, startJob } from '../../src/domain/jobs/start.ts';
import { KnownAccounts } from '../../src/machine/accounts.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import type { SandboxCredentials } from './sandboxProcess.ts';

/** What a child starts, and where. */
export interface ChildOrder {
  readonly database: string;
  readonly url: string;
  readonly credentials: SandboxCredentials;
  readonly action: string;
  readonly region: string;
  readonly request: JsonObject;
  readonly specUri: string;
  /** Records the account of the connection, as a window does. */
  readonly remember?: boolean;
  /**
   * Waits there until it is killed: when the intent is on disk, or when the answer has arrived but is not on disk yet.
   */
  readonly standStill?: 'written' | 'answered';
}

/** What a child reports. */
export type ChildEvent =
  | { readonly event: 'ready' | 'written' | 'answered' }
  | { readonly event: 'outcome'; readonly outcome: StartOutcome };

// Not process.stdout: the last report before waiting must be written.
const say = (event: ChildEvent): void => {
  writeSync(1, `${JSON.stringify(event)}\n`);
};
const standStill = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

async function run(order: ChildOrder, go: Promise<unknown>): Promise<void> {
  const { url, credentials, region, request, specUri } = order;
  const kind = kindOf(order.action);
  if (kind === undefined) throw new Error(order.action);
  const connector = createConnector({
    endpoints: () => ({}),
    sandbox: () => Promise.resolve({ url, credentials }),
    askMfaCode: () => Promise.reject(new Error('asked')),
    onCall: () => undefined,
  });
  const connected = await connector.open({ sandbox: true });
  if (!connected.ok) throw new Error(connected.refusal.name);
  const pinned = await connected.value.pinned();
  if (!pinned.ok) throw new Error(pinned.refusal.name);
  if (order.remember === true)
    new KnownAccounts(new JobDatabase(order.database)).remember(
      { state: 'connected', choice: { sandbox: true }, connected: connected.value },
      connected.value.services.identity,
    );
  say({ event: 'ready' });
  await go;
  const ports = { records: recordsOf(order), clock: systemClock, newId: randomUUID, inFlight: new Set<string>() };
  const outcome = await startJob({ kind, region, request, specUri, services: servicesOf(order, pinned.value) }, ports);
  say({ event: 'outcome', outcome: 'cause' in outcome ? { ...outcome, cause: String(outcome.cause) } : outcome });
}

function recordsOf({ database, standStill: where }: ChildOrder): JobRecords {
  const records = new JobDatabase(database);
  if (where !== 'answered') return records;
  return new Proxy(records, {
    get(target, name) {
      if (name === 'resolve')
        return () => {
          say({ event: 'answered' });
          standStill();
        };
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function servicesOf({ standStill: where }: ChildOrder, services: JobServices): JobServices {
  if (where !== 'written') return services;
  return {
    ...services,
    identity: services.identity,
    region: services.region,
    start: () => {
      say({ event: 'written' });
      standStill();
      return new Promise(() => undefined);
    },
  };
}

const input = createInterface({ input: process.stdin });
const lines: string[] = [];
const waiting: (() => void)[] = [];
input.on('line', line => {
  lines.push(line);
  for (const resolve of waiting.splice(0)) resolve();
});
input.on('close', () => {
  process.exit(0);
});
const line = async (index: number): Promise<string> => {
  while (lines[index] === undefined)
    await new Promise<void>(resolve => {
      waiting.push(resolve);
    });
  return lines[index];
};
run(JSON.parse(await line(0)) as ChildOrder, line(1)).catch((fault: unknown) => {
  process.stderr.write(`${String(fault)}\n`);
  process.exit(1);
});
