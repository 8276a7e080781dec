import type * as vscode from 'vscode';
import type { DiagnosticsReport } from '../diagnostics/report.ts';
import type { SpecDiagnostics } from '../editor/diagnostics.ts';
import type { Files } from '../files/index.ts';
import type { Ports } from '../ports.ts';
import type { Preflights } from '../preflight/index.ts';
import type { Queue } from '../queue/index.ts';
import type { Results } from '../results/index.ts';
import type { Tables } from '../table/index.ts';
import type { JobsView } from '../tree/view.ts';

/** The context passed to every command. */
export interface CommandContext {
  readonly ports: Ports;
  /** What is remembered in this workspace. */
  readonly memory: vscode.Memento;
  readonly diagnostics: SpecDiagnostics;
  /** The report on the state of the extension, for support. */
  readonly report: DiagnosticsReport;
  readonly view: JobsView;
  /** The checks before a start, loaded with the first of them. */
  readonly preflights: () => Promise<Preflights>;
  /** The runs that wait, loaded when the first batch is confirmed or runs of an earlier session wait. */
  readonly queue: () => Promise<Queue>;
  /** The tables of runs, loaded when the first is opened. */
  readonly tables: () => Promise<Tables>;
  /** The folders of jobs, loaded when the first is opened. */
  readonly files: () => Promise<Files>;
  /** What the jobs found, loaded when the first results are opened. */
  readonly results: () => Promise<Results>;
}

/** Passed as `target` if the row that a context menu was opened on is gone by the time the user chooses a command. */
export const staleRow = Symbol('a row that is gone');

/**
 * What a command's file exports as `run`. `target`: what the context menu was opened on, or `staleRow`; `targets`:
 * everything selected, including the target. Both are absent when the command is run from the Command Palette.
 */
export type RunCommand = (context: CommandContext, target?: unknown, targets?: readonly unknown[]) => unknown;
