import * as vscode from 'vscode';
import { commandIds, diagnosticsScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import { codeLens } from '../window/editor.ts';

const reportUri = vscode.Uri.from({ scheme: diagnosticsScheme, path: '/AWS Jobs Diagnostics.md' });

/** The one report as a read-only document, made again whenever it is asked for. What makes it is read then. */
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
      codeLens(place, { icon: 'copy', title: vscode.l10n.t('Copy'), command: commandIds.copyDiagnostics }),
      codeLens(place, { icon: 'refresh', title: vscode.l10n.t('Refresh'), command: commandIds.showDiagnostics }),
    ];
  }

  /** Shows the report as things are now. */
  async show(): Promise<void> {
    // One that is open still, or was until lately, is asked for anew.
    this.#changes.fire(reportUri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(reportUri), { preview: false });
  }

  /** The report's text: what is in front of the person, or else as things are now. */
  text(): Promise<string> {
    const inFront = vscode.window.activeTextEditor?.document;
    return inFront?.uri.scheme === diagnosticsScheme ? Promise.resolve(inFront.getText()) : this.provideTextDocumentContent();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
