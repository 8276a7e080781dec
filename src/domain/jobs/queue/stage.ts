// How far a run has come, by its own state and the status of its job: what a batch is counted, filtered and sorted by.
import { phaseOfJob } from '../job.ts';
import type { Phase } from '../status.ts';
import type { RunState } from './run.ts';

/** All stages, in the order in which they are listed. `removed`: its job is no longer in the history. */
export const stages = [
  'waiting',
  'held',
  'starting',
  'running',
  'succeeded',
  'failed',
  'stopped',
  'removed',
  'refused',
  'notStarted',
] as const;
export type Stage = (typeof stages)[number];

/** What decides the stage of a run. `status`: that of its job, in the service's word. */
export interface Staged {
  readonly state: RunState;
  readonly action: string;
  readonly status?: string;
}

const ofState: Readonly<Record<Exclude<RunState, 'started'>, Stage>> = {
  waiting: 'waiting',
  asking: 'held',
  sending: 'starting',
  unclear: 'starting',
  refused: 'refused',
  cancelled: 'notStarted',
  blocked: 'notStarted',
  notFound: 'notStarted',
  dismissed: 'notStarted',
};

const ofPhase: Readonly<Record<Phase, Stage>> = {
  waiting: 'running',
  running: 'running',
  stopping: 'running',
  unknown: 'running',
  succeeded: 'succeeded',
  partial: 'succeeded',
  failed: 'failed',
  stopped: 'stopped',
};

export function stageOf({ state, action, status }: Staged): Stage {
  if (state !== 'started') return ofState[state];
  return status === undefined ? 'removed' : ofPhase[phaseOfJob({ action, status })];
}

/** Whether more is to come of a run in this stage. */
export function isUnderWay(stage: Stage): boolean {
  return ['waiting', 'held', 'starting', 'running'].includes(stage);
}

/** Counts runs by their stages. */
export function countStages(runs: readonly Staged[]): ReadonlyMap<Stage, number> {
  const counts = new Map<Stage, number>();
  for (const run of runs) {
    const stage = stageOf(run);
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return counts;
}
