// The form editor, loaded when the first form is opened.
import type * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { loadPage } from '../window/pagePanel.ts';
import { type FormContext, FormSession } from './session.ts';

/** Shows a document as a form in a panel. */
export function openForm(document: vscode.TextDocument, panel: vscode.WebviewPanel, context: FormContext): void {
  // The session must listen before the page can send messages.
  new FormSession(document, panel, context);
  loadPage(panel, 'form', l10n.t('Job Form'), context.ports.start.newId());
}
