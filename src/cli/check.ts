import type { CheckContext } from '../domain/spec/checked.ts';
import type { Severity } from '../domain/spec/codes.ts';
import { isAbsolute, relative, sep } from 'node:path';
import { followChain } from '../domain/spec/chain.ts';
import { loadChecker } from '../domain/spec/check.ts';
import { defined } from '../domain/defined.ts';
import type { Problem } from '../domain/spec/problem.ts';
import { readSpec } from './files.ts';
import { Lines, type Position } from './lines.ts';

/** A problem with its position: lines and columns count from 1, columns in UTF-16 units; the end is exclusive. */
export interface LocatedProblem extends Problem {
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

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is gone',
  ELOOP: 'its links go in a circle',
};

/** Why a file could not be read, without its name, which is printed next to it. */
export function reasonOf(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : undefined;
  return code === undefined ? (fault instanceof Error ? fault.message : String(fault)) : (reasons[code] ?? code);
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readSpec(path);
  } catch {
    return undefined;
  }
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
    const chain = await followChain(file.split(sep).join('/'), text, readIfPresent);
    const { problems } = check(text, { ...context, ...defined({ chain }) });
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

/** The totals of a run. */
export interface Counts {
  readonly files: number;
  readonly unreadable: number;
  readonly problems: Readonly<Record<Severity, number>>;
}

export const noCounts: Counts = { files: 0, unreadable: 0, problems: { error: 0, warning: 0, information: 0 } };

export function counted(counts: Counts, { problems, unreadable }: FileReport): Counts {
  const of = (severity: Severity): number =>
    counts.problems[severity] + problems.filter(found => found.severity === severity).length;
  return {
    files: counts.files + (unreadable === undefined ? 1 : 0),
    unreadable: counts.unreadable + (unreadable === undefined ? 0 : 1),
    problems: { error: of('error'), warning: of('warning'), information: of('information') },
  };
}
