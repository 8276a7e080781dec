// Writes files that have their name only once they are whole.
import * as vscode from 'vscode';
import type { GrowingFile, Ports } from './ports.ts';

/** A file of this computer is written as it comes; one elsewhere is collected, because the editor writes only whole files. */
export async function beginFile(uri: vscode.Uri, { createFile }: Pick<Ports, 'createFile'>): Promise<GrowingFile> {
  if (uri.scheme === 'file') return await createFile(uri.fsPath);
  const parts: Uint8Array[] = [];
  return {
    write: content => {
      parts.push(typeof content === 'string' ? new TextEncoder().encode(content) : content);
      return Promise.resolve();
    },
    finish: async () => {
      await vscode.workspace.fs.writeFile(uri, Buffer.concat(parts));
    },
    abandon: () => Promise.resolve(),
  };
}

/** Writes a small file at once. Resolves with the code of the error if it could not be written. */
export async function writeFile(
  uri: vscode.Uri,
  content: string | Uint8Array,
  ports: Pick<Ports, 'createFile'>,
): Promise<string | undefined> {
  let file: GrowingFile | undefined;
  try {
    file = await beginFile(uri, ports);
    await file.write(content);
    await file.finish();
    return undefined;
  } catch (fault) {
    await file?.abandon().catch(() => undefined);
    return fileErrorOf(fault);
  }
}

/** The code of an error of a file. Its message has the path, which may name a patient. Throws what is none. */
export function fileErrorOf(fault: unknown): string {
  const { code } = (typeof fault === 'object' && fault !== null ? fault : {}) as { readonly code?: unknown };
  if (typeof code !== 'string') throw fault;
  return code;
}
