// The services' lists of jobs: their keys and how far each was read.
import { defined } from '../defined.ts';
import { type JsonValue, isJsonObject } from '../json.ts';
import { type JobKind, jobKinds, kindOf } from './kinds.ts';

/**
 * A list of a service: the jobs of a family, the jobs of a workflow or, if `workflow` is empty, the workflows of a
 * kind.
 */
export interface Source {
  readonly key: string;
  readonly kind: JobKind;
  readonly region: string;
  readonly workflow?: string;
  /** Only jobs with this status: the one filter of Comprehend Medical's lists that helps a view. */
  readonly status?: string;
}

/** How far a list was read. Times are milliseconds since 1970 UTC. */
export interface Cursor {
  /** The token of the next older page; absent when there is none, or nothing was read yet. */
  readonly nextToken?: string;
  readonly readAt?: number;
  /** When the newest and the oldest job read so far were submitted. */
  readonly newest?: number;
  readonly oldest?: number;
  /** Finished jobs submitted before this time were left out when the list was read. */
  readonly keptAfter?: number;
}

/**
 * Whether jobs of a kind can have one of these statuses; a status that no known kind has is possible for every kind.
 */
export function couldHave({ phases }: JobKind, statuses: readonly string[] = []): boolean {
  return (
    statuses.length === 0 ||
    statuses.some(word => Object.hasOwn(phases, word) || !jobKinds.some(kind => Object.hasOwn(kind.phases, word)))
  );
}

export function sourceOf(kind: JobKind, region: string, workflow: string | undefined): Source {
  return {
    key: workflow === undefined ? `${kind.action}|${region}` : `${kind.action}|${region}|${workflow}`,
    kind,
    region,
    ...defined({ workflow }),
  };
}

/** The same list, of the jobs with one status only. */
export function withStatus(source: Source, status: string): Source {
  return { ...source, key: `${source.key}||${status}`, status };
}

/** The list that a cursor belongs to; undefined for a list of one status and for an unknown kind. */
export function sourceFrom(key: string): Source | undefined {
  const [action = '', region = '', workflow, status] = key.split('|');
  const kind = kindOf(action);
  return kind === undefined || status !== undefined ? undefined : sourceOf(kind, region, workflow);
}

/** Reads a stored cursor. Members of a wrong type are left out; a damaged cursor is empty, so the list is read anew. */
export function cursorFrom(text: string): Cursor {
  const stored = parsed(text);
  if (!isJsonObject(stored)) return {};
  const time = (value: JsonValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
  const { nextToken, readAt, newest, oldest, keptAfter } = stored;
  return defined({
    nextToken: typeof nextToken === 'string' ? nextToken : undefined,
    readAt: time(readAt),
    newest: time(newest),
    oldest: time(oldest),
    keptAfter: time(keptAfter),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON
  }
}
