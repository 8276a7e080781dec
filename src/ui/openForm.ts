import * as vscode from 'vscode';
import { formEditorId } from '../ids.ts';

/** Whether the editor in front shows a file, as text or as a form. */
function isInFront(uri: vscode.Uri): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) && input.uri.toString() === uri.toString();
}

async function openWith(uri: vscode.Uri, editor: string, options?: vscode.TextDocumentShowOptions): Promise<void> {
  // In the tab that shows the file already; the editor would else put a second tab beside it.
  if (isInFront(uri)) await vscode.commands.executeCommand('reopenActiveEditorWith', editor);
  else await vscode.commands.executeCommand('vscode.openWith', uri, editor, options);
}

/** Shows a spec as a form. */
export async function openAsForm(uri: vscode.Uri): Promise<void> {
  await openWith(uri, formEditorId);
}

/** Shows a spec as text, at a place when one is given. */
export async function openAsText(uri: vscode.Uri, selection?: vscode.Range): Promise<void> {
  await openWith(uri, 'default');
  if (selection !== undefined) await vscode.window.showTextDocument(uri, { selection });
}
