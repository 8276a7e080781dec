// Which jobs a person wants to see, in which groups and in what order. The database answers it; see `JobRecords`.
import type { Job } from './job.ts';

/** Every member narrows what is shown; absent, it does not. */
export interface JobFilter {
  /** Words that must all stand in a job's name, id, workflow, places, spec or request id; upper and lower case are the same. */
  readonly text?: string;
  /** The services' own status words. */
  readonly statuses?: readonly string[];
  /** The actions of the kinds wanted. */
  readonly actions?: readonly string[];
  /** Submitted no longer ago than this, in milliseconds. */
  readonly withinMs?: number;
  /** Only jobs that a start of this extension made. */
  readonly startedHere?: true;
}

/** `service`: by the start's action, which the view puts under its service; `spec`: by the spec's URI; `day`: by the local day of the submission. */
export type Grouping = 'service' | 'status' | 'spec' | 'day' | 'none';
export const groupings: readonly Grouping[] = ['service', 'status', 'spec', 'day', 'none'];

/** `newest` by submission; `longest`: the longest running first, then what ran longest; `name` from A to Z. */
export type Sorting = 'newest' | 'longest' | 'name';
export const sortings: readonly Sorting[] = ['newest', 'longest', 'name'];

export interface JobQuery {
  readonly filter: JobFilter;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

/** What is shown when nobody asked for anything else. */
export const defaultQuery: JobQuery = { filter: {}, grouping: 'service', sorting: 'newest' };

/** A group that has jobs: an action, a status word, a spec's URI, a day as YYYY-MM-DD; empty for what has none of it, and for the one group of `none`. */
export interface GroupCount {
  readonly group: string;
  readonly jobs: number;
  readonly unfinished: number;
}

/** The group that a job stands in; see `GroupCount`. */
export function groupOf({ action, status, specUri, submittedAt }: Pick<Job, 'action' | 'status' | 'specUri' | 'submittedAt'>, grouping: Grouping): string {
  switch (grouping) {
    case 'service': return action;
    case 'status': return status;
    case 'spec': return specUri ?? '';
    case 'day': return submittedAt === undefined ? '' : dayOf(Math.round(submittedAt));
    case 'none': return '';
  }
}

/** The local day of a time, as YYYY-MM-DD. */
export function dayOf(time: number): string {
  const date = new Date(time);
  return [String(date.getFullYear()).padStart(4, '0'), String(date.getMonth() + 1).padStart(2, '0'), String(date.getDate()).padStart(2, '0')].join('-');
}

/** Whether a filter lets every job through. */
export function isEmpty(filter: JobFilter): boolean {
  return Object.values(filter).every(value => value === undefined || value === '' || (Array.isArray(value) && value.length === 0));
}

/** A text as it is compared where upper and lower case, and the two ways of writing “é”, are the same. Upper case, for “ß” has no lower one in “SS”, and “ς” none in “Σ”. */
export function folded(text: string): string {
  return text.normalize('NFC').toUpperCase();
}

/** A query as it was kept by an earlier run; whatever of it cannot be read is as usual. */
export function parseQuery(kept: unknown): JobQuery {
  const { filter, grouping, sorting } = objectOf(kept);
  const { text, statuses, actions, withinMs, startedHere } = objectOf(filter);
  const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(each => typeof each === 'string') : []);
  return {
    filter: {
      ...(typeof text === 'string' && text !== '' ? { text } : {}),
      ...(words(statuses).length > 0 ? { statuses: words(statuses) } : {}),
      ...(words(actions).length > 0 ? { actions: words(actions) } : {}),
      ...(typeof withinMs === 'number' && withinMs > 0 ? { withinMs } : {}),
      ...(startedHere === true ? { startedHere } : {}),
    },
    grouping: groupings.find(each => each === grouping) ?? defaultQuery.grouping,
    sorting: sortings.find(each => each === sorting) ?? defaultQuery.sorting,
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}
