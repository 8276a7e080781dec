import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { newSpecText } from '../../domain/form/skeleton.ts';
import { askNewFile } from '../newFile.ts';
import { openAsForm } from '../openForm.ts';
import type { RunCommand } from './command.ts';

/** Asks for kind, folder and name, then opens the new file as a form with the required fields still empty. */
export const run: RunCommand = async ({ ports: { connection } }, target) => {
  const asked = await askNewFile(l10n.t('New Job (Form)'), target);
  if (asked === undefined) return;
  const { uri, kind } = asked;
  const services = connection.state.state === 'connected' ? connection.state.connected.services : undefined;
  const text = newSpecText(
    kind,
    services === undefined ? {} : { region: services.region, account: services.identity.account },
  );
  if (uri.scheme === 'untitled') {
    const edit = new vscode.WorkspaceEdit();
    const document = await vscode.workspace.openTextDocument(uri);
    edit.replace(uri, document.validateRange(new vscode.Range(0, 0, Number.MAX_SAFE_INTEGER, 0)), text);
    await vscode.workspace.applyEdit(edit);
  } else await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await openAsForm(uri);
};
