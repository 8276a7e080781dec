// An extension for tests: a file system that is not on this machine, like a repository opened without a clone.
import * as vscode from 'vscode';

type Entry = { readonly children: Map<string, Entry> } | { readonly bytes: Uint8Array };

/**
 * Keeps files in memory. Lists, reads, writes, creates folders and deletes; reports every change; is not a search
 * provider.
 */
class MemoryFiles implements vscode.FileSystemProvider {
  readonly #root: Entry = { children: new Map() };
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const entry = this.#at(uri);
    const size = 'bytes' in entry ? entry.bytes.length : 0;
    return { type: 'bytes' in entry ? vscode.FileType.File : vscode.FileType.Directory, ctime: 0, mtime: size, size };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    return [...this.#folder(uri)].map(([name, entry]) => [
      name,
      'bytes' in entry ? vscode.FileType.File : vscode.FileType.Directory,
    ]);
  }

  createDirectory(uri: vscode.Uri): void {
    this.#folder(vscode.Uri.joinPath(uri, '..')).set(nameOf(uri), { children: new Map() });
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const entry = this.#at(uri);
    if (!('bytes' in entry)) throw vscode.FileSystemError.FileIsADirectory(uri);
    return entry.bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    const folder = this.#folder(vscode.Uri.joinPath(uri, '..'));
    const type = folder.has(nameOf(uri)) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    folder.set(nameOf(uri), { bytes });
    this.#changes.fire([{ type, uri }]);
  }

  delete(uri: vscode.Uri): void {
    if (!this.#folder(vscode.Uri.joinPath(uri, '..')).delete(nameOf(uri)))
      throw vscode.FileSystemError.FileNotFound(uri);
    this.#changes.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  #at(uri: vscode.Uri): Entry {
    let here = this.#root;
    for (const name of uri.path.split('/').filter(part => part !== '')) {
      const next = 'children' in here ? here.children.get(name) : undefined;
      if (next === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      here = next;
    }
    return here;
  }

  #folder(uri: vscode.Uri): Map<string, Entry> {
    const entry = this.#at(uri);
    if (!('children' in entry)) throw vscode.FileSystemError.FileNotADirectory(uri);
    return entry.children;
  }
}

const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

export function activate({ subscriptions }: vscode.ExtensionContext): void {
  const files = new MemoryFiles();
  files.createDirectory(vscode.Uri.parse('memfs:/specs'));
  subscriptions.push(vscode.workspace.registerFileSystemProvider('memfs', files, { isCaseSensitive: true }));
}
