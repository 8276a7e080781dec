// The commit of a spec, which its job keeps.
import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';

/** A start does not wait longer for Git, in milliseconds. */
const timeoutMs = 1_000;
/** A spec is shorter. */
const maxBytes = 8 * 1_048_576;

/**
 * Resolves with the hash of the commit that is checked out where a file is, followed by `-dirty` (as in `git describe`)
 * if that commit does not contain the file with this text. Undefined without Git, a repository or a commit; never
 * rejects.
 */
export async function gitCommitOf(file: string, text: string): Promise<string | undefined> {
  const hash = (await git(file, 'rev-parse', '--verify', 'HEAD'))?.trim();
  if (hash === undefined || !/^[0-9a-f]{40,64}$/.test(hash)) return undefined;
  const committed = await git(file, 'cat-file', 'blob', `${hash}:./${basename(file)}`);
  return committed !== undefined && plain(committed) === plain(text) ? hash : `${hash}-dirty`;
}

function git(file: string, ...args: readonly string[]): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(
      'git',
      args,
      { cwd: dirname(file), timeout: timeoutMs, maxBuffer: maxBytes, windowsHide: true },
      (fault, stdout) => {
        resolve(fault === null ? stdout : undefined);
      },
    );
  });
}

/** Line endings and a byte order mark depend on the checkout. */
function plain(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}
