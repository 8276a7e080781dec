// Files of this computer that are sent to S3. They are read here and nowhere else, and never copied to another file.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type FileHandle, open, opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { type Body, type Contents, type LocalEntry, type LocalFiles, partBytesFor } from '../domain/upload/port.ts';

const chunkBytes = 1024 * 1024;

/**
 * Opens the files below some folders, and the files beside them. `targets`: absolute paths of either. The paths of the
 * files begin at the one folder, or at the nearest folder that contains all targets.
 */
export async function openLocalFiles(targets: readonly string[]): Promise<LocalFiles> {
  const tops = targets.filter(
    (target, index) =>
      targets.indexOf(target) === index && !targets.some(other => other !== target && isBelow(target, other)),
  );
  const [only = ''] = tops;
  const isFolder = tops.length === 1 && (await stat(only).catch(() => undefined))?.isDirectory() === true;
  return new FilesBelow(isFolder ? only : tops.map(top => dirname(top)).reduce(common, dirname(only)), tops);
}

const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

function common(one: string, other: string): string {
  let folder = one;
  while (folder !== other && !isBelow(other, folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

class FilesBelow implements LocalFiles {
  readonly #root: string;
  readonly #tops: readonly string[];

  constructor(root: string, tops: readonly string[]) {
    this.#root = root;
    this.#tops = tops;
  }

  get name(): string {
    return basename(this.#root);
  }

  async *walk(isLeftOut: (path: string) => boolean): AsyncGenerator<LocalEntry> {
    for (const top of this.#tops) {
      // What somebody has selected is followed if it is a link; what lies below it is not.
      const found = await stat(top).catch(() => undefined);
      if (found?.isDirectory() === true) yield* this.#walkFolder(top, isLeftOut);
      else yield this.#entry(top, found === undefined ? 'unreadable' : sortOf(found));
    }
  }

  async *#walkFolder(folder: string, isLeftOut: (path: string) => boolean): AsyncGenerator<LocalEntry> {
    try {
      for await (const each of await opendir(folder, { bufferSize: 512 })) {
        const path = join(folder, each.name);
        const entry = this.#entry(path, sortOf(each));
        if (each.isDirectory() && !isLeftOut(entry.path)) yield* this.#walkFolder(path, isLeftOut);
        else if (each.isDirectory()) yield { path: entry.path };
        else yield entry;
      }
    } catch {
      // The folder cannot be read, or is gone: the reason is in no log, because it has the path.
      yield this.#entry(folder, 'unreadable');
    }
  }

  async examine(path: string): Promise<Contents | undefined> {
    return await this.#with(path, async file => {
      const { size } = await file.stat();
      const tag = new EntityTag(partBytesFor(size));
      const text = new TextCheck();
      for await (const chunk of chunksOf(file, size <= chunkBytes ? size + 1 : chunkBytes)) {
        tag.add(chunk);
        if (!text.add(chunk)) return { bytes: tag.bytes, etag: '', isText: false };
      }
      return { bytes: tag.bytes, etag: tag.value, isText: text.end() };
    });
  }

  async read(path: string): Promise<Body | undefined> {
    return await this.#with(path, async file => {
      const { size } = await file.stat();
      // What has become large is not read: it has changed.
      if (size > partBytesFor(size)) return undefined;
      const bytes = await file.readFile();
      return { bytes, etag: md5(bytes).toString('hex'), sha256: sha256(bytes).toString('base64') };
    });
  }

  async sha256(path: string): Promise<string | undefined> {
    return await this.#with(path, async file => {
      const { size } = await file.stat();
      const parts: Buffer[] = [];
      for await (const part of chunksOf(file, partBytesFor(size))) parts.push(sha256(part));
      const [only = sha256(Buffer.alloc(0))] = parts;
      return parts.length < 2
        ? only.toString('base64')
        : `${sha256(Buffer.concat(parts)).toString('base64')}-${parts.length}`;
    });
  }

  async *parts(
    path: string,
    expected: Pick<Contents, 'bytes' | 'etag'>,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const partBytes = partBytesFor(expected.bytes);
    const tag = new EntityTag(partBytes);
    const file = await open(this.#path(path)).catch(() => undefined);
    if (file === undefined) throw changed();
    try {
      let held: Buffer | undefined;
      for await (const part of chunksOf(file, partBytes)) {
        signal.throwIfAborted();
        tag.add(part);
        if (tag.bytes > expected.bytes) throw changed();
        if (held !== undefined) yield held;
        held = part;
      }
      signal.throwIfAborted();
      if (tag.value !== expected.etag || held === undefined) throw changed();
      yield held;
    } finally {
      await file.close();
    }
  }

  #entry(path: string, problem: LocalEntry['problem']): LocalEntry {
    const below = relative(this.#root, path).split(sep).join('/');
    return problem === undefined ? { path: below } : { path: below, problem };
  }

  #path(path: string): string {
    return join(this.#root, ...path.split('/'));
  }

  async #with<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
    let file: FileHandle | undefined;
    try {
      file = await open(this.#path(path));
      return await work(file);
    } catch {
      // Not allowed, gone, or a disk that fails: the error's text has the path.
      return undefined;
    } finally {
      await file?.close();
    }
  }
}

function sortOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): LocalEntry['problem'] {
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() || entry.isDirectory() ? undefined : 'special';
}

/** Reads a file in pieces of one size, of which only the last is smaller. */
async function* chunksOf(file: FileHandle, bytes: number): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const { bytesRead } = await file.read(chunk, filled, bytes - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled > 0) yield chunk.subarray(0, filled);
    if (filled < bytes) return;
  }
}

/** The entity tag that S3 gives bytes that are sent in parts of this size. */
class EntityTag {
  readonly #partBytes: number;
  readonly #parts: Buffer[] = [];
  #part = createHash('md5');
  #filled = 0;
  bytes = 0;

  constructor(partBytes: number) {
    this.#partBytes = partBytes;
  }

  /** Pieces may not cross the end of a part, unless all are of the size of a part. */
  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    for (let at = 0; at < chunk.length; ) {
      if (this.#filled === this.#partBytes) {
        this.#parts.push(this.#part.digest());
        this.#part = createHash('md5');
        this.#filled = 0;
      }
      const piece = chunk.subarray(at, at + this.#partBytes - this.#filled);
      this.#part.update(piece);
      this.#filled += piece.length;
      at += piece.length;
    }
  }

  get value(): string {
    const last = this.#part.copy().digest();
    return this.#parts.length === 0
      ? last.toString('hex')
      : `${md5(Buffer.concat([...this.#parts, last])).toString('hex')}-${this.#parts.length + 1}`;
  }
}

/** Whether the pieces are UTF-8 text together. */
class TextCheck {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isFirst = true;
  #isWhole = false;

  /** Returns false as soon as it is certain that they are not. */
  add(chunk: Buffer): boolean {
    if (chunk.includes(0)) return false;
    // Most files are one piece, and this is ten times faster.
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#isWhole = isUtf8(chunk);
      if (this.#isWhole) return true;
    } else if (this.#isWhole) this.#isWhole = false;
    return this.#decode(chunk);
  }

  end(): boolean {
    return this.#isWhole || this.#decode(new Uint8Array(), true);
  }

  #decode(chunk: Uint8Array, isEnd = false): boolean {
    try {
      this.#decoder.decode(chunk, { stream: !isEnd });
      return true;
    } catch {
      return false;
    }
  }
}

const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

function changed(): Error {
  return Object.assign(new Error('the file is not the one that was shown'), { name: 'FileChanged' });
}
