// Tables of runs in the editor: their problems, completion, and the preview of what each row sends.
import * as vscode from 'vscode';
import { messageOf } from '../../domain/table/check.ts';
import { isTable, tableSuffixes } from '../../domain/table/suffixes.ts';
import { commandIds, specFileGlob, tableScheme } from '../../ids.ts';
import { LiveCompletion } from '../editor/completion.ts';
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

/** What begins a cell. */
const cellTriggers = [',', ';', '\t', '"'] as const;

const tableSelector: vscode.DocumentSelector = tableSuffixes.map(suffix => ({ pattern: `**/*${suffix}` }));

export class Tables implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider {
  readonly #ports: Ports;
  readonly #collection = vscode.languages.createDiagnosticCollection('awsJobsTables');
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** The number of the latest check of each open table; an earlier one stops. */
  readonly #checks = new Map<string, number>();
  /** The problems that an open table shows, with the version of the table that has them. */
  readonly #shown = new Map<string, { readonly version: number; readonly problems: ReadTable['problems'] }>();

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
        ...cellTriggers,
      ),
      languages.registerCompletionItemProvider(
        tableSelector,
        new LiveCompletion(
          ports,
          async (document, position) => await (await import('./liveCells.ts')).liveCells(ports, document, position),
        ),
        ...cellTriggers,
        '/',
      ),
      languages.registerCodeActionsProvider(
        tableSelector,
        {
          provideCodeActions: async (document, range, context) => {
            const shown = this.#shown.get(document.uri.toString());
            if (shown?.version !== document.version) return [];
            const { actionsFor } = await import('../editor/quickFixes.ts');
            const problems = shown.problems.map(({ fixes = [], ...found }) => ({ ...found, fixes }));
            return shown.version === document.version
              ? actionsFor(document.getText(), problems, document, range, context)
              : [];
          },
        },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
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
        this.#shown.delete(key);
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
    if (!isTable(document.uri.path)) return;
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
    this.#shown.set(key, { version, problems: read.problems });
    this.#collection.set(uri, diagnosticsOf(document, read));
    this.#changes.fire(previewUri(uri));
  }
}

function diagnosticsOf(document: vscode.TextDocument, { problems }: ReadTable): vscode.Diagnostic[] {
  return problems.map(found =>
    diagnostic(
      new vscode.Range(document.positionAt(found.offset), document.positionAt(found.offset + found.length)),
      messageOf(found),
      severities[found.severity],
      { code: { value: found.code, target: explanationUri(found.code) }, source: diagnosticSource },
    ),
  );
}

/** The tab shows the last part of the path. */
function previewUri(table: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: tableScheme,
    path: `/Runs of ${fileName(table).replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-')}.md`,
    query: table.toString(),
  });
}
