// The identity of a node of the tree: made and read here alone.
import { type JobKey, keyText } from '../../domain/jobs/job.ts';
import type { Service } from '../../domain/jobs/services.ts';
import type { FixId } from '../fixes.ts';

/** The rows above the jobs. */
export type NoticeId = 'storage' | 'loading' | 'stale' | 'unlisted' | 'noMatch' | FixId;

/**
 * What a node stands for. `job` is the job's `keyText`; `group` is the group's name in the current grouping. A node holds no text
 * that changes, so that selection and collapse survive every refresh.
 */
export type Node =
  | { readonly kind: 'notice'; readonly id: NoticeId }
  | { readonly kind: 'intent'; readonly id: string }
  | { readonly kind: 'service'; readonly service: Service }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'job'; readonly job: string }
  | { readonly kind: 'fact'; readonly job: string; readonly fact: string }
  /** A batch of which more will come, a run of it, and the row for all its runs. */
  | { readonly kind: 'batch' | 'allRuns'; readonly batch: string }
  | { readonly kind: 'run'; readonly run: string }
  /** "Load More" of a group. */
  | { readonly kind: 'more'; readonly group: string };

export type NodeKind = Node['kind'];

/** A node as the one string that the editor is given for it. */
export type NodeKey = `${NodeKind}:${string}`;

export const noticeKey = (id: NoticeId): NodeKey => `notice:${id}`;
export const intentKey = ({ id }: { readonly id: string }): NodeKey => `intent:${id}`;
export const batchKey = ({ id }: { readonly id: string }): NodeKey => `batch:${id}`;
export const runKey = ({ id }: { readonly id: string }): NodeKey => `run:${id}`;
export const allRunsKey = (batch: string): NodeKey => `allRuns:${batch}`;
export const serviceKey = (service: Service): NodeKey => `service:${service}`;
export const groupKey = (group: string): NodeKey => `group:${group}`;
/** `job`: the job, or its `keyText`. */
export const jobKey = (job: JobKey | string): NodeKey => `job:${typeof job === 'string' ? job : keyText(job)}`;
export const factKey = (job: string, fact: string): NodeKey => `fact:${job}#${fact}`;
export const moreKey = (group: string): NodeKey => `more:${group}`;

export function nodeOf(key: NodeKey): Node {
  const kind = nodeKind(key);
  const id = key.slice(kind.length + 1);
  switch (kind) {
    case 'notice':
      return { kind, id: id as NoticeId };
    case 'intent':
      return { kind, id };
    case 'batch':
    case 'allRuns':
      return { kind, batch: id };
    case 'run':
      return { kind, run: id };
    case 'service':
      return { kind, service: id as Service };
    case 'group':
    case 'more':
      return { kind, group: id };
    case 'job':
      return { kind, job: id };
    // A fact's own key has no "#"; a job's may.
    case 'fact':
      return { kind, job: id.slice(0, id.lastIndexOf('#')), fact: id.slice(id.lastIndexOf('#') + 1) };
  }
}

export function nodeKind(key: NodeKey): NodeKind {
  return key.slice(0, key.indexOf(':')) as NodeKind;
}

/** The key that a command was given; undefined for anything else, such as a file. */
export function nodeKeyIn(target: unknown): NodeKey | undefined {
  return typeof target === 'string' && kinds.has(target.slice(0, target.indexOf(':')))
    ? (target as NodeKey)
    : undefined;
}

const kinds: ReadonlySet<string> = new Set<NodeKind>([
  'notice',
  'intent',
  'batch',
  'allRuns',
  'run',
  'service',
  'group',
  'job',
  'fact',
  'more',
]);
