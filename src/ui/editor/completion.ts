import * as vscode from 'vscode';
import type { Ports } from '../ports.ts';

/** Offers what the account really holds where a spec names it. What that takes is read when such a place is first asked about. */
export class LiveCompletion implements vscode.CompletionItemProvider {
  /** A text begins; a folder is entered. */
  static readonly triggers = ['"', '/'] as const;
  readonly #ports: Pick<Ports, 'connection' | 'live' | 'listProfiles' | 'log'>;

  constructor(ports: Pick<Ports, 'connection' | 'live' | 'listProfiles' | 'log'>) {
    this.#ports = ports;
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.CompletionList | undefined> {
    // Nothing is connected for the sake of a list: that might ask for an MFA code while a person types.
    const { port } = this.#ports.live;
    if (port === undefined || !vscode.workspace.isTrusted) return undefined;
    const { version } = document;
    const isStale = (): boolean => token.isCancellationRequested || document.version !== version;
    try {
      const { liveList } = await import('./liveList.ts');
      const list = isStale() ? undefined : await liveList(this.#ports, port, document, position);
      return isStale() ? undefined : list;
    } catch (fault) {
      this.#ports.log.fault('completion failed', fault);
      return undefined;
    }
  }
}
