// The folders of jobs as a file system of the editor: read-only, a page at a time, nothing kept on the disk.
import * as vscode from 'vscode';
import { entryName, moreName } from '../../domain/files/names.ts';
import type { FilePlace, FolderPage } from '../../domain/files/port.ts';
import { readFile } from '../../domain/files/readFile.ts';
import type { Answer, Refusal } from '../../domain/refusal.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { showStatusMessage } from '../window/messages.ts';
import type { FolderAccess, OpenFolder } from './access.ts';
import { filesText } from './texts.ts';
import { type FileAt, fileAt } from './uris.ts';

const changedMessageMs = 10_000;

const folderStat: vscode.FileStat = {
  type: vscode.FileType.Directory,
  ctime: 0,
  mtime: 0,
  size: 0,
  permissions: vscode.FilePermission.Readonly,
};

/** What the editor reads. Every error has a text that says what to do. */
export class JobFiles {
  readonly #access: FolderAccess;
  readonly #ports: Pick<Ports, 'start'>;

  constructor(access: FolderAccess, ports: Pick<Ports, 'start'>) {
    this.#access = access;
    this.#ports = ports;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { at, folder } = await this.#open(uri);
    const { place } = folder;
    const port = folder.connected.files;
    if (at.after !== undefined) return folderStat;
    let refusal: Refusal | undefined;
    if (!at.isFolder) {
      const facts = await port.facts(below(place, at.key));
      if (facts.ok) {
        const { bytes, modifiedAt = 0 } = facts.value;
        return { ...folderStat, type: vscode.FileType.File, mtime: modifiedAt, size: bytes };
      }
      refusal = facts.refusal;
      if (refusal.kind !== 'notFound' && refusal.kind !== 'denied') throw problem(refusal, uri);
    }
    const page = await port.folder(below(place, at.folder), { limit: 2 });
    if (page.ok && (page.value.entries.length > 0 || at.folder === '')) return folderStat;
    // A folder that may not be listed says less than the file that may not be read.
    throw problem(refusal?.kind === 'denied' || page.ok ? refusal : page.refusal, uri);
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const { at, folder } = await this.#open(uri);
    const place = below(folder.place, at.folder);
    const page = valueOf(await folder.connected.files.folder(place, afterOf(at, folder.place)), uri);
    return namesIn(page, place.key);
  }

  async readFile(uri: vscode.Uri, signal = new AbortController().signal): Promise<Uint8Array> {
    const { at, folder } = await this.#open(uri);
    const place = below(folder.place, at.key);
    const { bytes, isChanged } = valueOf(
      await readFile(folder.connected.files, place, this.#ports.start.clock, signal),
      uri,
    );
    if (isChanged)
      showStatusMessage(l10n.t('The file changed while it was read, and was read again.'), changedMessageMs);
    return bytes;
  }

  async #open(uri: vscode.Uri): Promise<{ readonly at: FileAt; readonly folder: OpenFolder }> {
    const at = fileAt(uri);
    if (at === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const folder = await this.#access.open(at.job, at.root);
    if (typeof folder === 'string') throw vscode.FileSystemError.Unavailable(folder);
    return { at, folder };
  }
}

function below(place: FilePlace, relative: string): FilePlace {
  return { ...place, key: place.key + relative };
}

function afterOf({ after }: FileAt, { key }: FilePlace): { readonly after?: string } {
  return after === undefined ? {} : { after: key + after };
}

/** The names of a page. What it does not have is in a folder of its own, whose name says so. */
function namesIn({ entries, next }: FolderPage, folder: string): [string, vscode.FileType][] {
  const files = new Set(entries.filter(({ isFolder }) => !isFolder).map(({ key }) => key));
  const names = entries.map(({ key, isFolder }): [string, vscode.FileType] => [
    entryName(key.slice(folder.length), isFolder, isFolder && files.has(key.slice(0, -1))),
    isFolder ? vscode.FileType.Directory : vscode.FileType.File,
  ]);
  return next === undefined ? names : [...names, [moreName(next.slice(folder.length)), vscode.FileType.Directory]];
}

function valueOf<T>(answer: Answer<T>, uri: vscode.Uri): T {
  if (!answer.ok) throw problem(answer.refusal, uri);
  return answer.value;
}

function problem(refusal: Refusal | undefined, uri: vscode.Uri): vscode.FileSystemError {
  if (
    refusal === undefined ||
    (refusal.kind === 'notFound' && refusal.name !== 'DeleteMarker' && refusal.name !== 'NoSuchBucket')
  )
    return vscode.FileSystemError.FileNotFound(uri);
  const text =
    refusal.unpaidBucket === undefined
      ? filesText(refusal)
      : `${filesText(refusal)} ${l10n.t('If it is, open the folder with “Open Input Folder…” or “Open Output Folder…” first.')}`;
  return refusal.kind === 'denied'
    ? vscode.FileSystemError.NoPermissions(text)
    : vscode.FileSystemError.Unavailable(text);
}
