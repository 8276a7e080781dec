// The runs of a batch that did not do their work, as runs of a new batch.
import { defined } from '../../defined.ts';
import { type Confirmation, phaseOfJob } from '../job.ts';
import type { RunEntry, RunLists } from './listing.ts';
import type { Run, RunState } from './run.ts';

/** Not `dismissed`: the user has decided about it, perhaps by a start in its place. */
const retried: readonly RunState[] = ['refused', 'blocked', 'notFound'];

/** Whether a run failed, was refused, did not get its turn because of another one, or was never confirmed. */
export function canBeRetried({ state, action, status }: Pick<RunEntry, 'state' | 'action' | 'status'>): boolean {
  // A start that was not found may have been sent again outside of the batch, and has a job then.
  return status === undefined ? retried.includes(state) : phaseOfJob({ action, status }) === 'failed';
}

/** Returns the runs of a batch that can be retried and are in no other batch for that yet. */
export function openRetries(entries: readonly RunEntry[], lists: Pick<RunLists, 'runs'>): readonly Run[] {
  return lists
    .runs(entries.filter(canBeRetried).map(({ id }) => id))
    .filter(({ retriedBy }) => retriedBy === undefined);
}

/**
 * Divides runs that can be retried. `orphaned`: the run that they come after has neither succeeded nor is retried, so
 * they would not get their turn again.
 */
export function withoutOrphans(
  runs: readonly Run[],
  hasSucceeded: (id: string) => boolean,
): { readonly runs: readonly Run[]; readonly orphaned: readonly Run[] } {
  const followers = new Map<string, Run[]>();
  for (const run of runs) {
    if (run.after === undefined) continue;
    const known = followers.get(run.after);
    if (known === undefined) followers.set(run.after, [run]);
    else known.push(run);
  }
  const inTurn = runs.filter(({ after }) => after === undefined || hasSucceeded(after));
  for (const { id } of inTurn) for (const follower of followers.get(id) ?? []) inTurn.push(follower);
  const kept = new Set(inTurn);
  return { runs: runs.filter(run => kept.has(run)), orphaned: runs.filter(run => !kept.has(run)) };
}

/**
 * Returns new runs that do the same work, in the same order, each after the same run if that one is retried, too.
 * `runs` are those of `withoutOrphans`.
 */
export function retriesOf(
  runs: readonly Run[],
  batchId: string,
  confirmed: Confirmation,
  newId: () => string,
): readonly Run[] {
  const ids = new Map(runs.map(({ id }) => [id, newId()]));
  return runs.map((run): Run => {
    const { name, partition, account, region, action, request, written, specUri, gitCommit } = run;
    const after = run.after === undefined ? undefined : ids.get(run.after);
    return {
      id: ids.get(run.id) ?? newId(),
      batchId,
      position: 0,
      name,
      partition,
      account,
      region,
      action,
      request,
      state: 'waiting',
      waitsSince: confirmed.at,
      confirmed,
      ...defined({ written, specUri, gitCommit, after, afterName: after === undefined ? undefined : run.afterName }),
    };
  });
}
