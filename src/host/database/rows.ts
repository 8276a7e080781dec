import type { SQLOutputValue } from 'node:sqlite';
import type { Intent } from '../../domain/jobs/intent.ts';
import { type Job, isUnfinished, titleOf } from '../../domain/jobs/job.ts';
import { folded } from '../../domain/jobs/query.ts';
import { decoded } from '../../domain/uri.ts';
import { type JsonObject, isJsonObject } from '../../domain/json.ts';

export type Row = Record<string, SQLOutputValue>;

/** What a job is found, counted and put in order by: action, status, submitted_at, ended_at, spec, title, search. Of a job whose end nobody told, that is when it was last heard of. */
export function jobColumns(job: Job): readonly [string, string, number | null, number | null, string | null, string, string] {
  const { action, status, submittedAt, endedAt, seenAt, specUri } = job;
  return [action, status, whole(submittedAt), isUnfinished(job) ? null : whole(endedAt ?? seenAt), specUri ?? null, titleOf(job), searchText(job)];
}

/** The last time a calendar knows, in milliseconds; the column takes no number that is much larger. */
const lastTime = 8.64e15;

/** A time as the column takes it: some services tell fractions of a millisecond, and none had a job before 1970. */
function whole(time: number | undefined): number | null {
  return time === undefined || !(time >= 0 && time <= lastTime) ? null : Math.round(time);
}

function searchText({ name, id, workflow, input, output, specUri, requestId }: Job): string {
  return folded([name, id, workflow, input, output, specUri && decoded(specUri), requestId].filter(part => part !== undefined).join('\n'));
}

/** The job of a row; undefined where the row is damaged, which must not hide all the others. */
export function jobFrom(row: Row): Job | undefined {
  const job = parsed(row['job']);
  return hasStrings(job, 'partition', 'account', 'region', 'service', 'id', 'action', 'status') ? job as unknown as Job : undefined;
}

/** The intent of a row; undefined where the row is damaged. */
export function intentFrom(row: Row): Intent | undefined {
  const intent = parsed(row['intent']);
  return hasStrings(intent, 'id', 'partition', 'account', 'region', 'action', 'fingerprint', 'state')
    && typeof intent['sentAt'] === 'number' && isJsonObject(intent['request']) ? intent as unknown as Intent : undefined;
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined; // damaged: the callers keep such a row and go on without it
  }
}

function hasStrings(value: unknown, ...names: readonly string[]): value is JsonObject {
  return isJsonObject(value) && names.every(name => typeof value[name] === 'string');
}
