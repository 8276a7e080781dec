import * as vscode from 'vscode';
import { type Job, kindOfJob, keyText } from '../../domain/jobs/job.ts';
import { ownName } from '../jobWords.ts';
import { documentScheme } from '../../ids.ts';

/** The kinds of documents about a job. */
const documentSorts = ['details', 'log', 'request', 'metrics'] as const;
export type DocumentSort = (typeof documentSorts)[number];

/** How the path of each kind of document ends: the tab shows it. */
const pathEnds: Readonly<Record<DocumentSort, string>> = {
  details: '.md',
  log: ' log.md',
  request: '.json',
  metrics: '.json',
};

/** The maximum length of a job's name in a tab title, in characters. */
const maxLabel = 60;

/**
 * Returns the URI of a document about a job: the job's key is the query, and its name or kind is the path, which the
 * tab shows.
 */
export function documentUri(sort: DocumentSort, job: Job): vscode.Uri {
  const label = labelOf(ownName(job) ?? '') || labelOf(kindOfJob(job)?.title ?? job.action);
  return vscode.Uri.from({
    scheme: documentScheme,
    authority: sort,
    path: `/${label}${pathEnds[sort]}`,
    query: keyText(job),
  });
}

/**
 * Returns a name that is valid in a path: its letters, digits and `._-`, starting and ending with a letter or digit.
 */
function labelOf(name: string): string {
  const characters = Array.from(name.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-')).slice(0, maxLabel);
  const isWord = (character: string): boolean => !' ._-'.includes(character);
  return characters.slice(Math.max(0, characters.findIndex(isWord)), characters.findLastIndex(isWord) + 1).join('');
}

/** Returns the kind of document and the job's key from a URI, or undefined if it is not the URI of such a document. */
export function readDocumentUri({
  authority,
  query,
}: vscode.Uri): { readonly sort: DocumentSort; readonly key: string } | undefined {
  const sort = documentSorts.find(each => each === authority);
  return sort === undefined ? undefined : { sort, key: query };
}
