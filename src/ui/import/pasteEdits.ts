import * as vscode from 'vscode';
import { importText } from '../../domain/exchange/import.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { placeOf } from './place.ts';

/** A spec that a pasted or dropped text holds, as the new content of a document. */
export interface SpecEdit {
  readonly title: string;
  readonly edit: vscode.WorkspaceEdit;
}

/** A text with more requests than this is better imported with the command, which lists them. */
const maxOffered = 10;

/** Returns an edit for each spec that a text may become; none if it holds no request. Never asks. */
export async function specEdits(
  ports: Ports,
  document: vscode.TextDocument,
  text: string,
): Promise<readonly SpecEdit[]> {
  const read = await importText(text);
  if ('problem' in read) return [];
  const offered = read.found.flatMap(request => request.kinds.map(kind => ({ request, kind })));
  const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  return offered.slice(0, maxOffered).map(({ request, kind }) => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, whole, request.specFor(kind, placeOf(ports)).text);
    const title =
      offered.length === 1
        ? l10n.t('Paste as Job Spec')
        : l10n.t('Paste as Job Spec: {0}', request.name === undefined ? kind.title : `${kind.title}, ${request.name}`);
    return { title, edit };
  });
}
