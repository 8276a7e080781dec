import * as vscode from 'vscode';
import { type Job, kindOfJob, keyText } from '../../domain/jobs/job.ts';
import { ownName } from '../jobWords.ts';
import { documentScheme } from '../../ids.ts';

/** What a document tells of a job. */
const documentSorts = ['details', 'request', 'metrics'] as const;
export type DocumentSort = typeof documentSorts[number];

/** Characters of a job's name in a tab. */
const maxLabel = 60;

/** The address of a document about a job: its key in the query, and in the path, which the tab shows, its name or else its kind. */
export function documentUri(sort: DocumentSort, job: Job): vscode.Uri {
  const label = labelOf(ownName(job) ?? '') || labelOf(kindOfJob(job)?.title ?? job.action);
  return vscode.Uri.from({ scheme: documentScheme, authority: sort, path: `/${label}.${sort === 'details' ? 'md' : 'json'}`, query: keyText(job) });
}

/** A name as a tab may show it and a path may hold it: its letters, digits and plain signs, from a letter or digit to another. */
function labelOf(name: string): string {
  const characters = Array.from(name.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-')).slice(0, maxLabel);
  const isWord = (character: string): boolean => !' ._-'.includes(character);
  return characters.slice(Math.max(0, characters.findIndex(isWord)), characters.findLastIndex(isWord) + 1).join('');
}

/** Which document of which job an address stands for. */
export function readDocumentUri({ authority, query }: vscode.Uri): { readonly sort: DocumentSort; readonly key: string } | undefined {
  const sort = documentSorts.find(each => each === authority);
  return sort === undefined ? undefined : { sort, key: query };
}
