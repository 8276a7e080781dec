// Reads the resources that exist in the account, to help write a spec. Called while the user types, so calls are few
// and short.
import type { Answer } from '../refusal.ts';
import type { Service } from '../jobs/services.ts';
import type { WorkflowKind } from '../jobs/kinds.ts';

/** A list, as far as it was fetched. */
export interface Listed<T> {
  readonly items: readonly T[];
  /** Whether the service has more than these. */
  readonly more: boolean;
}

export interface BucketSummary {
  readonly name: string;
  /** The bucket's region, if the service returns it. */
  readonly region?: string;
}

/** An entry on one level of a bucket: an object, or a folder, whose key ends in a slash. */
export interface S3Entry {
  readonly key: string;
  readonly isFolder: boolean;
}

/** A page of one level of a bucket: its folders, then its objects. */
export interface BrowsePage {
  readonly entries: readonly BrowseEntry[];
  /** The token to pass to `browse` for the next page; absent on the last. */
  readonly next?: string;
}

export interface BrowseEntry extends S3Entry {
  /** Objects only: the size in bytes. */
  readonly size?: number;
  /** Objects only; milliseconds since the epoch. */
  readonly modifiedAt?: number;
}

/** What a job that reads a prefix would process: every object whose key begins with it. */
export interface Measure {
  readonly objects: number;
  readonly bytes: number;
  /** Whether there are more that were not counted. */
  readonly more: boolean;
}

/** Times in milliseconds since the epoch. */
export interface WorkflowSummary {
  readonly name: string;
  readonly arn: string;
  readonly createdAt?: number;
  readonly updatedAt?: number;
}

export interface WorkflowDetails extends WorkflowSummary {
  /**
   * How it matches records, as the service returns it: RULE_BASED, RULE_MATCHING, ML_MATCHING, PROVIDER, or a future
   * value.
   */
  readonly type?: string;
  /** Whether it can process only new records; undefined if the answer was incomplete. */
  readonly isIncremental?: boolean;
  /** The S3 URIs that its configuration writes to. */
  readonly outputs: readonly string[];
  readonly roleArn?: string;
  readonly description?: string;
}

/** A run of a workflow, as listed; times in milliseconds since the epoch. */
export interface WorkflowRun {
  readonly id: string;
  readonly status: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface LastRun {
  /** Absent when there is none yet, or when the page that was read does not show which run was the last. */
  readonly run?: WorkflowRun;
  /** Whether it is certain that there is no run yet. */
  readonly neverRan?: boolean;
}

/** A customer managed key, with one of its aliases if it has any. */
export interface KeySummary {
  readonly arn: string;
  /** Begins with `alias/`. */
  readonly alias?: string;
}

export interface RoleSummary {
  readonly arn: string;
  readonly name: string;
  /** Whether the role's trust policy lets the service assume it. */
  readonly isTrusting: boolean;
}

/** Reads an account's resources; a refusal is returned as a value. */
export interface LivePort {
  /** The buckets of the account, in any region. */
  listBuckets(region: string, signal?: AbortSignal): Promise<Answer<Listed<BucketSummary>>>;
  /** The entries that begin with a prefix, up to the next slash. */
  listPrefixes(region: string, bucket: string, prefix: string, signal?: AbortSignal): Promise<Answer<Listed<S3Entry>>>;
  /** One page of a level of a bucket, for browsing; `next`: the token from the previous page. */
  browse(
    region: string,
    bucket: string,
    prefix: string,
    next?: string,
    signal?: AbortSignal,
  ): Promise<Answer<BrowsePage>>;
  /**
   * Counts the objects that begin with a prefix, page by page; calls `onProgress` after each page. Stops after
   * `maxMeasuredPages`.
   */
  measure(
    region: string,
    bucket: string,
    prefix: string,
    signal?: AbortSignal,
    onProgress?: (soFar: Measure) => void,
  ): Promise<Answer<Measure>>;
  /** The workflows that a kind of Entity Resolution job can run. */
  listWorkflows(kind: WorkflowKind, region: string, signal?: AbortSignal): Promise<Answer<Listed<WorkflowSummary>>>;
  /**
   * The details of a workflow, by its name or its full ARN. An ARN of another region or account is refused as not
   * found.
   */
  workflow(kind: WorkflowKind, region: string, name: string, signal?: AbortSignal): Promise<Answer<WorkflowDetails>>;
  /** The last run of a workflow, by its name or its full ARN. */
  lastRun(kind: WorkflowKind, region: string, name: string, signal?: AbortSignal): Promise<Answer<LastRun>>;
  /** The roles that can be passed to a service, marked if they trust it. */
  listRoles(service: Service, signal?: AbortSignal): Promise<Answer<Listed<RoleSummary>>>;
  /** The customer managed KMS keys: those with an alias, once each, then those without. */
  listKeys(region: string, signal?: AbortSignal): Promise<Answer<Listed<KeySummary>>>;
}

/** How many pages of a thousand objects `measure` reads; if there are more, it sets `more`. */
export const maxMeasuredPages = 100;
