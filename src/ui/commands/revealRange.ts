import * as vscode from 'vscode';
import type { RunCommand } from './command.ts';

/** Selects a range of a document: the target of a row in the view of the entity at the cursor. */
export const run: RunCommand = async (_context, target) => {
  if (!isPlace(target)) return;
  await vscode.window.showTextDocument(target.uri, { selection: target.range, preview: true });
};

function isPlace(target: unknown): target is { readonly uri: vscode.Uri; readonly range: vscode.Range } {
  return (
    typeof target === 'object' &&
    target !== null &&
    'uri' in target &&
    target.uri instanceof vscode.Uri &&
    'range' in target &&
    target.range instanceof vscode.Range
  );
}
