// Writes downloads to a folder of this computer. Only the user may read the files.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFile, TargetFolder, PartialFile } from '../domain/files/local.ts';

/** A partial file that was not written to for so long is no longer being written, in milliseconds. */
const abandonedMs = 60_000;
/** One that nothing goes on with is deleted after so long. */
const leftoverMs = 3_600_000;
const onlyTheUser = 0o600;

/** Returns the files of a folder, which is created with the first of them. */
export function targetFolder(root: string): TargetFolder {
  const made = new Map<string, Promise<Leftovers>>();
  return {
    async stat(path): Promise<LocalFile | undefined> {
      try {
        const found = await stat(join(root, ...path));
        return { isFile: found.isFile(), bytes: found.size, modifiedAt: found.mtimeMs };
      } catch (fault) {
        if (isCode(fault, 'ENOENT')) return undefined;
        // A file is where a folder should be.
        if (isCode(fault, 'ENOTDIR')) return { isFile: false, bytes: 0, modifiedAt: 0 };
        throw fault;
      }
    },
    async read(path, take) {
      await readAll(join(root, ...path), take);
    },
    async begin(path, content) {
      const name = path.at(-1) ?? '';
      const folder = join(root, ...path.slice(0, -1));
      const making = made.get(folder) ?? makeFolder(root, path.slice(0, -1));
      made.set(folder, making);
      await (await making).remove(name);
      return await begin(folder, name, content);
    },
  };
}

/** Makes a folder below the root. Links below it are not followed: they may lead anywhere. */
async function makeFolder(root: string, names: readonly string[]): Promise<Leftovers> {
  let folder = root;
  await mkdir(root, { recursive: true });
  for (const name of names) {
    folder = join(folder, name);
    await mkdir(folder).catch((fault: unknown) => {
      if (!isCode(fault, 'EEXIST')) throw fault;
    });
    const found = await lstat(folder);
    if (found.isSymbolicLink()) throw coded('ELOOP', 'a folder is a link');
    if (!found.isDirectory()) throw coded('ENOTDIR', 'a file has the name of a folder');
  }
  return new Leftovers(folder, await readdir(folder));
}

/**
 * The partial files that were left behind when the editor was killed. Nothing goes on with those of small files, which
 * have no tag.
 */
class Leftovers {
  readonly #folder: string;
  readonly #byName = new Map<string, string[]>();

  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    for (const each of names) {
      const [, name] = /^\.(.+)\.[0-9a-f]{8}\.partial$/s.exec(each) ?? [];
      if (name !== undefined) this.#byName.set(name, [...(this.#byName.get(name) ?? []), each]);
    }
  }

  /** Deletes those of a file. */
  async remove(name: string): Promise<void> {
    for (const each of this.#byName.get(name) ?? []) await removeIfOld(join(this.#folder, each));
    this.#byName.delete(name);
  }
}

async function removeIfOld(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined); // it may be gone
  if (found?.isFile() === true && Date.now() - found.mtimeMs >= leftoverMs) await rm(path, { force: true });
}

async function begin(folder: string, name: string, content: string | undefined): Promise<PartialFile> {
  const tag = content === undefined ? '' : `${createHash('sha256').update(content).digest('hex').slice(0, 12)}.`;
  const path = join(folder, `.${name}.${tag}${randomUUID().slice(0, 8)}.partial`);
  const kept = join(folder, `.${name}.${tag}partial`);
  // Renamed first, so that only one download goes on with it.
  const earlier = tag === '' ? undefined : await takeOver(folder, name, tag, path);
  const file = await open(path, earlier === undefined ? 'wx' : 'a', onlyTheUser);
  return new Partial(file, path, join(folder, name), kept, earlier ?? 0);
}

/**
 * Resolves with how much an earlier download has written, which now has the path; undefined if there is none. Deletes
 * what downloads of other versions have left.
 */
async function takeOver(folder: string, name: string, tag: string, path: string): Promise<number | undefined> {
  const begin = `.${name}.`;
  let size: number | undefined;
  for (const each of await readdir(folder)) {
    if (!each.startsWith(begin)) continue;
    const [, of, writer] = /^([0-9a-f]{12}\.)([0-9a-f]{8}\.)?partial$/.exec(each.slice(begin.length)) ?? [];
    const old = join(folder, each);
    if (of !== undefined && of !== tag) await removeIfOld(old);
    if (of !== tag || size !== undefined) continue;
    try {
      const found = await lstat(old);
      if (!found.isFile() || (writer !== undefined && Date.now() - found.mtimeMs < abandonedMs)) continue;
      await rename(old, path);
      ({ size } = found);
    } catch (fault) {
      if (!isCode(fault, 'ENOENT')) throw fault;
    }
  }
  return size;
}

class Partial implements PartialFile {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #target: string;
  readonly #kept: string;
  #length: number;

  constructor(file: FileHandle, path: string, target: string, kept: string, length: number) {
    this.#file = file;
    this.#path = path;
    this.#target = target;
    this.#kept = kept;
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  async readBack(take: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    if (this.#length > 0) await readAll(this.#path, take);
  }

  async write(bytes: Uint8Array): Promise<void> {
    // A FileHandle may write less than it was given. `appendFile` writes all of it, but in small pieces.
    for (let at = 0; at < bytes.length; ) at += (await this.#file.write(bytes, at)).bytesWritten;
    this.#length += bytes.length;
  }

  async finish(modifiedAt: number | undefined, mayReplace: boolean): Promise<void> {
    // Two downloads may have taken it over from each other, when one was held up for long.
    if ((await this.#file.stat()).size !== this.#length) throw coded('EBUSY', 'something else has written to the file');
    if (modifiedAt !== undefined) await this.#file.utimes(modifiedAt / 1_000, modifiedAt / 1_000);
    // Otherwise a name could outlive a power failure that its content does not.
    await this.#file.sync();
    await this.#file.close();
    if (mayReplace) await rename(this.#path, this.#target);
    else await giveName(this.#path, this.#target);
  }

  async keep(): Promise<void> {
    await this.#file.close();
    if (this.#length === 0) await rm(this.#path, { force: true });
    else await rename(this.#path, this.#kept);
  }

  async abandon(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }
}

/** Renames without replacing, which is one step only with links: not every file system has them. */
async function giveName(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (fault) {
    if (isCode(fault, 'EEXIST')) throw fault;
    const exists = await stat(target).then(
      () => true,
      () => false,
    );
    if (exists) throw coded('EEXIST', 'a file has the name');
    await rename(path, target);
    return;
  }
  await unlink(path);
}

async function readAll(path: string, take: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
  const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1_048_576 });
  for await (const bytes of stream) await take(bytes);
}

function isCode(fault: unknown, code: string): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}

function coded(code: string, text: string): Error {
  return Object.assign(new Error(text), { code });
}
