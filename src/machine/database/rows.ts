import { defined } from '../../domain/defined.ts';
import { isKeptChecks } from '../../domain/preflight/kept.ts';
import { createHash } from 'node:crypto';
import type { SQLOutputValue } from 'node:sqlite';
import type { Intent, IntentState } from '../../domain/jobs/intent.ts';
import type { Batch, Run, RunState } from '../../domain/jobs/queue/run.ts';
import { type Account, type Job, type JobKey, isUnfinished, titleOf } from '../../domain/jobs/job.ts';
import { folded } from '../../domain/jobs/query.ts';
import { decoded } from '../../domain/uri.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../../domain/json.ts';

export type Row = Record<string, SQLOutputValue>;

/** The condition for the rows of an account; `idOf` gives its values. */
export const ofAccount = 'partition = ? AND account = ?';

export function idOf({ partition, account }: Account): readonly [string, string] {
  return [partition, account];
}

/** The condition for one job; `keyOf` gives its values. */
export const keyColumns = `${ofAccount} AND region = ? AND service = ? AND id = ?`;

export function keyOf({
  partition,
  account,
  region,
  service,
  id,
}: JobKey): readonly [string, string, string, string, string] {
  return [partition, account, region, service, id];
}

/** The columns that jobs are searched, counted and sorted by. */
export interface JobColumns {
  readonly action: string;
  readonly status: string;
  readonly submittedAt: number | null;
  /** If a finished job has no end time, when it was last seen. */
  readonly endedAt: number | null;
  readonly spec: string | null;
  readonly title: string;
  readonly search: string;
}

/** Returns the columns by name: a migration writes only those that its version has. */
export function jobColumns(job: Job): JobColumns {
  const { action, status, submittedAt, endedAt, seenAt, specUri } = job;
  return {
    action,
    status,
    submittedAt: whole(submittedAt),
    endedAt: isUnfinished(job) ? null : whole(endedAt ?? seenAt),
    spec: specUri ?? null,
    title: titleOf(job),
    search: searchText(job),
  };
}

/** The latest time of a JavaScript date, in milliseconds; the column takes no number that is much larger. */
const lastTime = 8.64e15;

/**
 * A time as the column takes it: some services return fractions of a millisecond, and no service had a job before 1970.
 */
function whole(time: number | undefined): number | null {
  return time === undefined || !(time >= 0 && time <= lastTime) ? null : Math.round(time);
}

function searchText({ name, id, workflow, input, output, specUri, requestId }: Job): string {
  return folded(
    [name, id, workflow, input, output, specUri && decoded(specUri), requestId]
      .filter(part => part !== undefined)
      .join('\n'),
  );
}

/** The job of a row; undefined if the row is damaged, so that it does not hide all the others. */
export function jobFrom(row: Row): Job | undefined {
  const job = parsed(row['job']);
  if (!hasStrings(job, 'partition', 'account', 'region', 'service', 'id', 'action', 'status')) return undefined;
  const sound = withoutInvalidMembers(job, jobMembers);
  return (sound['seenAt'] === undefined ? { ...sound, seenAt: sound['submittedAt'] ?? 0 } : sound) as unknown as Job;
}

/** The intent of a row; undefined if the row is damaged. */
export function intentFrom(row: Row): Intent | undefined {
  const intent = parsed(row['intent']);
  if (!hasStrings(intent, 'id', 'partition', 'account', 'region', 'action', 'fingerprint', 'state')) return undefined;
  const { state } = intent;
  return typeof state === 'string' &&
    Object.hasOwn(intentStates, state) &&
    isTime(intent['sentAt']) &&
    isJsonObject(intent['request'])
    ? (withoutInvalidMembers(intent, intentMembers) as unknown as Intent)
    : undefined;
}

/** The run of a row, with the column `position`; undefined if the row is damaged. */
export function runFrom(row: Row): Run | undefined {
  const run = parsed(row['run']);
  if (!hasStrings(run, 'id', 'batchId', 'name', 'partition', 'account', 'region', 'action', 'state')) return undefined;
  const { state } = run;
  return typeof state === 'string' &&
    Object.hasOwn(runStates, state) &&
    isTime(run['waitsSince']) &&
    isConfirmation(run['confirmed']) &&
    isJsonObject(run['request'])
    ? ({ ...withoutInvalidMembers(run, runMembers), position: Number(row['position']) } as unknown as Run)
    : undefined;
}

/** The batch of a row; undefined if the row is damaged. */
export function batchFrom(row: Row): Batch | undefined {
  const batch = parsed(row['batch']);
  return hasStrings(batch, 'id', 'partition', 'account', 'name') && isTime(batch['createdAt'])
    ? (batch as unknown as Batch)
    : undefined;
}

