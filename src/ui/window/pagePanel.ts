import * as vscode from 'vscode';
import { extensionId } from '../../ids.ts';
import { textLanguage } from '../l10n.ts';
import { pageHtml } from './pageHtml.ts';
import { safeText } from './text.ts';

/** Opens an empty editor for a page of the extension. */
export function openPagePanel(viewType: string, title: string): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(viewType, safeText(title), vscode.ViewColumn.Active, {});
}

/**
 * Loads a page into a panel. The listener for its messages must have been added before. `bundle`: its folder in `dist`,
 * and the name of its script.
 */
export function loadPage(panel: vscode.WebviewPanel, bundle: string, title: string, nonce: string): void {
  const extension = vscode.extensions.getExtension(extensionId);
  if (extension === undefined) return;
  const folder = vscode.Uri.joinPath(extension.extensionUri, 'dist', bundle);
  const { webview } = panel;
  webview.options = { enableScripts: true, enableForms: false, enableCommandUris: false, localResourceRoots: [folder] };
  webview.html = pageHtml({
    script: webview.asWebviewUri(vscode.Uri.joinPath(folder, `${bundle}.js`)).toString(),
    style: webview.asWebviewUri(vscode.Uri.joinPath(folder, `${bundle}.css`)).toString(),
    cspSource: webview.cspSource,
    nonce,
    language: textLanguage(),
    title,
  });
}
