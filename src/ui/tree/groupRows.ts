// The rows that contain jobs: services and groups, and the “Load More” row after the last job of a group.
import { l10n } from '../l10n.ts';
import { jobKinds, kindOf } from '../../domain/jobs/kinds.ts';
import { type Service, serviceFacts } from '../../domain/jobs/services.ts';
import { initialRows } from '../../domain/jobs/list.ts';
import { type GroupCount, isEmpty } from '../../domain/jobs/query.ts';
import { phaseOf } from '../../domain/jobs/status.ts';
import { decoded } from '../../domain/uri.ts';
import { commandIds } from '../../ids.ts';
import { formatPlural } from '../formatPlural.ts';
import { fileName } from '../words.ts';
import { groupTitle, isReadByGroup, orderedGroups } from './groups.ts';
import { phaseIcons } from './jobRow.ts';
import { loadMoreId } from './model.ts';
import type { Row, TreeSource } from './source.ts';

/** The number of jobs in a group, as far as its lists have been read. */
interface Count extends Pick<GroupCount, 'jobs' | 'unfinished'> {
  /** Whether AWS may list more jobs than have been read. */
  readonly isPartial: boolean;
  /** The number of jobs in all groups, if the row shows its count as a share of that. */
  readonly of?: number;
}

export function serviceRow(service: Service, source: TreeSource): Row {
  const own = source.groups.filter(({ group }) => kindOf(group)?.service === service);
  const sum = (of: (count: GroupCount) => number): number => own.reduce((all, count) => all + of(count), 0);
  const count = {
    jobs: sum(({ jobs }) => jobs),
    unfinished: sum(({ unfinished }) => unfinished),
    isPartial: own.some(({ group }) => source.hasUnread(group)),
  };
  // There is no room for “Amazon” or “AWS”, nor for the number of active jobs, which the rows of the kinds show.
  return {
    ...groupRow(serviceFacts[service].title, count, 'open'),
    label: serviceFacts[service].title.replace(/^(Amazon|AWS) /, ''),
    description: number(count),
    icon: { id: serviceFacts[service].icon },
  };
}

export function countRow(id: string, source: TreeSource): Row | undefined {
  const {
    query: { grouping, filter },
    groups,
    now,
  } = source;
  const count = groups.find(({ group }) => group === id);
  if (count === undefined) return undefined;
  const all = groups.reduce((sum, { jobs }) => sum + jobs, 0);
  const isPartial = isReadByGroup(source) && source.hasUnread(id);
  // The status itself says whether its jobs are unfinished.
  const told: Count =
    grouping === 'status'
      ? { jobs: count.jobs, unfinished: 0, isPartial, ...(isEmpty(filter) ? { of: all } : {}) }
      : { ...count, isPartial };
  // If the jobs do not all fit on a screen, only the first group is expanded so that the others stay in view.
  const isOpen = all <= initialRows || firstGroup(source) === id;
  const row = {
    ...groupRow(groupTitle(grouping, id, now), told, isOpen ? 'open' : 'closed'),
    icon: iconOf(id, source),
  };
  return grouping === 'spec' && id !== '' ? { ...row, ...disambiguated(row, id, groups) } : row;
}

function firstGroup({ query: { grouping }, groups }: TreeSource): string | undefined {
  return grouping === 'service'
    ? jobKinds.find(({ action }) => groups.some(({ group }) => group === action))?.action
    : orderedGroups(grouping, groups)[0]?.group;
}

function iconOf(id: string, { query: { grouping } }: TreeSource): NonNullable<Row['icon']> {
  switch (grouping) {
    case 'service':
      return { id: kindOf(id)?.icon ?? 'question' };
    case 'status':
      return phaseIcons[phaseOf(jobKinds.find(({ phases }) => Object.hasOwn(phases, id))?.phases ?? {}, id)];
    case 'spec':
      return { id: 'json' };
    case 'day':
      return { id: 'calendar' };
    case 'none':
      return { id: 'list-flat' };
  }
}

