// Limits a check to a few seconds. No known text needs a tenth of that; if one is found, the editor does not freeze.
import type { Clock } from '../clock.ts';

/** Milliseconds after which a check starts no further work. A typical spec takes one or two. */
export const checkBudgetMs = 3_000;

/** Whether the time budget of a check is used up. */
export type IsOverBudget = () => boolean;

/** Returns the budget of a check that starts now; without a clock it never ends. */
export function budgetOf(clock: Pick<Clock, 'now'> | undefined): IsOverBudget {
  if (clock === undefined) return () => false;
  const end = clock.now() + checkBudgetMs;
  return () => clock.now() > end;
}
