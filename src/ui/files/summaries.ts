// What a download did, file by file: a document in memory, because keys may name a patient.
import * as vscode from 'vscode';
import { downloadScheme } from '../../ids.ts';
import { l10n } from '../l10n.ts';

/** The documents, each until it is closed. */
export class DownloadSummaries implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #subscription: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#subscription = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      this.#texts.delete(uri.toString());
    });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? l10n.t('The summary of a download is kept until it is closed.');
  }

  /** Opens the summary of a download. */
  async show(text: string): Promise<void> {
    this.#count += 1;
    const uri = vscode.Uri.from({ scheme: downloadScheme, path: `/${l10n.t('Download {0}', this.#count)}` });
    this.#texts.set(uri.toString(), text);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#texts.clear();
  }
}
