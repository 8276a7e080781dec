// The editor's own Git extension tells which commit a file is at; nothing here runs git.
import * as vscode from 'vscode';

/** What is used of the API that the built-in extension `vscode.git` exports, version 1. */
interface GitExtension {
  getAPI(version: 1): GitApi;
}
interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<GitApi['state']>;
  getRepository(uri: vscode.Uri): GitRepository | null;
}
interface GitRepository {
  getCommit(ref: string): Promise<{ readonly hash: string }>;
  show(ref: string, path: string): Promise<string>;
}

/**
 * The commit that is checked out where a file lies: its hash, with `-dirty` behind it (as `git describe` writes it) where that
 * commit does not hold the file with this very text. Compared by content, for the editor's own idea of what has changed is late
 * by a moment after each save. Undefined without Git, repository or commit; never rejects.
 */
export async function gitCommitOf(file: vscode.Uri, text: string): Promise<string | undefined> {
  try {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (extension === undefined) return undefined;
    const git = (await extension.activate()).getAPI(1);
    await initialized(git);
    const repository = git.getRepository(file);
    if (repository === null) return undefined;
    const { hash } = await repository.getCommit('HEAD');
    const committed = await repository.show(hash, file.fsPath).then(undefined, () => undefined); // not in that commit
    return committed !== undefined && plain(committed) === plain(text) ? hash : `${hash}-dirty`;
  } catch {
    return undefined; // Git is switched off, or the repository has no commit yet: a start needs neither
  }
}

function initialized(git: GitApi): Promise<void> {
  return new Promise(resolve => {
    if (git.state === 'initialized') { resolve(); return; }
    const subscription = git.onDidChangeState(() => { subscription.dispose(); resolve(); });
  });
}

/** Line ends and a byte order mark are the checkout's own affair. */
function plain(text: string): string {
  return text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
}
