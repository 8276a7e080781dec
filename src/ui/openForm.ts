import * as vscode from 'vscode';
import { formEditorId } from '../ids.ts';

/** Whether the active editor shows a file, as text or as a form. */
function isInFront(uri: vscode.Uri): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return (
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) &&
    input.uri.toString() === uri.toString()
  );
}

async function openWith(uri: vscode.Uri, editor: string, options?: vscode.TextDocumentShowOptions): Promise<void> {
  // Reuse the tab that already shows the file; `vscode.openWith` would open a second one.
  if (isInFront(uri)) await vscode.commands.executeCommand('reopenActiveEditorWith', editor);
  else await vscode.commands.executeCommand('vscode.openWith', uri, editor, options);
}

/** Shows a spec as a form. */
export async function openAsForm(uri: vscode.Uri): Promise<void> {
  await openWith(uri, formEditorId);
}

/** Shows a spec as text, with this selection if one is given. */
export async function openAsText(uri: vscode.Uri, selection?: vscode.Range): Promise<void> {
  await openWith(uri, 'default');
  if (selection !== undefined) await vscode.window.showTextDocument(uri, { selection });
}
