// Reads the commit of a file from the built-in Git extension; nothing here runs git.
import * as vscode from 'vscode';

/** The used parts of the API that the built-in extension `vscode.git` exports, version 1. */
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
 * Resolves with the hash of the commit that is checked out where a file is, followed by `-dirty` (as in `git describe`)
 * if that commit does not contain the file with this exact text. Compares content, because the editor's own list of
 * changes lags a moment behind each save. Undefined without Git, a repository or a commit; never rejects.
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
    return undefined; // Git is disabled, or the repository has no commit yet: a start needs neither
  }
}

function initialized(git: GitApi): Promise<void> {
  return new Promise(resolve => {
    if (git.state === 'initialized') {
      resolve();
      return;
    }
    const subscription = git.onDidChangeState(() => {
      subscription.dispose();
      resolve();
    });
  });
}

/** Line endings and a byte order mark depend on the checkout. */
function plain(text: string): string {
  return text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
}
