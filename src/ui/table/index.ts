// Tables of runs in the editor: their problems, completion, and the preview of what each row sends.
import * as vscode from 'vscode';
import type { TableProblem } from '../../domain/table/table.ts';
import { commandIds, specFileGlob, tableFileSuffix, tableScheme } from '../../ids.ts';
import { diagnosticSource, severities } from '../editor/positions.ts';
import { explanationUri } from '../editor/explanations.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { codeLens, diagnostic } from '../window/editor.ts';
import { openPreview } from '../window/preview.ts';
import { fileName } from '../words.ts';
import { previewText } from './previewText.ts';
import { type ReadTable, readTable } from './readTable.ts';

const typingPauseMs = 200;

const tableSelector: vscode.DocumentSelector = { pattern: `**/*${tableFileSuffix}` };

export class Tables implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider {
  readonly #ports: Ports;
  readonly #collection = vscode.languages.createDiagnosticCollection('awsJobsTables');
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** The number of the latest check of each open table; an earlier one stops. */
  readonly #checks = new Map<string, number>();

  constructor(ports: Ports) {
    this.#ports = ports;
    const { workspace, languages } = vscode;
    const again = (): void => {
      this.#soonAll(0);
    };
    const specs = workspace.createFileSystemWatcher(specFileGlob);
    this.#subscriptions = [
      this.#collection,
      this.#changes,
      workspace.registerTextDocumentContentProvider(tableScheme, this),
      languages.registerCodeLensProvider(tableSelector, this),
      languages.registerCompletionItemProvider(
        tableSelector,
        {
          provideCompletionItems: (document, position) =>
            this.#quietly(async () => (await import('./completion.ts')).tableCompletions(ports, document, position)),
        },
        ',',
        ';',
        '\t',
        '"',
      ),
      languages.registerHoverProvider(tableSelector, {
        provideHover: (document, position) =>
          this.#quietly(async () => (await import('./hover.ts')).tableHover(ports, document, position)),
      }),
      workspace.onDidOpenTextDocument(document => {
        this.#soon(document, 0);
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.#soon(document, typingPauseMs);
        if (ports.specFiles.isSpec(document.uri)) this.#soonAll(typingPauseMs);
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        const key = uri.toString();
        clearTimeout(this.#waiting.get(key));
        this.#waiting.delete(key);
        this.#checks.delete(key);
        this.#collection.delete(uri);
      }),
      specs,
      specs.onDidChange(again),
      specs.onDidCreate(again),
      specs.onDidDelete(again),
      ports.variables.onDidChange(again),
      ports.connection.onDidChange(again),
    ];
    this.#soonAll(0);
  }

  /** Shows what each row of a table would send, as a document that follows the table while that is open. */
  async preview(table: vscode.Uri): Promise<void> {
    const uri = previewUri(table);
    this.#changes.fire(uri);
    await openPreview(uri);
  }

  async provideTextDocumentContent({ query }: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const uri = vscode.Uri.parse(query, true);
    try {
      const text = await this.#ports.specFiles.text(uri);
      const read = await readTable(uri, text, this.#ports, () => token.isCancellationRequested);
      return read === undefined ? '' : previewText(fileName(uri), read);
    } catch (fault) {
      this.#ports.log.fault('table not readable', fault);
      return l10n.t('{0} could not be read.', fileName(uri));
    }
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      codeLens(top, { icon: 'run-all', title: l10n.t('Start Runs…'), command: commandIds.startTable, args: [uri] }),
      codeLens(top, {
        icon: 'open-preview',
        title: l10n.t('Preview Runs'),
        command: commandIds.previewTable,
        args: [uri],
      }),
    ];
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#checks.clear();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Resolves with undefined when the spec cannot be read: the table's problem says so. */
  async #quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (fault) {
      this.#ports.log.fault('table not readable', fault);
      return undefined;
    }
  }

  #soonAll(ms: number): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document, ms);
  }

  #soon(document: vscode.TextDocument, ms: number): void {
    if (!document.uri.path.endsWith(tableFileSuffix)) return;
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => {
        this.#waiting.delete(key);
        void this.#check(document);
      }, ms),
    );
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    const key = uri.toString();
    const number = (this.#checks.get(key) ?? 0) + 1;
    this.#checks.set(key, number);
    const isStopped = (): boolean =>
      document.isClosed || document.version !== version || this.#checks.get(key) !== number;
    const read = await readTable(uri, document.getText(), this.#ports, isStopped);
    if (read === undefined || isStopped()) return;
    this.#collection.set(uri, diagnosticsOf(document, read));
    this.#changes.fire(previewUri(uri));
  }
}

function diagnosticsOf(document: vscode.TextDocument, { problems }: ReadTable): vscode.Diagnostic[] {
  return problems.map(({ offset, length, code, severity, message, column }) =>
    diagnostic(
      new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
      column === undefined ? message : l10n.t('{0}: {1}', column, message),
      severities[severity],
      { code: codeOf(code), source: diagnosticSource },
    ),
  );
}

/** Problems of a spec link the page that explains them. */
function codeOf(code: TableProblem['code']): NonNullable<vscode.Diagnostic['code']> {
  return code.startsWith('AJ') ? { value: code, target: explanationUri(code) } : code;
}

/** The tab shows the last part of the path. */
function previewUri(table: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: tableScheme,
    path: `/Runs of ${fileName(table).replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-')}.md`,
    query: table.toString(),
  });
}
