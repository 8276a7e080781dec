import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that is written piece by piece under another name, so that a half file never has the final name. */
export interface GrowingFile {
  write(content: string | Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * Begins a file at a path, in a folder that is created if needed. Until it is finished it is named `.‹name›.‹random›.partial`,
 * and only the user may read it. Throws if it cannot be written.
 */
export async function createFile(path: string): Promise<GrowingFile> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeOld(folder, basename(path));
  // Two exports to one path must not write into one file.
  const partial = join(folder, `.${basename(path)}.${randomUUID().slice(0, 8)}.partial`);
  const file: FileHandle = await open(partial, 'wx', 0o600);
  return {
    async write(content) {
      // A FileHandle may write less than it was given; `appendFile` writes all of it.
      await file.appendFile(content, 'utf8');
    },
    async finish() {
      await file.sync();
      await file.close();
      await rename(partial, path);
    },
    async abandon() {
      await file.close();
      await rm(partial, { force: true });
    },
  };
}

/** A partial file that was not written to for so long was left behind when the editor was killed. */
const abandonedMs = 3_600_000;

async function removeOld(folder: string, name: string): Promise<void> {
  for (const each of await readdir(folder)) {
    if (!each.startsWith(`.${name}.`) || !each.endsWith('.partial')) continue;
    const path = join(folder, each);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}
