// A batch that is sent by processes which are killed at random, through a proxy with random faults, to the sandbox with
// its limits; and what came of it.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { reconcileWindowMs } from '../../src/domain/jobs/intent.ts';
import { type JobKind, kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { type Run, resumed } from '../../src/domain/jobs/queue/run.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { StoredRunLists } from '../../src/machine/database/runLists.ts';
import { bound } from '../pace.ts';
import { random as randomFrom } from '../unit/spec/random.ts';
import { isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { type Fault, type SeenRequest, htmlPage, serviceError, startFaultProxy } from './faultProxy.ts';
import { JobWindow } from './jobWindow.ts';
import { type QueueProcess, openQueue, queueProgram } from './queueProcess.ts';
import { requestFor, workflowOf } from './requests.ts';
import { startSandbox } from './sandboxProcess.ts';

export interface DriveOptions {
  readonly runs: number;
  readonly regions: number;
  /** One run in so many is of a service that runs one job in a region at a time. */
  readonly mappingEvery: number;
  /** How many windows are open at a time. */
  readonly windows: number;
  readonly seed: number;
  readonly jobSeconds: number;
  /** How many requests of a hundred get a fault. A start that the user asks for again gets none. */
  readonly faultPercent: number;
  /** The mean time from one kill to the next; the windows are killed until this share of the runs was sent. */
  readonly killEveryMs: number;
  readonly killShare: number;
  /** If nothing was sent for so long, all windows are closed, and one is opened in which the time of unclear starts is over. */
  readonly stallMs: number;
}

/** What came of a batch. */
export interface DriveResult {
  /** Runs without a job, and jobs that the history does not know. */
  readonly lost: readonly string[];
  /** Runs with more than one job. */
  readonly doubled: readonly string[];
  /** Runs that were first sent before one that stands before them. */
  readonly outOfOrder: readonly string[];
  /** The most requests of an operation that one region got within a second. */
  readonly mostPerSecond: number;
  /** The most jobs that were active at once. */
  readonly mostActive: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly requests: number;
  readonly met: Readonly<Record<string, number>>;
  readonly resumed: number;
  /** Jobs that another program started meanwhile, which take part in the limits. */
  readonly elsewhere: number;
  readonly jobs: number;
  readonly seconds: number;
  readonly faults: readonly string[];
  /** The heap of the window that sent the last part, about once a second while it did, in bytes. */
  readonly heap: readonly number[];
}

const kinds: readonly JobKind[] = [
  'comprehendmedical:StartEntitiesDetectionV2Job',
  'comprehendmedical:StartPHIDetectionJob',
  'entityresolution:StartIdMappingJob',
].map(action => kindOf(action)!);
export const account = { partition: 'sandbox', account: '000000000000' };
export const intervalMs = 2_000;
const pollMs = 200;
/** As the sandbox limits the active jobs of an operation. */
export const maxActiveJobs = 10;

const faults: readonly Fault[] = [
  { kind: 'hang', forward: true },
  { kind: 'hang', forward: false },
  { kind: 'reset', forward: true },
  { kind: 'reset', forward: false },
  { kind: 'cutOff' },
  { kind: 'truncate' },
  { kind: 'stall' },
  htmlPage(502),
  serviceError('InternalServerException', 500),
  serviceError('ThrottlingException', 429),
  serviceError('TooManyRequestsException', 429),
];

/** Sends a batch to its end. Everything that is chosen at random follows from the seed. */
export async function driveQueue(options: DriveOptions): Promise<DriveResult> {
  const random = randomFrom(options.seed);
  const [aws, script, sandbox, folder] = await Promise.all([
    isolateAws(),
    queueProgram(),
    startSandbox({ jobSeconds: options.jobSeconds, maxActiveJobs }),
    mkdtemp(join(tmpdir(), 'queue-')),
  ]);
  const proxy = await startFaultProxy(sandbox.url);
  const direct = valueOf(
    await valueOf(await open({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials })).pinned(),
  );
  const database = join(folder, 'jobs.sqlite');
  const records = new JobDatabase(database, 20_000);
  const lists = new StoredRunLists(records.queue);
  const windows: QueueProcess[] = [];
  const faultsSeen: string[] = [];
  let heap: readonly number[] = [];
  let opened = 0;
  const openWindow = (): void => {
    opened += 1;
    windows.push(
      openQueue(script, { database, url: proxy.url, credentials: sandbox.credentials, intervalMs, name: `w${opened}` }),
    );
  };
  const killWindow = async (window: QueueProcess): Promise<void> => {
    windows.splice(windows.indexOf(window), 1);
    await window.kill();
    faultsSeen.push(...window.faults);
  };
  const traffic = new Traffic(random, options.faultPercent);
  try {
    const now = Date.now();
    const runs = Array.from({ length: options.runs }, (_, index) => runOf(index, options, now));
    records.queue.addBatch({ id: 'batch', ...account, name: 'batch', createdAt: now }, runs);
    proxy.choose(traffic.choose);
    let kills = 0;
    const asked = new Set<string>();
    const resume = (): void => {
      const confirmed = { at: Date.now(), by: 'me' };
      const ids = lists
        .entries('batch')
        .filter(({ state }) => state === 'notFound')
        .map(({ id }) => id);
      for (const id of ids) {
        asked.add(id);
        traffic.spared.add(records.queue.run(id)?.name ?? '');
      }
      records.queue.updateRuns(ids, run => resumed(run, confirmed));
    };
    const unsent = (): number =>
      records.queue.countsOf('batch').reduce((sum, { state, count }) => sum + (state === 'started' ? 0 : count), 0);
    let left = options.runs;
    let leftAtKill = left;
    let elsewhere = 0;
    let last: QueueProcess | undefined;
    let lastFrom = 0;
    let movedAt = Date.now();
    let nextKill = Date.now() + options.killEveryMs;
    while (left > 0) {
      while (windows.length < options.windows) openWindow();
      await setTimeout(pollMs);
      // The proxy keeps every request, which would be memory of its own.
      if (proxy.seen.length > 5_000) {
        proxy.forget();
        proxy.choose(traffic.choose);
      }
      if (random() < 0.1) {
        const place = runOf(Math.floor(random() * options.runs), options, now);
        const kind = kindOf(place.action)!;
        const { ok } = await direct.start(kind, place.region, requestFor(kind, `x${elsewhere}x`));
        if (ok) elsewhere += 1;
      }
      const sender = windows.find(({ follows }) => follows === false);
      if (sender !== last) {
        last = sender;
        lastFrom = sender?.heap.length ?? 0;
      }
      if (left > options.runs / 50 && last !== undefined) heap = last.heap.slice(lastFrom);
      // On a slow machine, too, a window gets to send something before the next one is killed.
      if (Date.now() > nextKill && left < leftAtKill && left > options.runs * (1 - options.killShare)) {
        // Most often the one that sends; it is what matters.
        const victim = random() < 0.8 ? sender : windows[Math.floor(random() * windows.length)];
        if (victim !== undefined) {
          kills += 1;
          leftAtKill = left;
          nextKill = Date.now() + options.killEveryMs * (0.3 + 1.4 * random());
          await killWindow(victim);
        }
      }
      const before = left;
      left = unsent();
      if (left !== before) movedAt = Date.now();
      if (Date.now() - movedAt > bound(options.stallMs)) {
        for (const window of [...windows]) await killWindow(window);
        await settle(database, direct);
        movedAt = Date.now();
      }
      resume();
    }
    for (const window of [...windows]) await killWindow(window);
    proxy.forget();
    const inService = await jobsInService(direct, options.regions);
    const known = new Set(records.queue.runsOf('batch', 0, options.runs).map(({ jobId }) => jobId));
    const names = runs.map(({ name }) => name);
    return {
      lost: [
        ...names.filter(name => !inService.has(name)),
        ...[...inService.values()].flat().filter(id => !known.has(id)),
      ],
      doubled: [...inService].filter(([, ids]) => ids.length > 1).map(([name]) => name),
      outOfOrder: traffic.outOfOrder(runs.filter(({ id }) => !asked.has(id))),
      mostPerSecond: traffic.mostPerSecond,
      mostActive: await mostActive(direct, options.regions),
      kills,
      requests: traffic.requests,
      met: Object.fromEntries(traffic.met),
      resumed: asked.size,
      elsewhere,
      jobs: [...inService.values()].flat().length,
      seconds: Math.round((Date.now() - now) / 1_000),
      faults: faultsSeen,
      heap,
    };
  } finally {
    for (const window of [...windows]) await window.kill();
    records.dispose();
    await proxy.close();
    await sandbox.stop();
    await aws.restore();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What passes the proxy. */
class Traffic {
  readonly met = new Map<string, number>();
  /** The runs whose starts get no fault. */
  readonly spared = new Set<string>();
  requests = 0;
  mostPerSecond = 0;
  readonly #random: () => number;
  readonly #faultPercent: number;
  readonly #lately = new Map<string, number[]>();
  /** The names of the runs in the order in which they first arrived. */
  readonly #arrived = new Set<string>();

  constructor(random: () => number, faultPercent: number) {
    this.#random = random;
    this.#faultPercent = faultPercent;
  }

  readonly choose = ({ operation, headers, body }: SeenRequest): Fault => {
    this.requests += 1;
    if (operation.startsWith('Start')) {
      const region = /Credential=[^/]+\/\d+\/([^/]+)/.exec(String(headers['authorization']))?.[1] ?? '';
      const key = `${operation} ${region}`;
      const now = performance.now();
      const lately = (this.#lately.get(key) ?? []).filter(at => now - at < 1_000);
      lately.push(now);
      this.#lately.set(key, lately);
      this.mostPerSecond = Math.max(this.mostPerSecond, lately.length);
      this.#arrived.add(nameIn(body));
    }
    const isSpared =
      operation === 'GetCallerIdentity' || (operation.startsWith('Start') && this.spared.has(nameIn(body)));
    if (isSpared || this.#random() * 100 >= this.#faultPercent) return { kind: 'pass' };
    const fault = faults[Math.floor(this.#random() * faults.length)]!;
    const name = fault.kind === 'answer' ? `answer ${fault.status}` : fault.kind;
    this.met.set(name, (this.met.get(name) ?? 0) + 1);
    return fault;
  };

  /** The runs that arrived after one of their group that stands behind them. */
  outOfOrder(runs: readonly Run[]): readonly string[] {
    const at = new Map([...this.#arrived].map((name, index) => [name, index]));
    const last = new Map<string, number>();
    return runs.flatMap(({ name, region, action }) => {
      const key = `${region} ${action}`;
      const index = at.get(name) ?? -1;
      const isLate = index < (last.get(key) ?? -1);
      last.set(key, Math.max(index, last.get(key) ?? -1));
      return isLate ? [name] : [];
    });
  }
}

const regionOf = (index: number): string => `eu-west-${100 + index}`;

/** A run of the batch `batch`. */
export function runOf(
  index: number,
  { regions, mappingEvery }: Pick<DriveOptions, 'regions' | 'mappingEvery'>,
  now: number,
): Run {
  const kind = kinds[index % mappingEvery === mappingEvery - 1 ? 2 : index % 2]!;
  const name = `n${index}n`;
  return {
    id: randomUUID(),
    batchId: 'batch',
    position: 0,
    name,
    ...account,
    region: regionOf(Math.floor(index / 10) % regions),
    action: kind.action,
    request: requestFor(kind, name),
    state: 'waiting',
    waitsSince: now,
    confirmed: { at: now, by: 'me' },
  };
}

function nameIn(text: string): string {
  return /[nx]\d+[nx]/.exec(text)?.[0] ?? text;
}

/** A window that is opened so late that a start without an answer and without a job was none. */
async function settle(database: string, direct: JobServices): Promise<void> {
  const window = new JobWindow(new JobDatabase(database, 20_000), direct);
  window.now = Date.now() + reconcileWindowMs;
  for (let round = 0; round < 3; round += 1) await window.refresh();
  window.dispose();
}

/** The jobs of each run, unaffected by faults. */
async function jobsInService(direct: JobServices, regions: number): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const [kind, region] of places(regions))
    for (const { id, name, workflow } of await listed(direct, kind, region)) {
      const ref = { id, ...(workflow === undefined ? {} : { workflow }) };
      const mark = name ?? valueOf(await direct.describe(kind, region, ref)).output ?? id;
      const run = nameIn(mark);
      // Of another program.
      if (/x\d+x/.test(run)) continue;
      found.set(run, [...(found.get(run) ?? []), id]);
    }
  return found;
}

/** The most jobs of an operation and region that were active at once, by the service's own times. */
async function mostActive(direct: JobServices, regions: number): Promise<Readonly<Record<string, number>>> {
  const most: Record<string, number> = {};
  for (const [kind, region] of places(regions)) {
    const jobs = await listed(direct, kind, region);
    const changes = jobs
      .flatMap(({ submittedAt = 0, endedAt = Infinity }) => [
        [submittedAt, 1],
        [endedAt, -1],
      ])
      // An end makes room for a start at the same time.
      .sort(([a = 0, up = 0], [b = 0, down = 0]) => a - b || up - down);
    let active = 0;
    for (const [, change = 0] of changes) {
      active += change;
      most[kind.family] = Math.max(most[kind.family] ?? 0, active);
    }
  }
  return most;
}

function places(regions: number): readonly (readonly [JobKind, string])[] {
  return kinds.flatMap(kind => Array.from({ length: regions }, (_, index) => [kind, regionOf(index)] as const));
}

async function listed(
  direct: JobServices,
  kind: JobKind,
  region: string,
): Promise<readonly (Awaited<ReturnType<typeof pageOf>>['jobs'][number] & { readonly workflow?: string })[]> {
  const workflow = workflowOf(kind);
  const jobs = [];
  let nextToken: string | undefined;
  do {
    const page = await pageOf(direct, kind, region, workflow, nextToken);
    for (const job of page.jobs) jobs.push({ ...job, ...(workflow === undefined ? {} : { workflow }) });
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return jobs;
}

async function pageOf(
  direct: JobServices,
  kind: JobKind,
  region: string,
  workflow: string | undefined,
  nextToken: string | undefined,
): Promise<Extract<Awaited<ReturnType<JobServices['list']>>, { ok: true }>['value']> {
  return valueOf(
    await direct.list(kind, region, {
      ...(workflow === undefined ? {} : { workflow }),
      ...(nextToken === undefined ? {} : { nextToken }),
    }),
  );
}
