import { type JsonValue, isJsonObject } from '../json.ts';
import type { Verdict } from './finding.ts';

/**
 * What is kept with a job of the checks before its start. Only what quotes no document: the lists of documents are left
 * out.
 */
export interface KeptChecks {
  /** How many answers were yes, and how many checks had not answered yet. */
  readonly passed: number;
  readonly open: number;
  readonly rest: readonly { readonly verdict: Exclude<Verdict, 'yes'>; readonly text: string }[];
  /** The size of the documents that the job reads; absent if not all were counted. */
  readonly bytes?: number;
}

/** Whether a value from the history is such a record. */
export function isKeptChecks(value: JsonValue | undefined): boolean {
  return (
    isJsonObject(value) &&
    typeof value['passed'] === 'number' &&
    typeof value['open'] === 'number' &&
    Array.isArray(value['rest']) &&
    Number.isFinite(value['bytes'] ?? 0) &&
    (value['rest'] as readonly JsonValue[]).every(each => isJsonObject(each) && typeof each['text'] === 'string')
  );
}
