// A thousand starts of both services: a random fault for many requests, processes that are killed at random moments and
// windows that are opened again. No job may be lost or started twice, and no start may stay unclear. SOAK_STARTS is the
// number of starts, SEED varies what happens.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reconcileWindowMs } from '../../src/domain/jobs/intent.ts';
import { type JobKind, kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { startJob } from '../../src/domain/jobs/start.ts';
import { stringAt } from '../../src/domain/json.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { isolateAws } from '../contract/awsEnvironment.ts';
import { open, valueOf } from '../contract/connections.ts';
import { type Fault, type SeenRequest, htmlPage, serviceError, startFaultProxy } from '../contract/faultProxy.ts';
import { JobWindow, specUri } from '../contract/jobWindow.ts';
import { requestFor, workflowOf } from '../contract/requests.ts';
import { startSandbox } from '../contract/sandboxProcess.ts';
import { prepareStarts } from '../contract/startProcess.ts';

const starts = Number(process.env['SOAK_STARTS'] ?? 1_000);
const kinds = [kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!, kindOf('entityresolution:StartIdMappingJob')!];
/** Starts at the same time. */
const lanes = 4;
/** One start in so many is made by a process that is killed. */
const killEach = 10;
const regions = 40;

/** A small generator of random numbers (mulberry32), so that a run can be repeated by its seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const faults: readonly Fault[] = [
  { kind: 'hang', forward: true },
  { kind: 'hang', forward: false },
  { kind: 'reset', forward: true },
  { kind: 'reset', forward: false },
  { kind: 'cutOff' },
  { kind: 'truncate' },
  { kind: 'stall' },
  { kind: 'drip', forward: true, everyMs: 100 },
  htmlPage(502),
  htmlPage(200),
  serviceError('InternalServerException', 500),
  serviceError('ThrottlingException', 429),
  serviceError('AccessDeniedException', 400),
];

describe('starts under faults', () => {
  it(`of ${starts} jobs lose none, double none, and leave none unclear`, async () => {
    const random = randomOf(Number(process.env['SEED'] ?? 1));
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    const [aws, processes, sandbox, folder] = await Promise.all([
      isolateAws(),
      prepareStarts(),
      startSandbox({ jobSeconds: 2 }),
      mkdtemp(join(tmpdir(), 'soak-starts-')),
    ]);
    const proxy = await startFaultProxy(sandbox.url);
    const database = join(folder, 'jobs.sqlite');
    const pinned = async (url: string, limits?: { answerMs: number; callMs: number }): Promise<JobServices> =>
      valueOf(
        await valueOf(
          await open(
            { sandbox: true },
            { url, sandbox: sandbox.credentials, ...(limits === undefined ? {} : { limits }) },
          ),
        ).pinned(),
      );
    const direct = await pinned(sandbox.url);
    const services = await pinned(proxy.url, { answerMs: 800, callMs: 1_500 });
    proxy.choose((request: SeenRequest) =>
      random() < (request.operation.startsWith('Start') ? 0.5 : 0.1) && !request.operation.startsWith('GetCaller')
        ? pick(faults)
        : { kind: 'pass' },
    );
    let records = new JobDatabase(database);
    const inFlight = new Set<string>();
    const outcomes = new Map<string, number>();
    let kills = 0;
    let restarts = 0;
    const place = (index: number): { readonly kind: JobKind; readonly region: string } => {
      const kind = kinds[index % kinds.length]!;
      // A workflow runs one job in a region at a time.
      return { kind, region: `eu-west-${workflowOf(kind) === undefined ? index % regions : 1_000 + index}` };
    };
    const startOne = async (index: number): Promise<void> => {
      const { kind, region } = place(index);
      const request = requestFor(kind, `s${index}`);
      if (random() * killEach < 1) {
        kills += 1;
        const child = processes.start({
          database,
          url: proxy.url,
          credentials: sandbox.credentials,
          action: kind.action,
          region,
          request,
          specUri,
        });
        await child.said('ready').catch(() => undefined);
        child.go();
        await new Promise(resolve => {
          setTimeout(resolve, random() * 120);
        });
        await child.kill();
        return;
      }
      const { type } = await startJob(
        { kind, region, request, services, specUri },
        { records, clock: systemClock, newId: randomUUID, inFlight },
      );
      outcomes.set(type, (outcomes.get(type) ?? 0) + 1);
    };
    let next = 0;
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        while (next < starts) {
          const index = next++;
          await startOne(index);
          if (index % 100 === 99) {
            // What is still starting in the old window goes on.
            records = new JobDatabase(database);
            restarts += 1;
          }
        }
      }),
    );
    // The faults end, the windows are closed, and one is opened after the time in which a job may still be found.
    proxy.forget();
    const last = new JobWindow(new JobDatabase(database), direct);
    last.now = Date.now() + reconcileWindowMs;
    for (let round = 0; round < 5; round += 1) await last.refresh();

    const inService = new Map<string, string[]>();
    const places = new Map(
      Array.from({ length: starts }, (_, index) => place(index)).map(each => [
        `${each.kind.action} ${each.region}`,
        each,
      ]),
    );
    for (const { kind, region } of places.values()) {
      const workflow = workflowOf(kind);
      let nextToken: string | undefined;
      do {
        const page = valueOf(
          await direct.list(kind, region, {
            ...(workflow === undefined ? {} : { workflow }),
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        );
        for (const { id, name } of page.jobs) {
          const mark = `${kind.action} ${region} ${name ?? ''}`;
          inService.set(mark, [...(inService.get(mark) ?? []), id]);
        }
        ({ nextToken } = page);
      } while (nextToken !== undefined);
    }
    const known = new Set(last.jobs.map(({ id }) => id));
    const all = Array.from(inService.values()).flat();
    const lost = all.filter(id => !known.has(id));
    const doubled = Array.from(inService).filter(([, ids]) => ids.length > 1);
    const unclear = last.openIntents.filter(({ state }) => state !== 'notFound');
    const wronglyGivenUp = last.openIntents.filter(({ action, region, request }) =>
      inService.has(`${action} ${region} ${stringAt(request, 'JobName') ?? ''}`),
    );
    // oxlint-disable-next-line no-console -- what a soak is run for
    console.log(
      `      ${starts} starts, ${kills} killed, ${restarts} restarts: ${all.length} jobs, ${lost.length} lost, ${doubled.length} doubled, ${unclear.length} unclear, ${wronglyGivenUp.length} given up wrongly, ${unhandled.length} unhandled; ${JSON.stringify(Object.fromEntries(outcomes))}`,
    );
    last.dispose();
    records.dispose();
    process.off('unhandledRejection', note);
    await proxy.close();
    await sandbox.stop();
    await aws.restore();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    assert.deepEqual([lost, doubled, unclear, wronglyGivenUp, unhandled], [[], [], [], [], []]);
    assert.ok(all.length > starts / 3);
  });
});
