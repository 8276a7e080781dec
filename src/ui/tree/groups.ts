// The titles and the order of the groups of a query.
import { l10n } from '../l10n.ts';
import { jobKinds, kindOf } from '../../domain/jobs/kinds.ts';
import type { GroupCount, Grouping, JobQuery } from '../../domain/jobs/query.ts';
import type { Phase } from '../../domain/jobs/status.ts';
import { decoded } from '../../domain/uri.ts';
import { fileName, statusText } from '../words.ts';

/** The phases in display order, those that need attention first. Unknown statuses come after known ones. */
const phaseOrder: readonly Phase[] = [
  'running',
  'waiting',
  'stopping',
  'failed',
  'partial',
  'succeeded',
  'stopped',
  'unknown',
];

/** Every status of the services, in the order of `phaseOrder`. */
export const statusOrder: readonly string[] = phaseOrder.flatMap(phase => [
  ...new Set(
    jobKinds.flatMap(({ phases }) =>
      Object.entries(phases)
        .filter(([, each]) => each === phase)
        .map(([word]) => word),
    ),
  ),
]);

/** Returns the groups in display order. */
export function orderedGroups(grouping: Grouping, groups: readonly GroupCount[]): readonly GroupCount[] {
  const place = (status: string): number => {
    const index = statusOrder.indexOf(status);
    return index === -1 ? statusOrder.length : index;
  };
  // Jobs without a spec, or without a day, come last.
  const byName = (a: string, b: string): number => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1);
  return [...groups].sort(({ group: a }, { group: b }) => {
    switch (grouping) {
      case 'status':
        return place(a) - place(b) || byName(a, b);
      case 'day':
        return a === '' || b === '' ? byName(a, b) : byName(b, a);
      case 'spec':
        return byName(a === '' ? '' : fileName({ path: a }), b === '' ? '' : fileName({ path: b })) || byName(a, b);
      case 'service':
      case 'none':
        return 0;
    }
  });
}

/** Returns a group's title. `now`: milliseconds since 1970 UTC. */
export function groupTitle(grouping: Grouping, group: string, now: number): string {
  switch (grouping) {
    case 'service':
      return kindOf(group)?.title ?? group;
    case 'status':
      return statusText(group);
    case 'spec':
      return group === '' ? l10n.t('Not from a Spec File Here') : decoded(fileName({ path: group }));
    case 'day':
      return dayTitle(group, now);
    case 'none':
      return '';
  }
}

function dayTitle(group: string, now: number): string {
  if (group === '') return l10n.t('No Date');
  const [year = 0, month = 1, day = 1] = group.split('-').map(Number);
  const date = new Date(year, month - 1, day);
  const isDaysAgo = (days: number): boolean => {
    const then = new Date(now);
    then.setDate(then.getDate() - days);
    return then.toDateString() === date.toDateString();
  };
  if (isDaysAgo(0)) return l10n.t('Today');
  if (isDaysAgo(1)) return l10n.t('Yesterday');
  return date.toLocaleDateString(undefined, { dateStyle: 'full' });
}

/**
 * Whether older jobs are loaded group by group: the services' lists, with their one filter, can separate such groups.
 */
export function isReadByGroup({ query: { grouping } }: { readonly query: Pick<JobQuery, 'grouping'> }): boolean {
  return grouping === 'service' || grouping === 'status';
}
