import * as vscode from 'vscode';
import { type CheckContext, type CheckedSpec, checkSpec } from '../domain/spec/check.ts';
import type { Problem } from '../domain/spec/problem.ts';
import type { SpecFilesPort } from './ports.ts';

export const diagnosticSource = 'AWS Jobs';
const typingPauseMs = 200;

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/**
 * Our problems in the editor. What the JSON service finds by the schema it shows by itself, so while a person types only
 * the rest is shown here; after a start was refused or a check asked for, all is, except where the service's stands already.
 */
export class SpecDiagnostics {
  readonly #collection = vscode.languages.createDiagnosticCollection('awsJobs');
  readonly #specFiles: Pick<SpecFilesPort, 'isSpec'>;
  readonly #context: () => CheckContext;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #typing = new Map<string, NodeJS.Timeout>();
  /** Of specs shown in whole: all their problems, to be filtered again when the JSON service has spoken. */
  readonly #whole = new Map<string, { readonly uri: vscode.Uri; readonly all: readonly vscode.Diagnostic[]; readonly fromSchema: ReadonlySet<vscode.Diagnostic> }>();

  constructor(specFiles: Pick<SpecFilesPort, 'isSpec'>, context: () => CheckContext) {
    this.#specFiles = specFiles;
    this.#context = context;
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(document => { this.#soon(document, 0); }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (contentChanges.length > 0) this.#soon(document, typingPauseMs); }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => { this.#forget(uri); }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => { for (const uri of uris) this.#publishWhole(uri); }),
    ];
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  /** Checks every open spec again, after what is known beside the text has changed. */
  contextChanged(): void {
    for (const document of vscode.workspace.textDocuments) if (!this.#whole.has(document.uri.toString())) this.#soon(document, 0);
  }

  /** Shows every problem of a spec whose start was refused, or that a person asked to be checked. */
  show(uri: vscode.Uri, { parsed, problems }: CheckedSpec): void {
    const diagnostics = problems.map(found => diagnosticOf(found, parsed.text));
    const fromSchema = new Set(diagnostics.filter((_, index) => problems[index]?.fromSchema === true));
    this.#whole.set(uri.toString(), { uri, all: diagnostics, fromSchema });
    this.#collection.delete(uri);
    this.#publishWhole(uri);
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
    const text = document.getText();
    const { problems } = await checkSpec(text, this.#context());
    // Checked for nothing when the person typed on, closed the file, or asked for all of it meanwhile.
    if (document.isClosed || document.version !== version || this.#whole.has(document.uri.toString())) return;
    this.#collection.set(document.uri, problems.filter(({ fromSchema }) => !fromSchema).map(found => diagnosticOf(found, text)));
  }

  #publishWhole(uri: vscode.Uri): void {
    const whole = this.#whole.get(uri.toString());
    if (whole === undefined) return;
    const others = vscode.languages.getDiagnostics(uri).filter(({ source }) => source !== diagnosticSource);
    const due = whole.all.filter(ours => !whole.fromSchema.has(ours) || !others.some(({ range }) => range.intersection(ours.range) !== undefined));
    if ((this.#collection.get(uri)?.length ?? -1) !== due.length) this.#collection.set(uri, due);
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#typing.get(uri.toString()));
    this.#typing.delete(uri.toString());
    this.#whole.delete(uri.toString());
    this.#collection.delete(uri);
  }
}

/** A problem as the editor wants it, at its place in `text`. */
export function diagnosticOf(found: Problem, text: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(new vscode.Range(positionAt(text, found.offset), positionAt(text, found.offset + found.length)), found.message, severities[found.severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = found.code;
  return diagnostic;
}

/** The line and character of an offset; the file need not be open for it. */
export function positionAt(text: string, offset: number): vscode.Position {
  const before = text.slice(0, offset);
  const lines = before.split(/\r\n|\r|\n/);
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}
