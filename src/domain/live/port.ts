import type { Answer } from '../refusal.ts';
import type { Service } from '../jobs/services.ts';
import type { WorkflowKind } from '../jobs/kinds.ts';

/** A list as far as it was fetched. */
export interface Listed<T> {
  readonly items: readonly T[];
  /** Whether the service has more than these. */
  readonly more: boolean;
}

export interface BucketSummary {
  readonly name: string;
  /** Where the bucket lies, if the service says so. */
  readonly region?: string;
}

/** What stands on one level of a bucket: an object, or a folder, whose key ends in a slash. */
export interface S3Entry {
  readonly key: string;
  readonly isFolder: boolean;
}

/** A page of one level of a bucket: its folders, then its objects. */
export interface BrowsePage {
  readonly entries: readonly BrowseEntry[];
  /** What `browse` is given for the page behind this one; absent on the last. */
  readonly next?: string;
}

export interface BrowseEntry extends S3Entry {
  /** Of an object, in bytes. */
  readonly size?: number;
  /** Of an object, in milliseconds since the epoch. */
  readonly modifiedAt?: number;
}

/** What a job would take that reads a prefix: every object that begins with it. */
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
  /** How it tells records apart, in the service's own word: RULE_BASED, RULE_MATCHING, ML_MATCHING, PROVIDER, or one to come. */
  readonly type?: string;
  /** Whether it can be run for what is new alone; undefined when the answer was not whole. */
  readonly isIncremental?: boolean;
  /** The S3 addresses that its own configuration writes to. */
  readonly outputs: readonly string[];
  readonly roleArn?: string;
  readonly description?: string;
}

/** A run of a workflow as its list gives it; times in milliseconds since the epoch. */
export interface WorkflowRun {
  readonly id: string;
  readonly status: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface LastRun {
  /** Absent when there is none yet, or when the page that was read does not tell which run was the last. */
  readonly run?: WorkflowRun;
  /** Whether it is sure that there is none yet. */
  readonly neverRan?: boolean;
}

/** A key of the account's own, under one of its names if it has any. */
export interface KeySummary {
  readonly arn: string;
  /** Begins with `alias/`. */
  readonly alias?: string;
}

export interface RoleSummary {
  readonly arn: string;
  readonly name: string;
  /** Whether the role's trust policy lets the service take it on. */
  readonly isTrusting: boolean;
}

/** Reads what an account holds; a refusal is a value. */
export interface LivePort {
  /** The buckets of the account, wherever they lie. */
  listBuckets(region: string, signal?: AbortSignal): Promise<Answer<Listed<BucketSummary>>>;
  /** What begins with a prefix, up to the next slash. */
  listPrefixes(region: string, bucket: string, prefix: string, signal?: AbortSignal): Promise<Answer<Listed<S3Entry>>>;
  /** One page of a level of a bucket, for whoever goes through it; `next`: the token of the page before. */
  browse(region: string, bucket: string, prefix: string, next?: string, signal?: AbortSignal): Promise<Answer<BrowsePage>>;
  /** Counts what begins with a prefix, page after page; `onProgress` is told after each how far it is. Ends after `maxMeasuredPages`. */
  measure(region: string, bucket: string, prefix: string, signal?: AbortSignal, onProgress?: (soFar: Measure) => void): Promise<Answer<Measure>>;
  /** The workflows that a kind of Entity Resolution job can run. */
  listWorkflows(kind: WorkflowKind, region: string, signal?: AbortSignal): Promise<Answer<Listed<WorkflowSummary>>>;
  /** What a workflow is like, by its name or its whole ARN. An ARN of another region or account is refused as not found. */
  workflow(kind: WorkflowKind, region: string, name: string, signal?: AbortSignal): Promise<Answer<WorkflowDetails>>;
  /** How a workflow was run last, by its name or its whole ARN. */
  lastRun(kind: WorkflowKind, region: string, name: string, signal?: AbortSignal): Promise<Answer<LastRun>>;
  /** The roles a person can hand to a service; those that trust it are told apart. */
  listRoles(service: Service, signal?: AbortSignal): Promise<Answer<Listed<RoleSummary>>>;
  /** The KMS keys that the account itself manages: those with a name by it, once for each, then those without. */
  listKeys(region: string, signal?: AbortSignal): Promise<Answer<Listed<KeySummary>>>;
}

/** Pages of a thousand objects that `measure` reads; beyond it says that there are more. */
export const maxMeasuredPages = 100;
