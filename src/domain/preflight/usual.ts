import type { JobKind } from '../jobs/kinds.ts';
import type { JobList } from '../jobs/list.ts';
import { phaseOf } from '../jobs/status.ts';

/** So many finished jobs of a kind show how long one usually takes. */
const jobsForUsual = 20;

/** How long jobs of the kind took lately, in milliseconds: the middle one of them; undefined if there are none. */
export function usualMs(list: Pick<JobList, 'find'>, kind: JobKind): number | undefined {
  const spans = list
    .find({ actions: [kind.action] }, jobsForUsual)
    .filter(({ status }) => ['succeeded', 'partial'].includes(phaseOf(kind.phases, status)))
    .flatMap(({ submittedAt, endedAt }) =>
      submittedAt === undefined || endedAt === undefined ? [] : [endedAt - submittedAt],
    )
    .sort((a, b) => a - b);
  return spans[Math.floor(spans.length / 2)];
}
