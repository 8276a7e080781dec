import * as vscode from 'vscode';
import type { Ports } from '../ports.ts';
import type { LiveList } from './liveList.ts';

/** Where a hint was shown that says why there is no list. */
interface Told {
  readonly uri: string;
  readonly line: number;
  readonly version: number;
}

type FindList = (document: vscode.TextDocument, position: vscode.Position) => Promise<LiveList | undefined>;

/** Completes names of resources in the account. It is loaded with the first completion. */
export class LiveCompletion implements vscode.CompletionItemProvider {
  readonly #ports: Pick<Ports, 'connection' | 'live' | 'listProfiles' | 'log'>;
  readonly #list: FindList;
  #told: Told | undefined;

  /** `list`: finds the list at a position; if absent, as in a spec. */
  constructor(
    ports: Pick<Ports, 'connection' | 'live' | 'listProfiles' | 'log'>,
    list: FindList = async (...place) => await (await import('./liveList.ts')).liveList(ports, ...place),
  ) {
    this.#ports = ports;
    this.#list = list;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList | undefined> {
    const { state } = this.#ports.connection.state;
    if (!vscode.workspace.isTrusted || (state !== 'connected' && state !== 'idle')) return undefined;
    const { version } = document;
    const isStale = (): boolean => token.isCancellationRequested || document.version !== version;
    try {
      const found = await this.#list(document, position);
      if (found === undefined || isStale()) return undefined;
      if (!found.isHint) return found.list;
      const here = { uri: document.uri.toString(), line: position.line, version };
      // The editor asks again at every character. A user who keeps typing has seen the hint.
      if (this.#told?.uri === here.uri && this.#told.line === here.line && this.#told.version !== version)
        return undefined;
      this.#told = here;
      return found.list;
    } catch (fault) {
      this.#ports.log.fault('completion failed', fault);
      return undefined;
    }
  }
}
