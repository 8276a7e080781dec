import type { CheckContext } from '../domain/spec/checked.ts';
import type { Severity } from '../domain/spec/codes.ts';
import { isAbsolute, relative, sep } from 'node:path';
import { loadChecker } from '../domain/spec/check.ts';
import { defined } from '../domain/defined.ts';
import type { Problem } from '../domain/spec/problem.ts';
import { messageOf } from '../domain/table/check.ts';
import { isTable } from '../domain/table/suffixes.ts';
import type { TableProblem } from '../domain/table/table.ts';
import { chainOf, readSpec, reasonOf } from './files.ts';
import { Lines, type Position } from './lines.ts';
import { checkTableFile } from './tables.ts';

/** A problem with its position: lines and columns count from 1, columns in UTF-16 units; the end is exclusive. */
export interface LocatedProblem extends Omit<Problem, 'code'> {
  readonly code: TableProblem['code'];
  /** The column of a table that it is about. */
  readonly header?: string;
  readonly start: Position;
  readonly end: Position;
}

/** The result for one file: its problems, or why it could not be read. */
export interface FileReport {
  /** Absolute. */
  readonly file: string;
  /** Relative to the working directory, with `/`; absolute if the file is outside of it. */
  readonly path: string;
  readonly problems: readonly LocatedProblem[];
  readonly unreadable?: string;
}

export function displayPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
}

/** Checks files one after the other, with the same checks as the editor. Only the problems of a file stay in memory. */
export async function* checkFiles(
  files: readonly string[],
  cwd: string,
  context: CheckContext,
): AsyncGenerator<FileReport> {
  const check = await loadChecker();
  for (const file of files) {
    const path = displayPath(file, cwd);
    let text: string;
    try {
      text = await readSpec(file);
    } catch (fault) {
      yield { file, path, problems: [], unreadable: reasonOf(fault) };
      continue;
    }
    let problems: readonly Omit<LocatedProblem, 'start' | 'end'>[];
    if (isTable(file)) problems = inOrder((await checkTableFile(file, text, context)).problems).map(ofTable);
    else {
      const chain = await chainOf(file, text);
      ({ problems } = check(text, { ...context, ...defined({ chain }) }));
    }
    const lines = new Lines(text);
    yield {
      file,
      path,
      problems: problems.map(found => ({
        ...found,
        start: lines.at(found.offset),
        end: lines.at(found.offset + found.length),
      })),
    };
  }
}

const inOrder = (problems: readonly TableProblem[]): readonly TableProblem[] =>
  problems.toSorted((one, other) => one.offset - other.offset);

/** A problem of a table as one of a file, with the message that the editor shows. */
function ofTable(found: TableProblem): Omit<LocatedProblem, 'start' | 'end'> {
  const { code, severity, offset, length, column, fixes = [] } = found;
  return {
    code,
    severity,
    message: messageOf(found),
    path: [],
    offset,
    length,
    fixes,
    ...(column === undefined ? {} : { header: column }),
  };
}

/** The totals of a run. */
export interface Counts {
  /** Those that were checked, tables included. */
  readonly files: number;
  readonly tables: number;
  readonly unreadable: number;
  readonly problems: Readonly<Record<Severity, number>>;
}

export const noCounts: Counts = {
  files: 0,
  tables: 0,
  unreadable: 0,
  problems: { error: 0, warning: 0, information: 0 },
};

export function counted(counts: Counts, { path, problems, unreadable }: FileReport): Counts {
  const of = (severity: Severity): number =>
    counts.problems[severity] + problems.filter(found => found.severity === severity).length;
  return {
    files: counts.files + (unreadable === undefined ? 1 : 0),
    tables: counts.tables + (unreadable === undefined && isTable(path) ? 1 : 0),
    unreadable: counts.unreadable + (unreadable === undefined ? 0 : 1),
    problems: { error: of('error'), warning: of('warning'), information: of('information') },
  };
}
