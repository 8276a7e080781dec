import * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import { specFileSuffix } from '../ids.ts';
import { askWhereToSave } from './window/files.ts';

/**
 * Shows a new, unsaved spec under a name that is not taken, next to its source if that is in the workspace, else in the
 * first workspace folder. If no folder is open, asks where to save it. Resolves with its URI; with undefined if it is not
 * saved.
 */
export async function openNewSpec(text: string, name: string, source?: vscode.Uri): Promise<vscode.Uri | undefined> {
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
    if (uri === undefined) return undefined;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(uri);
    return uri;
  }
  const document = await newDocument(folder, name, specFileSuffix, text);
  await vscode.window.showTextDocument(document);
  return document.uri;
}

/** Creates a document that is not saved, under a name in this folder that no file or open editor has. */
export async function newDocument(
  folder: vscode.Uri,
  name: string,
  suffix: string,
  text: string,
): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await freeName(folder, name, suffix));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}

async function freeName(folder: vscode.Uri, name: string, suffix: string): Promise<vscode.Uri> {
  for (let count = 1; ; count++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${count === 1 ? '' : `-${count}`}${suffix}`);
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
