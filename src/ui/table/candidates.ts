// The runs of a table for a batch.
import type * as vscode from 'vscode';
import { oneLine } from '../../domain/visible.ts';
import { specFileSuffix } from '../../ids.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import type { Candidate } from '../queue/candidate.ts';
import { fileName } from '../words.ts';
import { type ReadTable, readTable } from './readTable.ts';

/** Returns the name of a row, such as “Row 3 (north)”. */
export function rowName({ row, name }: ReadTable['runs'][number]): string {
  return name === undefined ? l10n.t('Row {0}', row.number) : l10n.t('Row {0} ({1})', row.number, oneLine(name));
}

/**
 * Reads and checks a table that is about to be started. Unsaved changes of it, its spec and overlays are saved first. A
 * table with a problem of its own is one candidate, which cannot be started. Rejects when it cannot be read.
 */
export async function candidatesOfTable(
  from: vscode.Uri,
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const { uri, text } = await ports.specFiles.read(from);
  const read = await readTable(uri, text, ports, () => signal.aborted, true);
  if (read === undefined) return [];
  const { spec: specFile, blocked, runs } = read;
  if (specFile === undefined || blocked !== undefined)
    return [{ file: uri, name: fileName(uri), label: fileName(uri), why: blocked?.message ?? '', commit }];
  const gitCommit = commitOf(ports, [specFile, { uri, text }]);
  const base = fileName(specFile.uri).replace(specFileSuffix, '');
  return runs.map((run): Candidate => {
    const { spec, why } = run;
    return {
      file: specFile.uri,
      name: `${base}: ${run.name === undefined ? rowName(run) : oneLine(run.name)}`,
      label: rowName(run),
      commit: () => gitCommit,
      ...(spec === undefined ? { why: why ?? '' } : { spec }),
    };
  });
}

const commit = (): Promise<undefined> => Promise.resolve(undefined);

/**
 * Resolves with the commit that contains all files as they are; marked as dirty if there is none. Undefined if one of
 * them is in no repository.
 */
async function commitOf(
  { gitCommitOf }: Pick<Ports, 'gitCommitOf'>,
  files: readonly { readonly uri: vscode.Uri; readonly text: string }[],
): Promise<string | undefined> {
  const [first, ...others] = await Promise.all(files.map(({ uri, text }) => gitCommitOf(uri, text)));
  if (first === undefined || others.includes(undefined)) return undefined;
  return others.every(other => other === first) ? first : `${first.replace(/-dirty$/, '')}-dirty`;
}
