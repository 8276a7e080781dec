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
    const saved = document.isUntitled ? await vscode.workspace.save(uri) : await savedUri(document);
    if (saved === undefined) throw new Error('The file could not be saved.');
    // An open document outlives its file.
    await vscode.workspace.fs.stat(saved);
    return { uri: saved, text: (await vscode.workspace.openTextDocument(saved)).getText() };
  }
}

/** How often a document is saved that is not saved afterwards: it may have been edited meanwhile. */
const saves = 2;

/** Saves a document that has a file. Resolves with undefined if it could not be saved. */
async function savedUri(document: vscode.TextDocument): Promise<vscode.Uri | undefined> {
  // Not `workspace.save`, which saves editors: it does nothing for a document that no editor shows at that moment.
  for (let tries = 0; document.isDirty && tries < saves; tries += 1) await document.save();
  return document.isDirty ? undefined : document.uri;
}
