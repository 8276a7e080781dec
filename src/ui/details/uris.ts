import * as vscode from 'vscode';
import { type Job, kindOfJob, keyText } from '../../domain/jobs/job.ts';
import { ownName } from '../jobWords.ts';
import { documentScheme } from '../../ids.ts';

/** What a document tells of a job. */
export const documentSorts = ['details', 'request', 'metrics'] as const;
export type DocumentSort = typeof documentSorts[number];

/** Characters of a job's name in a tab. */
const maxLabel = 60;

/** The address of a document about a job: its key in the query, and in the path, which the tab shows, its name or else its kind. */
export function documentUri(sort: DocumentSort, job: Job): vscode.Uri {
  const tame = (text: string): string => Array.from(text.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-')).slice(0, maxLabel).join('').replaceAll(/^[ ._-]+|[ ._-]+$/g, '');
  const label = tame(ownName(job) ?? '') || tame(kindOfJob(job)?.title ?? job.action);
  return vscode.Uri.from({ scheme: documentScheme, authority: sort, path: `/${label}.${sort === 'details' ? 'md' : 'json'}`, query: keyText(job) });
}

/** Which document of which job an address stands for. */
export function readDocumentUri({ authority, query }: vscode.Uri): { readonly sort: DocumentSort; readonly key: string } | undefined {
  const sort = documentSorts.find(each => each === authority);
  return sort === undefined ? undefined : { sort, key: query };
}
