import * as vscode from 'vscode';

/** Opens a file as text, with the cursor at this position if one is given. */
export async function openText(uri: vscode.Uri, at?: vscode.Position): Promise<void> {
  await vscode.window.showTextDocument(uri, at === undefined ? {} : { selection: new vscode.Range(at, at) });
}
