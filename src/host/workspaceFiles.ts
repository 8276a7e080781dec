import * as vscode from 'vscode';

/** The maximum number of folders that a walk reads; a workspace of specs does not have more. */
const maxFolders = 5_000;

/** Names of folders that contain no files of the user's own. */
const excludedFolders: ReadonlySet<string> = new Set(['node_modules', '.git']);

/**
 * The files of the workspace that match a glob, which are those whose name ends in the suffix, sorted by path. In a
 * virtual file system, the editor's search responds only if an extension provides one, and otherwise never, so the
 * folders are walked instead.
 */
export async function findInWorkspace(glob: string, suffix: string): Promise<readonly vscode.Uri[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const found = await Promise.all(
    folders.map(folder =>
      folder.scheme === 'file'
        ? vscode.workspace.findFiles(new vscode.RelativePattern(folder, glob), '**/node_modules/**')
        : walk(folder, suffix),
    ),
  );
  // One workspace folder may be inside another.
  return [...new Map(found.flat().map(uri => [uri.toString(), uri])).values()].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

/**
 * Reads level by level, the folders of one level in parallel. Symbolic links are not followed: they may form a cycle.
 */
async function walk(root: vscode.Uri, suffix: string): Promise<readonly vscode.Uri[]> {
  const files: vscode.Uri[] = [];
  let read = 0;
  for (let level = [root]; level.length > 0 && read < maxFolders; ) {
    const folders = level.slice(0, maxFolders - read);
    read += folders.length;
    // A folder that cannot be read does not hide the others.
    const lists = await Promise.all(
      folders.map(folder =>
        vscode.workspace.fs.readDirectory(folder).then(undefined, (): [string, vscode.FileType][] => []),
      ),
    );
    const entries = lists.flatMap((list, index) =>
      list.map(([name, type]) => ({ name, type, uri: vscode.Uri.joinPath(folders[index] ?? root, name) })),
    );
    for (const { name, type, uri } of entries)
      if ((type & vscode.FileType.File) !== 0 && name.endsWith(suffix)) files.push(uri);
    level = entries
      .filter(({ name, type }) => type === vscode.FileType.Directory && !excludedFolders.has(name))
      .map(({ uri }) => uri);
  }
  return files;
}
