import { families } from '../comprehendmedical/families.ts';
import { insertWorkflow } from '../entityresolution/workflows.ts';
import type { Database } from '../store/database.ts';
import { ages, chance } from './chance.ts';
import { insertMedicalJob } from './syntheticMedical.ts';
import { insertResolutionJob, syntheticWorkflow } from './syntheticResolution.ts';

/** A synthetic history to test and measure views of many jobs. */
export interface SyntheticAccount {
  readonly jobs: number;
  /** Half of them are for ID mapping, half for matching. */
  readonly workflows: number;
  /** How many of the jobs are unfinished. */
  readonly unfinished: number;
  /** The unfinished jobs end evenly spread over this time, in milliseconds. */
  readonly finishWithinMs: number;
}

/** The region the synthetic jobs are in. */
const syntheticRegion = 'us-east-1';

/** One in this many jobs belongs to a workflow, if there are workflows. */
const resolutionEvery = 6;

/**
 * Fills the account with jobs of all five families, and of the workflows if there are any. The same numbers give
 * the same jobs, except for the times, which are in the four months before `now` (milliseconds since the epoch).
 * Outcomes are set from the start, so that nothing is read or written when a job ends. Jobs from an earlier
 * start are left unchanged.
 *
 * Only Comprehend Medical's jobs are unfinished: a region may have only one running job of an Entity Resolution kind,
 * and it would keep everybody from starting another.
 */
export function seedAccount(
  database: Database,
  { jobs, workflows: count, unfinished, finishWithinMs }: SyntheticAccount,
  now: number,
): void {
  if (jobs === 0 && count === 0) return;
  const workflows = Array.from({ length: count }, (_, index) => syntheticWorkflow(index));
  const ofWorkflow = (index: number): boolean => count > 0 && index % resolutionEvery === resolutionEvery - 1;
  const medicalJobs = jobs - (count > 0 ? Math.floor(jobs / resolutionEvery) : 0);
  database.transaction(() => {
    for (const workflow of workflows) insertWorkflow(database, workflow);
    let medical = 0;
    for (const [index, ageMs] of ages(jobs)) {
      const submittedAt = now - ageMs;
      if (ofWorkflow(index)) {
        const turn = Math.floor(index / resolutionEvery);
        const workflow = workflows[turn % count];
        if (workflow !== undefined)
          insertResolutionJob(database, {
            index,
            turn: Math.floor(turn / count),
            region: syntheticRegion,
            workflow,
            startedAt: submittedAt,
            endedAt: now - remaining(index, ageMs),
          });
        continue;
      }
      const family = families[medical % families.length];
      const rank = medical++ - (medicalJobs - unfinished);
      const finishesAt =
        rank < 0 ? now - remaining(index, ageMs) : now + Math.ceil((finishWithinMs * (rank + 1)) / unfinished);
      if (family !== undefined)
        insertMedicalJob(database, {
          index,
          region: syntheticRegion,
          family: family.stem,
          submittedAt,
          finishesAt,
          isUnfinished: rank >= 0,
        });
    }
  });
}

/** How long ago a job of this age ended, in milliseconds: it took two to ninety minutes, the newest less. */
function remaining(index: number, ageMs: number): number {
  const minutes = 2 + 88 * chance('duration', index);
  return Math.floor(ageMs - Math.min(minutes * 60_000, ageMs * 0.9));
}
