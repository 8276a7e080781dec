// Reads and checks a table of runs together with its spec, a moment at a time.
import * as vscode from 'vscode';
import { type CheckedTable, withoutSpec } from '../../domain/table/check.ts';
import {
  type FindSpec,
  type OpenedSpec,
  type SpecFile,
  openSpec,
  readTable as readText,
  tableChecks,
} from '../../domain/table/open.ts';
import { sentenceOfFault } from '../../domain/visible.ts';
import { checkContext } from '../checkContext.ts';
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
  const name = fileName(uri);
  try {
    const { file, steps } = await tableChecks(name, text, findSpec(uri, ports, save));
    const { clock } = ports.start;
    for (let since = clock.now(); !isStopped(); ) {
      const step = steps.next();
      if (step.done === true) return { ...step.value, ...(file === undefined ? {} : { spec: file }) };
      if (Math.abs(clock.now() - since) < sliceMs) continue;
      await new Promise(resolve => {
        setTimeout(resolve);
      });
      since = clock.now();
    }
    return undefined;
  } catch (fault) {
    ports.log.fault('spec not readable', fault);
    return withoutSpec(readText(name, text), sentenceOfFault(fault));
  }
}

/** The file of a table's spec. */
interface FoundSpec extends SpecFile {
  readonly uri: vscode.Uri;
}

/** Resolves with the spec of a table, or says that there is none. Rejects when it cannot be read. */
export async function readSpec(table: vscode.Uri, ports: Ports): Promise<OpenedSpec<FoundSpec> | string> {
  return await openSpec(fileName(table), findSpec(table, ports, false));
}

/** Looks for a spec beside a table, and reads it. */
function findSpec(table: vscode.Uri, ports: Ports, save: boolean): FindSpec<FoundSpec> {
  return async name => {
    const beside = vscode.Uri.joinPath(table, '..', name);
    if (!(await exists(beside))) return undefined;
    const { uri, text } = save
      ? await ports.specFiles.read(beside)
      : { uri: beside, text: await ports.specFiles.text(beside) };
    return { uri, text, context: await checkContext(ports, uri, text, save) };
  };
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