/** What is kept of a run whose job was removed: that there was one, and nothing of what it requested. */
export function redactedRun({
  written: _written,
  specUri: _specUri,
  refusal: _refusal,
  hold: _hold,
  accepted: _accepted,
  ...run
}: Run): Run {
  const { at, by } = run.confirmed;
  return { ...run, name: '', request: {}, confirmed: { at, by } };
}

/**
 * What is kept of a start whose request must not be stored: enough that the start is not reopened and its job is not
 * attributed to another, but nothing of the request or the response.
 */
export function redactedIntent({
  id,
  partition,
  account,
  region,
  action,
  state,
  sentAt,
  jobId,
  fingerprint,
}: Intent): Intent {
  return {
    id,
    partition,
    account,
    region,
    action,
    state,
    sentAt,
    ...defined({ jobId }),
    request: {},
    fingerprint: hashedFingerprint(fingerprint),
  };
}

const hashPrefix = 'sha256:';

/** A fingerprint contains the request; hashed, it can still be compared. */
export function hashedFingerprint(fingerprint: string): string {
  return fingerprint.startsWith(hashPrefix)
    ? fingerprint
    : `${hashPrefix}${createHash('sha256').update(fingerprint).digest('hex')}`;
}

type Check = (value: JsonValue | undefined) => boolean;
/** The optional members of a type, each with a check of its value. */
type Members<T> = Readonly<{ [Name in keyof T as undefined extends T[Name] ? Name : never]-?: Check }>;

const isText: Check = value => typeof value === 'string';
const isFlag: Check = value => typeof value === 'boolean';
const isNumber: Check = value => typeof value === 'number' && Number.isFinite(value);
const isTime: Check = value => typeof value === 'number' && Math.abs(value) <= lastTime;
const isNumbers: Check = value => isJsonObject(value) && Object.values(value).every(isNumber);
const isConfirmation: Check = value =>
  isJsonObject(value) &&
  isTime(value['at']) &&
  isText(value['by']) &&
  (value['checks'] === undefined || isKeptChecks(value['checks']));
const isTimeline: Check = value =>
  Array.isArray(value) &&
  (value as readonly JsonValue[]).every(each => isJsonObject(each) && isText(each['status']) && isTime(each['seenAt']));
const isRefusal: Check = value => isJsonObject(value) && ['kind', 'name', 'message'].every(name => isText(value[name]));

const jobMembers: Members<Job> & { readonly seenAt: Check } = {
  seenAt: isTime,
  submittedAt: isTime,
  endedAt: isTime,
  expiresAt: isTime,
  metrics: isNumbers,
  timeline: isTimeline,
  watched: isFlag,
  gone: isFlag,
  name: isText,
  workflow: isText,
  jobType: isText,
  input: isText,
  output: isText,
  role: isText,
  kmsKey: isText,
  manifest: isText,
  message: isText,
  intentId: isText,
  request: isJsonObject,
  written: isJsonObject,
  specUri: isText,
  gitCommit: isText,
  confirmed: isConfirmation,
  requestId: isText,
};
const intentMembers: Members<Intent> = {
  written: isJsonObject,
  firstSentAt: isTime,
  clockOffsetMs: isNumber,
  specUri: isText,
  gitCommit: isText,
  confirmed: isConfirmation,
  jobId: isText,
  requestId: isText,
  refusal: isRefusal,
  runId: isText,
};
const intentStates: Readonly<Record<IntentState, true>> = {
  sending: true,
  unclear: true,
  started: true,
  refused: true,
  notFound: true,
  dismissed: true,
};

const runMembers: Members<Run> = {
  written: isJsonObject,
  specUri: isText,
  gitCommit: isText,
  after: isText,
  afterName: isText,
  blockedBy: isText,
  mayRepeat: isFlag,
  accepted: isText,
  notBefore: isTime,
  tries: isNumber,
  hold: value => isJsonObject(value) && isText(value['why']) && (value['text'] === undefined || isText(value['text'])),
  jobId: isText,
  refusal: isRefusal,
  retriedBy: isText,
};
export const runStates: Readonly<Record<RunState, true>> = {
  ...intentStates,
  waiting: true,
  asking: true,
  cancelled: true,
  blocked: true,
};

/** Removes members with invalid values: readers of a job rely on the type. */
function withoutInvalidMembers(value: JsonObject, members: Readonly<Record<string, Check>>): JsonObject {
  const unsound = Object.keys(value).filter(
    name => Object.hasOwn(members, name) && members[name]?.(value[name]) === false,
  );
  return unsound.length === 0
    ? value
    : Object.fromEntries(Object.entries(value).filter(([name]) => !unsound.includes(name)));
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined; // damaged: callers keep the row and skip it
  }
}

function hasStrings(value: unknown, ...names: readonly string[]): value is JsonObject {
  return isJsonObject(value) && names.every(name => typeof value[name] === 'string');
}
