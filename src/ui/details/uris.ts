import * as vscode from 'vscode';
import { type Job, keyText, titleOf } from '../../domain/jobs/job.ts';
import { documentScheme } from '../../ids.ts';

/** What a document tells of a job. */
export const documentSorts = ['details', 'request', 'metrics'] as const;
export type DocumentSort = typeof documentSorts[number];

/** The address of a document about a job: its key in the query, a name a person can tell it by in the path. */
export function documentUri(sort: DocumentSort, job: Job): vscode.Uri {
  const label = titleOf(job).replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-').slice(0, 60);
  return vscode.Uri.from({ scheme: documentScheme, authority: sort, path: `/${label} ${job.id.slice(0, 8).replaceAll(/[^\w]/g, '-')}.${sort === 'details' ? 'md' : 'json'}`, query: keyText(job) });
}

/** Which document of which job an address stands for. */
export function readDocumentUri({ authority, query }: vscode.Uri): { readonly sort: DocumentSort; readonly key: string } | undefined {
  const sort = documentSorts.find(each => each === authority);
  return sort === undefined ? undefined : { sort, key: query };
}
