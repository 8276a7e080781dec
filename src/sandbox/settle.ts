import { settleMedicalJobs } from './comprehendmedical/settle.ts';
import { settleResolutionJobs } from './entityresolution/settle.ts';
import type { Database } from './store/database.ts';

/**
 * Brings the stored state up to `now`: every job whose time is over gets its outcome and its files. There are no
 * timers: each request first updates the state, which has the same effect and survives a restart.
 */
export function settleFinishedJobs(database: Database, now: number): void {
  settleMedicalJobs(database, now);
  settleResolutionJobs(database, now);
}