/** Formats the number of jobs: “306”, “306+” or “306 of 2,500 read”. */
function number({ jobs, isPartial, of }: Count): string {
  if (!isPartial) return jobs.toLocaleString();
  return of === undefined
    ? `${jobs.toLocaleString()}+`
    : l10n.t('{0} of {1} read', jobs.toLocaleString(), of.toLocaleString());
}

function groupRow(label: string, count: Count, expandable: 'open' | 'closed'): Row {
  const { jobs, unfinished, isPartial, of } = count;
  const active = unfinished === 0 ? '' : l10n.t('{0} active', unfinished.toLocaleString());
  const description = [active, unfinished === jobs && !isPartial ? '' : number(count)]
    .filter(part => part !== '')
    .join(' · ');
  const found = formatPlural(l10n.t('{0, plural, one {# job} other {# jobs}}'), jobs);
  const known = !isPartial
    ? found
    : of === undefined
      ? l10n.t('{0} read so far', found)
      : l10n.t('{0} among the {1} read so far', found, of.toLocaleString());
  return {
    label,
    description,
    expandable,
    capabilities: [],
    accessibleLabel: `${label}: ${[known, active].filter(part => part !== '').join(', ')}`,
    tooltip: () => [
      ['', `${label}: ${[known, active].filter(part => part !== '').join(', ')}.`],
      ...(isPartial
        ? [['', l10n.t('AWS may list older ones. To read them, choose Load More at the end of the group.')] as const]
        : []),
    ],
  };
}

const namesakes = new WeakMap<readonly GroupCount[], ReadonlyMap<string, readonly string[]>>();

/** Returns the groups by file name. Computed once per list of groups, because every row of the view asks for it. */
function namesakesOf(groups: readonly GroupCount[]): ReadonlyMap<string, readonly string[]> {
  const known = namesakes.get(groups);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const { group } of groups) {
    const name = fileName({ path: group });
    const same = found.get(name);
    if (same === undefined) found.set(name, [group]);
    else same.push(group);
  }
  namesakes.set(groups, found);
  return found;
}

/**
 * Distinguishes specs with the same file name: adds the shortest trailing part of the folder that is unique to the
 * description, and the whole path to the tooltip.
 */
function disambiguated(
  { description = '', accessibleLabel, tooltip }: Row,
  id: string,
  groups: readonly GroupCount[],
): Pick<Row, 'description' | 'accessibleLabel' | 'tooltip'> {
  const parts = id.split('/');
  const end = (of: readonly string[], length: number): string => of.slice(-length).join('/');
  const others = (namesakesOf(groups).get(end(parts, 1)) ?? [])
    .filter(group => group !== id)
    .map(group => group.split('/'));
  const length =
    parts.findIndex((_part, index) => !others.some(of => end(of, index + 1) === end(parts, index + 1))) + 1;
  const folder = decoded(parts.slice(-length, -1).join('/'));
  return {
    tooltip: () => [['', decoded(id)], ...(tooltip?.() ?? [])],
    ...(folder === ''
      ? { description, accessibleLabel }
      : { description: `${folder} · ${description}`, accessibleLabel: l10n.t('{0} in {1}', accessibleLabel, folder) }),
  };
}

/** The row that shows the next page of a group, or loads it. */
export function moreRow(group: string, source: TreeSource): Row {
  const rest = group === loadMoreId ? 0 : source.rows(group).rest;
  const isLoading = source.loading.has(group);
  const label = isLoading ? l10n.t('Loading…') : l10n.t('Load More…');
  const description = rest > 0 ? l10n.t('{0} more', rest.toLocaleString()) : l10n.t('older jobs not read yet');
  return {
    label,
    description,
    icon: { id: isLoading ? 'loading~spin' : 'ellipsis' },
    capabilities: [],
    ...(isLoading ? {} : { command: commandIds.loadMore }),
    accessibleLabel: `${label} ${description}`,
  };
}
