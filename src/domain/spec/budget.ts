// A check has a few seconds. No text is known that needs a tenth of that; should one be found, the editor does not freeze for it.
import type { Clock } from '../clock.ts';

/** Milliseconds after which a check begins nothing more. A usual spec takes one or two. */
export const checkBudgetMs = 3_000;

/** Whether the time of a check is over. */
export type IsSpent = () => boolean;

/** The budget of a check that begins now; without a clock it has no end. */
export function budgetOf(clock: Pick<Clock, 'now'> | undefined): IsSpent {
  if (clock === undefined) return () => false;
  const end = clock.now() + checkBudgetMs;
  return () => clock.now() > end;
}
