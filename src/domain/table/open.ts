// Opens a table with its spec, for the editor and the command line.
import { checkSpec, loadChecker } from '../spec/check.ts';
import type { CheckContext } from '../spec/checked.ts';
import { type CheckedTable, type TableSpec, checkTable, tableSpecOf, withoutSpec } from './check.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { tableSuffixes } from './suffixes.ts';
import type { Table } from './table.ts';

const specSuffix = '.awsjob.json';

/** The file of a spec, with what its check needs to know. */
export interface SpecFile {
  readonly text: string;
  readonly context: CheckContext;
}

/** A spec's file, and what tables can be made for; `base` may be why there can be none. */
export interface OpenedSpec<File extends SpecFile> {
  readonly file: File;
  readonly name: string;
  readonly base: TableSpec | string;
}

/** Resolves with the file of this name beside a table; with undefined if there is none. */
export type FindSpec<File extends SpecFile> = (name: string) => Promise<File | undefined>;

/** Whether the text of a table is JSON, by the name of its file. */
export const isJsonTable = (name: string): boolean => name.endsWith('.json');

/** Reads a table. Never throws. */
export const readTable = (name: string, text: string): Table => (isJsonTable(name) ? readJson(text) : readCsv(text));

/**
 * Returns the names that the spec of a table may have: `notes.june.awsjobs.csv` is for `notes.june.awsjob.json` or else
 * `notes.awsjob.json`, and so is a table in JSON.
 */
function specNamesOf(tableName: string): readonly string[] {
  const suffix = tableSuffixes.find(each => tableName.endsWith(each)) ?? '';
  const parts = tableName.slice(0, tableName.length - suffix.length).split('.');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.') + specSuffix);
}

/** Resolves with the spec of a table, or says that there is none. Rejects when one cannot be read. */
export async function openSpec<File extends SpecFile>(
  tableName: string,
  find: FindSpec<File>,
): Promise<OpenedSpec<File> | string> {
  const names = specNamesOf(tableName);
  for (const name of names) {
    const file = await find(name);
    if (file !== undefined) return { file, name, base: tableSpecOf(await checkSpec(file.text, file.context)) };
  }
  return `There is no spec for this table. Name them alike, and put them into one folder: ${names.join(', ')}`;
}

/** The check of a table, a row at a time, so that the caller can pause or stop. */
export type TableSteps = Iterator<void, CheckedTable>;

/** The check of a table that was begun. */
export interface TableChecks<File extends SpecFile> {
  readonly file?: File;
  readonly steps: TableSteps;
}

/** Opens a table and its spec, and begins to check it. Rejects when the spec cannot be read. */
export async function tableChecks<File extends SpecFile>(
  name: string,
  text: string,
  find: FindSpec<File>,
): Promise<TableChecks<File>> {
  const table = readTable(name, text);
  const opened = await openSpec(name, find);
  if (typeof opened === 'string') return { steps: blockedBy(table, opened) };
  const { file, base } = opened;
  return {
    file,
    steps:
      typeof base === 'string'
        ? blockedBy(table, `${opened.name}: ${base}`)
        : checkTable(table, base, opened.name, await loadChecker(), file.context),
  };
}

/** The check of a table that has no spec: it has no rows. */
const blockedBy = (table: Table, message: string): TableSteps => ({
  next: () => ({ done: true, value: withoutSpec(table, message) }),
});

/** Checks the rest of a table at once. */
export function finished(steps: TableSteps): CheckedTable {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
