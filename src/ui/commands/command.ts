import type { DiagnosticsReport } from '../diagnostics/report.ts';
import type { SpecDiagnostics } from '../editor/diagnostics.ts';
import type { Ports } from '../ports.ts';
import type { JobsView } from '../tree/view.ts';

/** What every command is given. */
export interface CommandContext {
  readonly ports: Ports;
  readonly diagnostics: SpecDiagnostics;
  /** How the extension stands, for whoever is to help. */
  readonly report: DiagnosticsReport;
  readonly view: JobsView;
}

/** Stands for the row that a menu was opened on, when it went away before an entry was chosen. */
export const staleRow = Symbol('a row that is gone');

/**
 * What a command's file exports as `run`. `target` is what the menu was opened on, or `staleRow`; `targets` is what else is selected
 * with it (the target among them); the palette gives neither.
 */
export type RunCommand = (room: CommandContext, target?: unknown, targets?: readonly unknown[]) => unknown;
