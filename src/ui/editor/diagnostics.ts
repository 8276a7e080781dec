import type { CheckedSpec } from '../../domain/spec/checked.ts';
import * as vscode from 'vscode';
import type { SpecFilesPort } from '../ports.ts';
import type { SpecChecks } from './checks.ts';
import { Lines, diagnosticOf } from './positions.ts';

const typingPauseMs = 200;

/**
 * The problems of specs in the editor: of every spec that is open, and of those whose start was refused or that a person asked to
 * be checked. Nothing else tells problems of a spec, so what is shown is what the command line reports.
 */
export class SpecDiagnostics {
  readonly #collection = vscode.languages.createDiagnosticCollection('awsJobs');
  readonly #specFiles: Pick<SpecFilesPort, 'isSpec'>;
  readonly #checks: SpecChecks;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #typing = new Map<string, NodeJS.Timeout>();
  /** Specs whose problems were asked for, as a start sees them: they stay until the text or its values change. */
  readonly #kept = new Set<string>();

  constructor(specFiles: Pick<SpecFilesPort, 'isSpec'>, checks: SpecChecks) {
    this.#specFiles = specFiles;
    this.#checks = checks;
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(document => { this.#soon(document, 0); }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (contentChanges.length > 0) this.#soon(document, typingPauseMs); }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => { this.#forget(uri); }),
    ];
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  /** Checks every open spec again, after what is known beside the text has changed; what was asked for stays. */
  contextChanged(): void {
    for (const document of vscode.workspace.textDocuments) if (!this.#kept.has(document.uri.toString())) this.#soon(document, 0);
  }

  /** Checks every open spec again, after what its values stand for has changed: what was asked for is said of other values. */
  valuesChanged(): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  /** Shows the problems of a spec whose start was refused, or that a person asked to be checked. */
  show(uri: vscode.Uri, checked: CheckedSpec): void {
    this.showAll([{ uri, checked }]);
  }

  /** Shows the problems of many specs, in one message to the editor. */
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
    this.#typing.set(key, setTimeout(() => {
      this.#typing.delete(key);
      void this.#check(document);
    }, ms));
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    this.#publish(document, version, await this.#checks.of(document));
    const learned = await this.#checks.learned(document);
    if (learned !== undefined) this.#publish(document, version, learned);
  }

  #publish(document: vscode.TextDocument, version: number, checked: CheckedSpec): void {
    // Checked for nothing when the person typed on, closed the file, or asked for it meanwhile.
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
