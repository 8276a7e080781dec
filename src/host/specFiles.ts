import * as vscode from 'vscode';
import { specFileGlob, specFileSuffix } from '../ids.ts';
import { findInWorkspace } from './workspaceFiles.ts';

/** The spec files of the workspace. */
export class SpecFiles {
  isSpec(uri: vscode.Uri): boolean {
    return uri.path.endsWith(specFileSuffix);
  }

  /** All specs of the workspace, sorted by path. */
  list(): Promise<readonly vscode.Uri[]> {
    return findInWorkspace(specFileGlob, specFileSuffix);
  }

  /**
   * The text of a spec for display: that of the open document, or else of the file, without opening it.
   * Throws when it cannot be read.
   */
  async text(uri: vscode.Uri): Promise<string> {
    const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
    return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  }

  /**
   * The text of a spec as it is on disk, and the file's URI. Unsaved changes are saved first, and an untitled document
   * gets a file. Throws when the file is gone, binary, or could not be saved.
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
