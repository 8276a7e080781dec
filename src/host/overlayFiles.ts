import * as vscode from 'vscode';
import { type NoOverlay, type Overlay, parseOverlay } from '../domain/spec/overlay.ts';
import { overlayFileGlob, overlayFileSuffix } from '../ids.ts';
import { findInWorkspace } from './workspaceFiles.ts';

/** The result of looking for one file; undefined if there is none. */
type Found = Overlay | NoOverlay | undefined;

/** Finds and reads overlay files. Those of the workspace are read once: after a change, create a new instance. */
export class OverlayFiles {
  readonly #read = new Map<string, Promise<Found>>();

  /**
   * The nearest overlay with a name, from the file's folder up to the workspace folder. One that cannot be
   * read hides those above it.
   */
  async nearest(file: vscode.Uri, name: string): Promise<Overlay | NoOverlay> {
    if (!/[/\\]/.test(name))
      for (const folder of foldersFrom(file)) {
        const found = await this.#at(vscode.Uri.joinPath(folder, name + overlayFileSuffix), name);
        if (found !== undefined) return found;
      }
    return {
      problem: vscode.l10n.t(
        'The variables overlay “{0}” is selected, but there is no {1} next to the file or in a parent folder.',
        name,
        name + overlayFileSuffix,
      ),
      next: vscode.l10n.t('Add the file, or select another overlay.'),
    };
  }

  /** The overlay files of the workspace, and those that a file outside of it would find, sorted by path. */
  async list(file?: vscode.Uri): Promise<readonly { readonly name: string; readonly uri: vscode.Uri }[]> {
    const found = await findInWorkspace(overlayFileGlob, overlayFileSuffix);
    const beside = file === undefined ? [] : await Promise.all(foldersFrom(file).map(overlaysIn));
    const all = new Map([...found, ...beside.flat()].map(uri => [uri.toString(), uri]));
    return [...all.values()]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(uri => ({ name: uri.path.slice(uri.path.lastIndexOf('/') + 1, -overlayFileSuffix.length), uri }));
  }

  #at(uri: vscode.Uri, name: string): Promise<Found> {
    const key = uri.toString();
    const held = this.#read.get(key);
    if (held !== undefined) return held;
    const found = read(uri, name);
    // Changes of files outside the workspace are not announced.
    if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) this.#read.set(key, found);
    return found;
  }
}

/**
 * The folder of a file and those above it, up to the workspace folder; only its own folder if the file
 * is outside the workspace.
 */
function foldersFrom(file: vscode.Uri): readonly vscode.Uri[] {
  const root = vscode.workspace.getWorkspaceFolder(file)?.uri.path;
  const folders = [vscode.Uri.joinPath(file, '..')];
  for (
    let [here] = folders;
    root !== undefined && here !== undefined && here.path.length > root.length && here.path !== '/';
  ) {
    here = vscode.Uri.joinPath(here, '..');
    folders.push(here);
  }
  return folders;
}

async function overlaysIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  // A folder that cannot be listed has none.
  const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
  return entries
    .filter(([name]) => name.endsWith(overlayFileSuffix))
    .map(([name]) => vscode.Uri.joinPath(folder, name));
}

/** File system error codes that mean that the file, or the file system, does not exist. */
const absent: ReadonlySet<string> = new Set(['FileNotFound', 'Unavailable']);

async function read(uri: vscode.Uri, name: string): Promise<Found> {
  const file = vscode.workspace.asRelativePath(uri);
  // A document outlives its file, so it is used only if it has unsaved changes.
  const unsaved = vscode.workspace.textDocuments.find(
    document => document.isDirty && document.uri.toString() === uri.toString(),
  );
  try {
    return parseOverlay(
      unsaved?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)),
      name,
      file,
    );
  } catch (fault) {
    if (fault instanceof vscode.FileSystemError && absent.has(fault.code)) return undefined;
    return {
      problem: vscode.l10n.t('Could not read {0}.', file),
      next: vscode.l10n.t('Check its permissions, or select another overlay.'),
    };
  }
}

/** Saves the open overlays with unsaved changes. Throws when one cannot be saved. */
export async function saveOverlays(isOverlay: (document: vscode.TextDocument) => boolean): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (document.isDirty && !document.isUntitled && isOverlay(document) && !(await document.save()))
      throw new Error(vscode.l10n.t('Could not save {0}.', vscode.workspace.asRelativePath(document.uri)));
  }
}
