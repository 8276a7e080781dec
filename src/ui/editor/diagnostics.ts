import type { CheckedSpec } from '../../domain/spec/checked.ts';
import * as vscode from 'vscode';
import type { SpecFilesPort } from '../ports.ts';
import type { SpecChecks } from './checks.ts';
import { Lines, diagnosticOf } from './positions.ts';

const typingPauseMs = 200;

/**
 * Publishes the problems of specs: of every open spec, and of specs whose start was refused or that the user had
 * checked. No other part reports problems of a spec, so that the editor shows the same as the command line.
 */
export class SpecDiagnostics {
  readonly #collection = vscode.languages.createDiagnosticCollection('awsJobs');
  readonly #specFiles: Pick<SpecFilesPort, 'isSpec'>;
  readonly #checks: SpecChecks;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #typing = new Map<string, NodeJS.Timeout>();
  /**
   * Specs with problems from a start or an explicit check, which are kept until the text or the variables' values
   * change.
   */
  readonly #kept = new Set<string>();

  constructor(specFiles: Pick<SpecFilesPort, 'isSpec'>, checks: SpecChecks) {
    this.#specFiles = specFiles;
    this.#checks = checks;
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(document => {
        this.#soon(document, 0);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#soon(document, typingPauseMs);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#forget(uri);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  /** Checks every open spec again after the context has changed. Keeps the problems from explicit checks. */
  contextChanged(): void {
    for (const document of vscode.workspace.textDocuments)
      if (!this.#kept.has(document.uri.toString())) this.#soon(document, 0);
  }

  /**
   * Checks every open spec again after values of variables have changed, including those with problems from explicit
   * checks.
   */
  valuesChanged(): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  /** Shows the problems of a spec whose start was refused or that the user had checked. */
  show(uri: vscode.Uri, checked: CheckedSpec): void {
    this.showAll([{ uri, checked }]);
  }

  /** Shows the problems of many specs in one call to the editor. */
  showAll(specs: readonly { readonly uri: vscode.Uri; readonly checked: CheckedSpec }[]): void {
    for (const { uri } of specs) this.#kept.add(uri.toString());
    this.#collection.set(specs.map(({ uri, checked }) => [uri, diagnosticsOf(checked)]));
  }

  dispose(): void {
    for (const timer of this.#typing.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #soon(document: vscode.TextDocument, ms: number): void {
    if (!this.#specFiles.isSpec(document.uri)) return;
    const key = document.uri.toString();
    this.#kept.delete(key);
    clearTimeout(this.#typing.get(key));
    this.#typing.set(
      key,
      setTimeout(() => {
        this.#typing.delete(key);
        void this.#check(document);
      }, ms),
    );
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    this.#publish(document, version, await this.#checks.of(document));
    const learned = await this.#checks.recheckWithAccount(document);
    if (learned !== undefined) this.#publish(document, version, learned);
  }

  #publish(document: vscode.TextDocument, version: number, checked: CheckedSpec): void {
    // Discard the result if the text has changed, the file was closed, or an explicit check was made in the meantime.
    if (document.isClosed || document.version !== version || this.#kept.has(document.uri.toString())) return;
    this.#collection.set(document.uri, diagnosticsOf(checked));
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#typing.get(uri.toString()));
    this.#typing.delete(uri.toString());
    this.#kept.delete(uri.toString());
    this.#collection.delete(uri);
  }
}

function diagnosticsOf({ parsed, problems }: CheckedSpec): vscode.Diagnostic[] {
  const lines = new Lines(parsed.text);
  return problems.map(problem => diagnosticOf(problem, lines));
}
