import * as vscode from 'vscode';
import schema from '../../../schemas/job-spec.schema.json' with { type: 'json' };
import { jobKinds, serviceTitles, type JobKind } from '../../domain/jobs/kinds.ts';
import { specFileSuffix } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import type { RunCommand } from './command.ts';

/** Kind, place and name; then a template with its first placeholder selected. Without a folder open, in an untitled editor. */
export const run: RunCommand = async (room, target) => {
  const kind = await pickKind();
  if (kind === undefined) return;
  const folder = target instanceof vscode.Uri ? target : await pickFolder();
  const uri = folder === undefined ? vscode.Uri.from({ scheme: 'untitled', path: `new${specFileSuffix}` }) : await askPath(folder, kind);
  if (uri === undefined) return;
  if (folder !== undefined) await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  const editor = await vscode.window.showTextDocument(uri);
  await editor.insertSnippet(new vscode.SnippetString(templateOf(kind, room)));
};

async function pickKind(): Promise<JobKind | undefined> {
  const items = jobKinds.map(kind => ({ jobKind: kind, label: `$(${kind.icon}) ${kind.title}`, description: serviceTitles[kind.service], detail: descriptionOf(kind) }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('New Job Spec'), placeHolder: vscode.l10n.t('Which kind of job?'), matchOnDescription: true, matchOnDetail: true }))?.jobKind;
}

/** The schema's own words for an action, so that completion and this list agree. */
function descriptionOf({ action }: JobKind): string {
  const { enum: actions, enumDescriptions } = schema.properties.action;
  return enumDescriptions[actions.indexOf(action)] ?? '';
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0]?.uri;
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder: vscode.l10n.t('In which folder?') }))?.uri;
}

async function askPath(folder: vscode.Uri, { family }: JobKind): Promise<vscode.Uri | undefined> {
  const value = `${family.toLowerCase()}${specFileSuffix}`;
  const named = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name.endsWith(specFileSuffix) ? name : `${name}${specFileSuffix}`);
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Job Spec'), prompt: vscode.l10n.t('File name, in {0}. Folders are made as needed.', vscode.workspace.asRelativePath(folder)),
    value, valueSelection: [0, value.length - specFileSuffix.length],
    validateInput: async text => {
      const path = text.trim();
      if (path === '' || path === specFileSuffix) return vscode.l10n.t('Give the file a name.');
      if (!named(path).path.startsWith(`${folder.path}/`)) return vscode.l10n.t('The file must lie in the folder.');
      return await exists(named(path)) ? vscode.l10n.t('A file of this name is there already.') : undefined;
    },
  });
  return name === undefined ? undefined : named(name.trim());
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(() => true, () => false);
}

/** The schema's snippet for the kind, with the connection's own region and account in their places. */
function templateOf({ action }: JobKind, { ports }: { readonly ports: Ports }): string {
  const snippet = schema.defaultSnippets.find(({ body }) => body.action === action);
  const { state } = ports.connection;
  const services = state.state === 'connected' ? state.connected.services : undefined;
  const text = JSON.stringify(snippet?.body ?? { action, request: {} }, undefined, 2);
  return services === undefined ? text : text.replaceAll('${1:us-east-1}', `\${1:${services.region}}`).replaceAll('${2:123456789012}', `\${2:${services.identity.account}}`);
}

