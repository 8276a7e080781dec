import * as vscode from 'vscode';
import { type Job, keyText } from '../../domain/jobs/job.ts';
import { resultsScheme } from '../../ids.ts';

/**
 * The read-only documents about a document of a job: its text, its output as JSON, its entities as lines (for a
 * comparison), and its text without protected health information.
 */
const documentSorts = ['note', 'output', 'entities', 'deidentified'] as const;
export type DocumentSort = (typeof documentSorts)[number];

/** Notes have a language of their own, by their suffix, for which lines are wrapped. */
const suffixes: Readonly<Record<DocumentSort, string>> = {
  note: 'note',
  output: 'out.json',
  entities: 'entities.txt',
  deidentified: 'deidentified.txt',
};

/** A document of a job, by its number in the job's results. */
export interface DocumentRef {
  readonly sort: DocumentSort;
  /** The job's key, from `keyText`. */
  readonly job: string;
  readonly index: number;
}

/**
 * Returns the URI of a document. The editor shows it in tabs and keeps it in its own files, and a document's key may
 * name a patient, so that it has only the document's number.
 */
export function resultsUri(sort: DocumentSort, job: Job, index: number): vscode.Uri {
  return vscode.Uri.from({
    scheme: resultsScheme,
    authority: sort,
    path: `/document-${index + 1}.${suffixes[sort]}`,
    query: keyText(job),
    fragment: String(index),
  });
}

/** Returns what a URI names, or undefined if it is not the URI of such a document. */
export function readResultsUri({ scheme, authority, query, fragment }: vscode.Uri): DocumentRef | undefined {
  const sort = documentSorts.find(each => each === authority);
  return scheme !== resultsScheme || sort === undefined || !/^\d{1,9}$/.test(fragment)
    ? undefined
    : { sort, job: query, index: Number(fragment) };
}
