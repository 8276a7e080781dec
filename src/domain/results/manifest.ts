// Reads a job's manifest and the two lists that it names. AWS documents more than one form of them, so all are accepted.
import { defined } from '../defined.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { member, numberMember, objectOf, textMember } from './members.ts';

/** What a manifest says of a job. */
export interface Manifest {
  readonly status?: string;
  readonly inputFiles?: number;
  readonly successFiles?: number;
  readonly unprocessedFiles?: number;
  /** What the job is charged for, in Unicode code points. */
  readonly meteredCharacters?: number;
  readonly durationSeconds?: number;
  /** The keys or URIs of the lists of files, as the service writes them. */
  readonly successList?: string;
  readonly unprocessedList?: string;
  readonly message?: string;
}

/** A document that has an output. Keys are as the service writes them. */
export interface ListedOutput {
  readonly input: string;
  readonly output: string;
  readonly inputBytes?: number;
}

/** A document that has no output, with the service's reason. */
export interface ListedRefusal {
  readonly input: string;
  readonly code?: string;
  readonly message?: string;
}

/** Parses a manifest; undefined if the text is not one. */
export function parseManifest(text: string): Manifest | undefined {
  const object = objectOf(text);
  const summary = object === undefined ? undefined : (member(object, 'Summary') ?? object);
  if (!isJsonObject(summary)) return undefined;
  const manifest = defined({
    status: textMember(summary, 'Status'),
    inputFiles: numberMember(summary, 'InputFileCount'),
    successFiles: numberMember(summary, 'SuccessFilesCount'),
    unprocessedFiles: numberMember(summary, 'UnprocessedFilesCount'),
    meteredCharacters: numberMember(summary, 'TotalMeteredCharacters'),
    durationSeconds: numberMember(summary, 'TotalDurationSeconds'),
    successList: given(textMember(summary, 'SuccessfulFilesListLocation')),
    unprocessedList: given(textMember(summary, 'UnprocessedFilesListLocation')),
    message: given(textMember(summary, 'FailedJobErrorMessage')),
  });
  return Object.keys(manifest).length === 0 ? undefined : manifest;
}

const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** A parsed list, and how many of its entries could not be read. */
export interface ListOf<T> {
  readonly items: readonly T[];
  readonly skipped: number;
}

/** Parses the list of documents with outputs; undefined if the text is not such a list. */
export function parseSuccessList(text: string): ListOf<ListedOutput> | undefined {
  return parseList(text, entry => {
    if (!isJsonObject(entry)) return undefined;
    const input = textMember(entry, 'Input');
    const output = textMember(entry, 'Output');
    if (input === undefined || output === undefined) return undefined;
    return { input, output, ...defined({ inputBytes: numberMember(entry, 'InputSize') }) };
  });
}

/** Parses the list of documents without outputs: objects with a reason or, in an older form, bare paths. */
export function parseUnprocessedList(text: string): ListOf<ListedRefusal> | undefined {
  return parseList(text, entry => {
    if (typeof entry === 'string') return entry === '' ? undefined : { input: entry };
    if (!isJsonObject(entry)) return undefined;
    const input = textMember(entry, 'Input');
    if (input === undefined) return undefined;
    return {
      input,
      ...defined({ code: given(textMember(entry, 'ErrorCode')), message: given(textMember(entry, 'ErrorMessage')) }),
    };
  });
}

function parseList<T>(text: string, read: (entry: JsonValue) => T | undefined): ListOf<T> | undefined {
  const object: JsonObject | undefined = objectOf(text);
  const files = object === undefined ? undefined : member(object, 'Files');
  if (!Array.isArray(files)) return undefined;
  const all = files as readonly JsonValue[];
  const items = all.flatMap(entry => read(entry) ?? []);
  return { items, skipped: all.length - items.length };
}
