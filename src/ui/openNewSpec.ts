import * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import { specFileSuffix } from '../ids.ts';
import { askWhereToSave } from './window/files.ts';

/**
 * Shows a new, unsaved spec under a name that is not taken, next to its source if that is in the workspace, else in the
 * first workspace folder. If no folder is open, asks where to save it.
 */
export async function openNewSpec(text: string, name: string, source?: vscode.Uri): Promise<void> {
  const folder =
    source !== undefined && vscode.workspace.getWorkspaceFolder(source) !== undefined
      ? vscode.Uri.joinPath(source, '..')
      : vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) {
    const beside = source === undefined ? vscode.Uri.file('/') : vscode.Uri.joinPath(source, '..');
    const uri = await askWhereToSave({
      title: l10n.t('Save the Job Spec'),
      defaultUri: vscode.Uri.joinPath(beside, `${name}${specFileSuffix}`),
    });
    if (uri === undefined) return;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(uri);
    return;
  }
  const uri = await freeName(folder, name);
  const edit = new vscode.WorkspaceEdit();
  const document = await vscode.workspace.openTextDocument(uri);
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
}

/** Resolves with the URI of an untitled document in this folder, under a name that no file or open editor has. */
async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let count = 1; ; count++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${count === 1 ? '' : `-${count}`}${specFileSuffix}`);
    const untitled = uri.with({ scheme: 'untitled' });
    const isOpen = vscode.workspace.textDocuments.some(document => document.uri.toString() === untitled.toString());
    if (
      !isOpen &&
      !(await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      ))
    )
      return untitled;
  }
}
