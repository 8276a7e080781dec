import * as vscode from 'vscode';
import type { CheckedSpec } from '../../domain/spec/check.ts';
import type { SpecFilesPort } from '../ports.ts';
import type { SpecChecks } from './checks.ts';
import { Lines, diagnosticOf, diagnosticSource } from './positions.ts';

const typingPauseMs = 200;

/** Problems shown in whole: ours, and which of them the JSON service finds by the schema too. */
interface Whole {
  readonly all: readonly vscode.Diagnostic[];
  readonly fromSchema: ReadonlySet<vscode.Diagnostic>;
}

/**
 * Our problems in the editor. What the JSON service finds by the schema it shows by itself, so while a person types only
 * the rest is shown here; after a start was refused or a check asked for, all is, except where the service's stands already.
 */
export class SpecDiagnostics {
  readonly #collection = vscode.languages.createDiagnosticCollection('awsJobs');
  readonly #specFiles: Pick<SpecFilesPort, 'isSpec'>;
  readonly #checks: SpecChecks;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #typing = new Map<string, NodeJS.Timeout>();
  readonly #whole = new Map<string, Whole>();

  constructor(specFiles: Pick<SpecFilesPort, 'isSpec'>, checks: SpecChecks) {
    this.#specFiles = specFiles;
    this.#checks = checks;
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(document => { this.#soon(document, 0); }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (contentChanges.length > 0) this.#soon(document, typingPauseMs); }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => { this.#forget(uri); }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => { for (const uri of uris) this.#publishWhole(uri); }),
    ];
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  /** Checks every open spec again, after what is known beside the text has changed; what was shown in whole stays. */
  contextChanged(): void {
    for (const document of vscode.workspace.textDocuments) if (!this.#whole.has(document.uri.toString())) this.#soon(document, 0);
  }

  /** Checks every open spec again, after what its values stand for has changed: what was shown in whole is said of other values. */
  valuesChanged(): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  /** Shows every problem of a spec whose start was refused, or that a person asked to be checked. */
  show(uri: vscode.Uri, checked: CheckedSpec): void {
    this.showAll([{ uri, checked }]);
  }

  /** Shows every problem of many specs, in one message to the editor. */
  showAll(specs: readonly { readonly uri: vscode.Uri; readonly checked: CheckedSpec }[]): void {
    for (const { uri, checked: { parsed, problems } } of specs) {
      const lines = new Lines(parsed.text);
      const all = problems.map(problem => diagnosticOf(problem, lines));
      this.#whole.set(uri.toString(), { all, fromSchema: new Set(all.filter((_, index) => problems[index]?.fromSchema === true)) });
    }
    this.#collection.set(specs.map(({ uri }) => [uri, this.#dueOf(uri)]));
  }

  dispose(): void {
    for (const timer of this.#typing.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #soon(document: vscode.TextDocument, ms: number): void {
    if (!this.#specFiles.isSpec(document.uri)) return;
    const key = document.uri.toString();
    this.#whole.delete(key);
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

  #publish(document: vscode.TextDocument, version: number, { parsed, problems }: CheckedSpec): void {
    // Checked for nothing when the person typed on, closed the file, or asked for all of it meanwhile.
    if (document.isClosed || document.version !== version || this.#whole.has(document.uri.toString())) return;
    const lines = new Lines(parsed.text);
    this.#collection.set(document.uri, problems.filter(({ fromSchema }) => !fromSchema).map(problem => diagnosticOf(problem, lines)));
  }

  #publishWhole(uri: vscode.Uri): void {
    if (!this.#whole.has(uri.toString())) return;
    const due = this.#dueOf(uri);
    // Setting what is set already would announce a change, and so call this for ever.
    if ((this.#collection.get(uri)?.length ?? -1) !== due.length) this.#collection.set(uri, due);
  }

  /** Of a spec that is shown in whole: its problems, without those that the JSON service shows already. */
  #dueOf(uri: vscode.Uri): vscode.Diagnostic[] {
    const whole = this.#whole.get(uri.toString());
    const others = vscode.languages.getDiagnostics(uri).filter(({ source }) => source !== diagnosticSource);
    return (whole?.all ?? []).filter(ours => whole?.fromSchema.has(ours) !== true || !others.some(({ range }) => range.intersection(ours.range) !== undefined));
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#typing.get(uri.toString()));
    this.#typing.delete(uri.toString());
    this.#whole.delete(uri.toString());
    this.#collection.delete(uri);
  }
}
