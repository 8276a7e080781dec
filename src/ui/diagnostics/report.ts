import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { commandIds, diagnosticsScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import { codeLens } from '../window/editor.ts';

const reportUri = vscode.Uri.from({ scheme: diagnosticsScheme, path: '/AWS Jobs Diagnostics.md' });

/**
 * The diagnostics report as a read-only document, regenerated whenever it is requested. The code for it is loaded then.
 */
export class DiagnosticsReport implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider {
  readonly #ports: Ports;
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: readonly { dispose(): unknown }[];

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#subscriptions = [
      this.#changes,
      vscode.workspace.registerTextDocumentContentProvider(diagnosticsScheme, this),
      vscode.languages.registerCodeLensProvider({ scheme: diagnosticsScheme }, this),
    ];
  }

  async provideTextDocumentContent(): Promise<string> {
    const [{ gather }, { diagnosticsText }] = await Promise.all([import('./gather.ts'), import('./text.ts')]);
    return diagnosticsText(await gather(this.#ports));
  }

  provideCodeLenses(): vscode.CodeLens[] {
    const place = new vscode.Range(0, 0, 0, 0);
    return [
      codeLens(place, { icon: 'copy', title: l10n.t('Copy'), command: commandIds.copyDiagnostics }),
      codeLens(place, { icon: 'refresh', title: l10n.t('Refresh'), command: commandIds.showDiagnostics }),
    ];
  }

  /** Shows an up-to-date report. */
  async show(): Promise<void> {
    // Have a document that is still open, or was until recently, regenerated.
    this.#changes.fire(reportUri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(reportUri), { preview: false });
  }

  /** Resolves with the report's text: that of the active editor if it shows the report, else an up-to-date one. */
  text(): Promise<string> {
    const inFront = vscode.window.activeTextEditor?.document;
    return inFront?.uri.scheme === diagnosticsScheme
      ? Promise.resolve(inFront.getText())
      : this.provideTextDocumentContent();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
