import * as vscode from 'vscode';
import type { Ports } from '../ports.ts';

/** Where a row was shown that says why there is no list. */
interface Told {
  readonly uri: string;
  readonly line: number;
  readonly version: number;
}

/** Offers what the account really holds where a spec names it. What that takes is read when such a place is first asked about. */
export class LiveCompletion implements vscode.CompletionItemProvider {
  /** A text begins; a folder is entered. */
  static readonly triggers = ['"', '/'] as const;
  readonly #ports: Pick<Ports, 'connection' | 'live' | 'listProfiles' | 'log'>;
  #told: Told | undefined;

  constructor(ports: Pick<Ports, 'connection' | 'live' | 'listProfiles' | 'log'>) {
    this.#ports = ports;
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.CompletionList | undefined> {
    const { state } = this.#ports.connection.state;
    if (!vscode.workspace.isTrusted || (state !== 'connected' && state !== 'idle')) return undefined;
    const { version } = document;
    const isStale = (): boolean => token.isCancellationRequested || document.version !== version;
    try {
      const { liveList } = await import('./liveList.ts');
      const found = isStale() ? undefined : await liveList(this.#ports, document, position);
      if (found === undefined || isStale()) return undefined;
      if (!found.isHint) return found.list;
      const here = { uri: document.uri.toString(), line: position.line, version };
      // The editor asks anew at every letter: who types on has read it.
      if (this.#told?.uri === here.uri && this.#told.line === here.line && this.#told.version !== version) return undefined;
      this.#told = here;
      return found.list;
    } catch (fault) {
      this.#ports.log.fault('completion failed', fault);
      return undefined;
    }
  }
}
