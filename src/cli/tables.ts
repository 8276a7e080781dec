// Tables of runs on the disk.
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { defined } from '../domain/defined.ts';
import type { CheckContext } from '../domain/spec/checked.ts';
import { type CheckedTable, withoutSpec } from '../domain/table/check.ts';
import { type FindSpec, type SpecFile, finished, readTable, tableChecks } from '../domain/table/open.ts';
import { chainOf, readSpec, reasonOf } from './files.ts';

/** Checks a table with the spec beside it, as the editor does. A spec that cannot be read is a problem of the table. */
export async function checkTableFile(path: string, text: string, context: CheckContext): Promise<CheckedTable> {
  const name = basename(path);
  try {
    return finished((await tableChecks(name, text, findSpec(path, context))).steps);
  } catch (fault) {
    return withoutSpec(readTable(name, text), fault instanceof Error ? fault.message : String(fault));
  }
}

function findSpec(table: string, context: CheckContext): FindSpec<SpecFile> {
  return async name => {
    const path = join(dirname(table), name);
    if (!(await isThere(path))) return undefined;
    const text = await readSpec(path).catch((cause: unknown) => {
      throw new Error(`${name} cannot be read: ${reasonOf(cause)}`, { cause });
    });
    const chain = await chainOf(path, text);
    return { text, context: { ...context, ...defined({ chain }) } };
  };
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
