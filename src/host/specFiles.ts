import * as vscode from 'vscode';
import { specFileGlob, specFileSuffix } from '../ids.ts';
import { findInWorkspace } from './workspaceFiles.ts';

/** Spec files as the workspace has them. */
export class SpecFiles {
  isSpec(uri: vscode.Uri): boolean {
    return uri.path.endsWith(specFileSuffix);
  }

  /** Every spec of the workspace, by path. */
  list(): Promise<readonly vscode.Uri[]> {
    return findInWorkspace(specFileGlob, specFileSuffix);
  }

  /** The text of a spec for looking at: the open editor's, else the file's, which is not opened for it. Throws when it cannot be read. */
  async text(uri: vscode.Uri): Promise<string> {
    const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
    return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  }

  /**
   * The text of a spec as it lies on the disk, and where that is: unsaved changes are saved first, and what has no file yet gets
   * one. Throws what the editor throws: the file is gone, binary, or could not be saved.
   */
  async read(uri: vscode.Uri): Promise<{ readonly uri: vscode.Uri; readonly text: string }> {
    const document = await vscode.workspace.openTextDocument(uri);
    const saved = document.isDirty || document.isUntitled ? await vscode.workspace.save(uri) : uri;
    if (saved === undefined) throw new Error('The file could not be saved.');
    // An open document outlives its file.
    await vscode.workspace.fs.stat(saved);
    return { uri: saved, text: (await vscode.workspace.openTextDocument(saved)).getText() };
  }
}
