// Reads and checks a table of runs together with its spec, a moment at a time.
import * as vscode from 'vscode';
import { type CheckedTable, type TableSpec, checkTable, tableSpecOf, withoutSpec } from '../../domain/table/check.ts';
import { readCsv } from '../../domain/table/csv.ts';
import { specBasesOf } from '../../domain/table/table.ts';
import { checkSpec, loadChecker } from '../../domain/spec/check.ts';
import type { CheckContext } from '../../domain/spec/checked.ts';
import { sentenceOfFault } from '../../domain/visible.ts';
import { specFileSuffix, tableFileSuffix } from '../../ids.ts';
import { checkContext } from '../checkContext.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { fileName } from '../words.ts';

/** The extension host is blocked for about this long at once, in milliseconds. */
const sliceMs = 20;

/** A checked table. `spec`: the file of its spec with its text, if it could be read. */
export interface ReadTable extends CheckedTable {
  readonly spec?: { readonly uri: vscode.Uri; readonly text: string };
}

/**
 * Reads the spec of a table and checks every row with it. Never rejects. `save`: as before a start, unsaved changes of
 * the spec and of overlays are saved first. Resolves with undefined as soon as `isStopped` says so.
 */
export async function readTable(
  uri: vscode.Uri,
  text: string,
  ports: Ports,
  isStopped: () => boolean,
  save = false,
): Promise<ReadTable | undefined> {
  const table = readCsv(text);
  try {
    const read = await readSpec(uri, ports, save);
    if (typeof read === 'string') return withoutSpec(table, read);
    const { spec, base, context } = read;
    const name = fileName(spec.uri);
    if (typeof base === 'string') return { ...withoutSpec(table, `${name}: ${base}`), spec };
    const check = await loadChecker();
    const { clock } = ports.start;
    const rows = checkTable(table, base, name, check, context);
    for (let since = clock.now(); !isStopped(); ) {
      const step = rows.next();
      if (step.done === true) return { ...step.value, spec };
      if (Math.abs(clock.now() - since) < sliceMs) continue;
      await new Promise(resolve => {
        setTimeout(resolve);
      });
      since = clock.now();
    }
    return undefined;
  } catch (fault) {
    ports.log.fault('spec not readable', fault);
    return withoutSpec(table, sentenceOfFault(fault));
  }
}

/** The file of a table's spec, and what can be made of it; `base` may be why nothing can. */
interface ReadSpec {
  readonly spec: { readonly uri: vscode.Uri; readonly text: string };
  readonly base: TableSpec | string;
  readonly context: CheckContext;
}

/** Resolves with the spec of a table, or says that there is none. Rejects when it cannot be read. */
export async function readSpec(table: vscode.Uri, ports: Ports, save = false): Promise<ReadSpec | string> {
  const candidates = specsOf(table);
  for (const uri of candidates) {
    if (!(await exists(uri))) continue;
    const spec = save ? await ports.specFiles.read(uri) : { uri, text: await ports.specFiles.text(uri) };
    const context = await checkContext(ports, uri, spec.text, save);
    return { spec, base: tableSpecOf(await checkSpec(spec.text, context)), context };
  }
  return l10n.t(
    'There is no spec for this table. Name them alike, and put them into one folder: {0}',
    candidates.map(fileName).join(', '),
  );
}

/** Where the spec of a table may be: `notes.june.awsjobs.csv` is for `notes.june.awsjob.json` or else `notes.awsjob.json`. */
function specsOf(table: vscode.Uri): readonly vscode.Uri[] {
  return specBasesOf(fileName(table).slice(0, -tableFileSuffix.length)).map(base =>
    vscode.Uri.joinPath(table, '..', base + specFileSuffix),
  );
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
