import * as vscode from 'vscode';
import { safeText } from './text.ts';

/** Creates an entry of the outline. A name is required, so that a blank one becomes a dash. */
export function documentSymbol(
  name: string,
  detail: string,
  kind: vscode.SymbolKind,
  range: vscode.Range,
  selectionRange = range,
): vscode.DocumentSymbol {
  return new vscode.DocumentSymbol(safeText(name) || '–', safeText(detail), kind, range, selectionRange);
}
