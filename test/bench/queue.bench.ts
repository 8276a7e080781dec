// The cost of a long queue: what a window asks before each start, and what a view of the batch asks, with a hundred
// thousand runs beside a thousand.
import { join } from 'node:path';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import type { Run } from '../../src/domain/jobs/queue/run.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { requestFor } from '../contract/requests.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';
import { againstYardstick, yardstick } from './yardstick.ts';

const account = { partition: 'aws', account: '123456789012' };
const kinds = [kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!, kindOf('entityresolution:StartIdMappingJob')!];
const regions = 3;
const now = Date.UTC(2030, 0, 1);
const rounds = 20;
const large = 100_000;
const small = 1_000;

export default function bench(): Promise<readonly Row[]> {
  const scratch = makeScratch();
  try {
    const few = measured(join(scratch, 'few.sqlite'), small);
    const many = measured(join(scratch, 'many.sqlite'), large);
    const yardstickMs = median(Array.from({ length: 7 }, yardstick));
    const name = `${large.toLocaleString('en')} runs wait`;
    return Promise.resolve([
      {
        name: `${name}: what is next`,
        ms: many.nextMs,
        peer: `${small.toLocaleString('en')} runs wait`,
        peerMs: few.nextMs,
        maxRatio: 4,
      },
      againstYardstick(`${name}: one is moved to the front`, many.moveMs, yardstickMs, 10),
      againstYardstick(`${name}: how the batch stands`, many.countsMs, yardstickMs, 150),
      againstYardstick(`${name}: confirmed`, many.addMs, yardstickMs, 4_000),
    ]);
  } finally {
    removeScratch(scratch);
  }
}

function measured(
  path: string,
  count: number,
): { readonly nextMs: number; readonly moveMs: number; readonly countsMs: number; readonly addMs: number } {
  const records = new JobDatabase(path);
  const { queue } = records;
  const addMs = timed(() => {
    queue.addBatch({ id: 'batch', ...account, name: 'batch', createdAt: now }, Array.from({ length: count }, runAt));
  });
  const next = (): void => {
    queue.hasQueued(account);
    queue.followers(account, 200);
    queue.unseen(account, now - 1, now + 1, 200);
    for (const group of queue.queueGroups(account)) queue.firstInQueue(account, group);
    queue.heldCount(account);
    queue.takeThrough(account);
  };
  next();
  const nextMs = median(Array.from({ length: rounds }, () => timed(next)));
  const moveMs = median(
    Array.from({ length: rounds }, (_, index) =>
      timed(() => {
        queue.moveRuns([`run-${count - 1 - index}`], queue.queued(account, 1)[0]?.id);
      }),
    ),
  );
  const countsMs = median(
    Array.from({ length: 5 }, () =>
      timed(() => {
        queue.countsOf('batch');
      }),
    ),
  );
  records.dispose();
  return { nextMs, moveMs, countsMs, addMs };
}

function runAt(_: unknown, index: number): Run {
  const kind = kinds[index % kinds.length]!;
  return {
    id: `run-${index}`,
    batchId: 'batch',
    position: 0,
    name: `run ${index}`,
    ...account,
    region: `eu-west-${index % regions}`,
    action: kind.action,
    request: requestFor(kind, String(index)),
    state: 'waiting',
    waitsSince: now,
    confirmed: { at: now, by: 'arn:aws:iam::123456789012:user/me' },
  };
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
