// Changes the jobs of a running sandbox from outside: its state is a single file that several processes may have open.
import type { RunningSandbox } from './sandboxProcess.ts';
import { Database } from '../../src/sandbox/store/database.ts';

/**
 * Ends these jobs now, as they would have ended later. Throws Error if one of them does not exist or has already ended.
 */
export function finishJobs(
  { stateDirectory }: Pick<RunningSandbox, 'stateDirectory'>,
  jobIds: readonly string[],
): void {
  const now = Date.now();
  withDatabase(stateDirectory, database => {
    for (const jobId of jobIds) {
      const changed =
        database.run(
          'UPDATE medicalJobs SET stopsAt = iif(stopsAt IS NULL, NULL, ?1), finishesAt = ?1 WHERE jobId = ?2 AND coalesce(stopsAt, finishesAt) > ?1',
          now,
          jobId,
        ) + database.run('UPDATE resolutionJobs SET finishesAt = ?1 WHERE jobId = ?2 AND finishesAt > ?1', now, jobId);
      if (changed !== 1) throw new Error(`there is no unfinished job ${jobId}`);
    }
  });
}

/** Moves jobs of Entity Resolution back in time, as if they had been started that much earlier. */
export function ageJobs(
  { stateDirectory }: Pick<RunningSandbox, 'stateDirectory'>,
  jobIds: readonly string[],
  ms: number,
): void {
  withDatabase(stateDirectory, database => {
    for (const jobId of jobIds)
      if (
        database.run(
          'UPDATE resolutionJobs SET startedAt = startedAt - ?1, finishesAt = finishesAt - ?1 WHERE jobId = ?2',
          ms,
          jobId,
        ) !== 1
      )
        throw new Error(`there is no job ${jobId}`);
  });
}

/** Ends up to `count` Comprehend Medical jobs now, those first that would have ended first, and returns their IDs. */
export function finishSomeJobs(sandbox: Pick<RunningSandbox, 'stateDirectory'>, count: number): string[] {
  const next = withDatabase(sandbox.stateDirectory, database =>
    database.all(
      'SELECT jobId FROM medicalJobs WHERE coalesce(stopsAt, finishesAt) > ? ORDER BY coalesce(stopsAt, finishesAt), seq LIMIT ?',
      Date.now(),
      count,
    ),
  ).map(row => String(row['jobId']));
  finishJobs(sandbox, next);
  return next;
}

function withDatabase<Result>(stateDirectory: string, work: (database: Database) => Result): Result {
  const database = Database.open(stateDirectory);
  try {
    return database.transaction(() => work(database));
  } finally {
    database.close();
  }
}
