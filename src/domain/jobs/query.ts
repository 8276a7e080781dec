// Which jobs to show, in which groups and in what order. The database answers queries; see `JobRecords`.
import type { Job } from './job.ts';

/** Each member narrows the result; an absent one does not. */
export interface JobFilter {
  /** Words that must all occur in a job's name, id, workflow, places, spec or request id; case-insensitive. */
  readonly text?: string;
  /** Statuses as the services return them. */
  readonly statuses?: readonly string[];
  /** The actions of the kinds to include. */
  readonly actions?: readonly string[];
  /** The longest time since submission, in milliseconds. */
  readonly withinMs?: number;
  /** Only jobs started by this extension. */
  readonly startedHere?: true;
}

/**
 * `service`: by the start's action, which the view groups by service; `spec`: by the spec's URI; `day`: by the local
 * day of submission.
 */
export type Grouping = 'service' | 'status' | 'spec' | 'day' | 'none';
export const groupings: readonly Grouping[] = ['service', 'status', 'spec', 'day', 'none'];

/** `newest`: by submission time; `longest`: the longest-running first, then by duration; `name`: from A to Z. */
export type Sorting = 'newest' | 'longest' | 'name';
export const sortings: readonly Sorting[] = ['newest', 'longest', 'name'];

export interface JobQuery {
  readonly filter: JobFilter;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

/** The query used when none was set. */
export const defaultQuery: JobQuery = { filter: {}, grouping: 'service', sorting: 'newest' };

/**
 * A group that has jobs. `group`: an action, a status, a spec's URI or a day as YYYY-MM-DD; empty for jobs that have
 * none, and for the one group of `none`.
 */
export interface GroupCount {
  readonly group: string;
  readonly jobs: number;
  readonly unfinished: number;
}

/** Returns the group of a job; see `GroupCount`. */
export function groupOf(
  { action, status, specUri, submittedAt }: Pick<Job, 'action' | 'status' | 'specUri' | 'submittedAt'>,
  grouping: Grouping,
): string {
  switch (grouping) {
    case 'service':
      return action;
    case 'status':
      return status;
    case 'spec':
      return specUri ?? '';
    case 'day':
      return submittedAt === undefined ? '' : dayOf(Math.round(submittedAt));
    case 'none':
      return '';
  }
}

/** Returns the local day of a time, as YYYY-MM-DD. */
export function dayOf(time: number): string {
  const date = new Date(time);
  return [
    String(date.getFullYear()).padStart(4, '0'),
    String(date.getMonth() + 1).padStart(2, '0'),
    String(date.getDate()).padStart(2, '0'),
  ].join('-');
}

/** Whether a filter matches every job. */
export function isEmpty(filter: JobFilter): boolean {
  return Object.values(filter).every(
    value => value === undefined || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

/**
 * Normalizes a string for comparison, ignoring case and the two encodings of “é”. Uses upper case, because lower-casing
 * maps neither “SS” to “ß” nor “Σ” to “ς”.
 */
export function folded(text: string): string {
  return text.normalize('NFC').toUpperCase();
}

/** Parses a query stored by an earlier session; members that cannot be read get their defaults. */
export function parseQuery(kept: unknown): JobQuery {
  const { filter, grouping, sorting } = objectOf(kept);
  const { text, statuses, actions, withinMs, startedHere } = objectOf(filter);
  const words = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
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
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
