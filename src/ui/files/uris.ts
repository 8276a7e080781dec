import * as vscode from 'vscode';
import { type Root, authorityOf, jobOfAuthority } from '../../domain/files/jobFolder.ts';
import { type KeyPath, entryName, keyPathOf } from '../../domain/files/names.ts';
import type { JobKey } from '../../domain/jobs/job.ts';
import { filesScheme } from '../../ids.ts';

/** What a URI of this file system names. */
export interface FileAt extends KeyPath {
  readonly job: JobKey;
  readonly root: Root;
}

/** Returns the URI of a folder of a job. `relative`: a key below it that ends with a slash, or the key of a file. */
export function filesUri(job: JobKey, root: Root, relative = ''): vscode.Uri {
  const isFolder = relative.endsWith('/');
  const segments = (isFolder ? relative.slice(0, -1) : relative).split('/');
  const names = relative === '' ? [] : segments.map(segment => entryName(segment, false, false));
  return vscode.Uri.from({
    scheme: filesScheme,
    authority: authorityOf(job),
    path: ['', root, ...names].join('/'),
  });
}

/** Returns what a URI names; undefined if it names nothing that can be. */
export function fileAt({ authority, path }: vscode.Uri): FileAt | undefined {
  const job = jobOfAuthority(authority);
  const [, root, rest = ''] = /^\/(input|output)(?:\/(.*))?$/s.exec(path) ?? [];
  const at = keyPathOf(rest);
  return job === undefined || at === undefined || (root !== 'input' && root !== 'output')
    ? undefined
    : { ...at, job, root };
}
