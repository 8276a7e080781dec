import * as vscode from 'vscode';

/** Folders a walk goes into; more are no workspace of specs. */
const maxFolders = 5_000;

/** Names of folders that hold nobody's own files. */
const passedOver: ReadonlySet<string> = new Set(['node_modules', '.git']);

/**
 * The files of the workspace that a glob finds, which are those whose name ends in the suffix, by path. In a file system that
 * is not the machine's the editor's search answers only where an extension lends it one, and else never: there is walked.
 */
export async function findInWorkspace(glob: string, suffix: string): Promise<readonly vscode.Uri[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const found = await Promise.all(folders.map(folder => folder.scheme === 'file' ? vscode.workspace.findFiles(new vscode.RelativePattern(folder, glob), '**/node_modules/**') : walk(folder, suffix)));
  // One folder of the workspace may lie in another.
  return [...new Map(found.flat().map(uri => [uri.toString(), uri])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Level by level, those of one level side by side. Links are not followed: they may lead round in a circle. */
async function walk(root: vscode.Uri, suffix: string): Promise<readonly vscode.Uri[]> {
  const files: vscode.Uri[] = [];
  let read = 0;
  for (let level = [root]; level.length > 0 && read < maxFolders;) {
    const folders = level.slice(0, maxFolders - read);
    read += folders.length;
    // A folder that cannot be read hides nothing else.
    const lists = await Promise.all(folders.map(folder => vscode.workspace.fs.readDirectory(folder).then(undefined, (): [string, vscode.FileType][] => [])));
    const entries = lists.flatMap((list, index) => list.map(([name, type]) => ({ name, type, uri: vscode.Uri.joinPath(folders[index] ?? root, name) })));
    for (const { name, type, uri } of entries) if ((type & vscode.FileType.File) !== 0 && name.endsWith(suffix)) files.push(uri);
    level = entries.filter(({ name, type }) => type === vscode.FileType.Directory && !passedOver.has(name)).map(({ uri }) => uri);
  }
  return files;
}
