// The form editor, loaded when the first form is opened.
import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { extensionId } from '../../ids.ts';
import { pageHtml } from './html.ts';
import { type FormContext, FormSession } from './session.ts';
import { textLanguage } from '../l10n.ts';

/** Shows a document as a form in a panel. */
export function openForm(document: vscode.TextDocument, panel: vscode.WebviewPanel, context: FormContext): void {
  const extension = vscode.extensions.getExtension(extensionId);
  if (extension === undefined) return;
  const bundle = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'form');
  const { webview } = panel;
  webview.options = { enableScripts: true, enableForms: false, enableCommandUris: false, localResourceRoots: [bundle] };
  // The session must listen before the page can send messages.
  new FormSession(document, panel, context);
  webview.html = pageHtml({
    script: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'form.js')).toString(),
    style: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'form.css')).toString(),
    cspSource: webview.cspSource,
    nonce: context.ports.start.newId(),
    language: textLanguage(),
    title: l10n.t('Job Form'),
  });
}
