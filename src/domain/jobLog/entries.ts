// The records of a workflow log, read leniently: which members a record has is chosen with its delivery.
import { defined } from '../defined.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { LogLine } from './port.ts';

/** An entry of a log; times in milliseconds since 1970 UTC. `text`: the line as it is, if it is no record. */
export interface LogEntry {
  readonly at?: number;
  /** Such as `JOB_START`; any word. */
  readonly event?: string;
  /** What is done now, in the service's words. */
  readonly progress?: string;
  readonly processed?: number;
  readonly unprocessed?: number;
  readonly incremental?: number;
  readonly error?: string;
  readonly text?: string;
}

/** Longer lines are cut: CloudWatch Logs takes up to 1 MB. */
const longest = 20_000;

/** Returns the entry of a line that contains the job's id, or undefined if it is the record of another job. */
export function entryOf({ at, text }: LogLine, jobId: string): LogEntry | undefined {
  const record = recordIn(text);
  if (record === undefined) return { text: text.slice(0, longest), ...defined({ at }) };
  const id = textAt(record, 'job_id');
  if (id !== undefined && id !== jobId) return undefined;
  const entry: LogEntry = defined({
    at: numberAt(record, 'event_timestamp') ?? at,
    event: textAt(record, 'event_type'),
    // The service spells it with one s.
    progress: textAt(record, 'data_procesing_progression') ?? textAt(record, 'data_processing_progression'),
    processed: numberAt(record, 'total_records_processed'),
    unprocessed: numberAt(record, 'total_records_unprocessed'),
    incremental: numberAt(record, 'incremental_records_processed'),
    error: textAt(record, 'error_message'),
  });
  const { at: _at, ...rest } = entry;
  return Object.keys(rest).length === 0 ? { text: text.slice(0, longest), ...defined({ at }) } : entry;
}

/** Whether a log says that the job has ended. */
export function hasEnded(entries: readonly LogEntry[]): boolean {
  return entries.some(({ event }) => event === 'JOB_SUCCESS' || event === 'JOB_FAILURE');
}

/** Why the job failed: what its failure says, or else the last error. */
export function errorOf(entries: readonly LogEntry[]): string | undefined {
  return (
    entries.findLast(({ event, error }) => event === 'JOB_FAILURE' && error !== undefined) ??
    entries.findLast(({ error }) => error !== undefined)
  )?.error;
}

/** What an unfinished job does now, in the service's words without the note that it starts; undefined if it has ended. */
export function stepOf(entries: readonly LogEntry[]): string | undefined {
  if (hasEnded(entries)) return undefined;
  return entries
    .findLast(({ progress }) => progress !== undefined)
    ?.progress?.slice(0, 200)
    .replace(/\.{3}$|…$/, '')
    .trimEnd()
    .replace(/ Starts$/, '');
}

/** Returns the last value of a count. */
export function countOf(
  entries: readonly LogEntry[],
  name: 'processed' | 'unprocessed' | 'incremental',
): number | undefined {
  return entries.findLast(entry => entry[name] !== undefined)?.[name];
}

function recordIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textAt(record: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, longest) : undefined;
}

/** Some destinations and formats turn numbers into text. */
function numberAt(record: JsonObject, name: string): number | undefined {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
