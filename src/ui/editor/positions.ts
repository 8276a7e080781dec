import * as vscode from 'vscode';
import type { Problem } from '../../domain/spec/problem.ts';
import { diagnostic } from '../window/editor.ts';
import { explanationUri } from './explanations.ts';

/** What our problems have as their source. */
export const diagnosticSource = 'AWS Jobs';

/** The editor's severities of our problems. */
export const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Converts offsets in a text to positions, scanning the text only once. The file need not be open. */
export class Lines {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
    this.#starts = starts;
  }

  /** Returns the zero-based line and character of an offset. */
  positionAt(offset: number): vscode.Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return new vscode.Position(low, offset - (this.#starts[low] ?? 0));
  }

  range({ offset, length }: { readonly offset: number; readonly length: number }): vscode.Range {
    return new vscode.Range(this.positionAt(offset), this.positionAt(offset + length));
  }
}

/** Converts a problem to a diagnostic. */
export function diagnosticOf(problem: Problem, lines: Lines): vscode.Diagnostic {
  return diagnostic(lines.range(problem), problem.message, severities[problem.severity], {
    code: { value: problem.code, target: explanationUri(problem.code) },
    source: diagnosticSource,
  });
}

/** Whether a diagnostic represents a problem with this code. */
export function isOf({ source, code }: vscode.Diagnostic, problem: { readonly code: string }): boolean {
  return source === diagnosticSource && typeof code === 'object' && code.value === problem.code;
}
