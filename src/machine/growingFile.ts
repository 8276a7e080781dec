import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that is written piece by piece under another name, so that a half file never has the final name. */
export interface GrowingFile {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * Begins a file at a path, in a folder that is created if needed. Until it is finished it is named `.‹name›.partial`,
 * and only the user may read it. Throws if it cannot be written.
 */
export async function createFile(path: string): Promise<GrowingFile> {
  await mkdir(dirname(path), { recursive: true });
  const partial = join(dirname(path), `.${basename(path)}.partial`);
  // What an earlier export left behind when the editor was killed.
  await rm(partial, { force: true });
  const file: FileHandle = await open(partial, 'wx', 0o600);
  return {
    async write(text) {
      // A FileHandle may write less than it was given; `appendFile` writes all of it.
      await file.appendFile(text, 'utf8');
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
