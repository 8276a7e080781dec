// Asks for what is needed to create a new spec: the kind of job and the location of the file.
import * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import schema from '../../schemas/job-spec.schema.json' with { type: 'json' };
import { type JobKind, jobKinds } from '../domain/jobs/kinds.ts';
import { serviceFacts } from '../domain/jobs/services.ts';
import { specFileSuffix } from '../ids.ts';
import { askText } from './window/input.ts';
import { pick, pickWorkspaceFolder } from './window/pick.ts';

/**
 * Asks for the kind of job, the folder and the file name. `target`: the folder, if one was clicked. Does not create the
 * file; the URI is untitled if no folder is open. Resolves with undefined if the user cancels.
 */
export async function askNewFile(
  title: string,
  target: unknown,
): Promise<{ readonly kind: JobKind; readonly uri: vscode.Uri } | undefined> {
  const kind = await pickKind(title);
  if (kind === undefined) return undefined;
  const folder = target instanceof vscode.Uri ? target : await pickFolder();
  const uri =
    folder === undefined
      ? vscode.Uri.from({ scheme: 'untitled', path: `new${specFileSuffix}` })
      : await askPath(title, folder, kind);
  return uri && { kind, uri };
}

async function pickKind(title: string): Promise<JobKind | undefined> {
  const items = jobKinds.map(kind => ({
    jobKind: kind,
    icon: kind.icon,
    label: kind.title,
    description: serviceFacts[kind.service].title,
    detail: descriptionOf(kind),
  }));
  return (
    await pick(items, {
      title,
      placeHolder: l10n.t('Select the kind of job'),
      matchOnDescription: true,
      matchOnDetail: true,
    })
  )?.jobKind;
}

/** Returns the schema's description of an action, so that this list matches completion. */
function descriptionOf({ action }: JobKind): string {
  const { enum: actions, enumDescriptions } = schema.properties.action;
  return enumDescriptions[actions.indexOf(action)] ?? '';
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0]?.uri;
  return await pickWorkspaceFolder(l10n.t('Select a folder'));
}

async function askPath(title: string, folder: vscode.Uri, { family }: JobKind): Promise<vscode.Uri | undefined> {
  const value = `${family.toLowerCase()}${specFileSuffix}`;
  const named = (name: string): vscode.Uri =>
    vscode.Uri.joinPath(folder, name.endsWith(specFileSuffix) ? name : `${name}${specFileSuffix}`);
  const name = await askText({
    title,
    prompt: l10n.t('Enter a file name in {0}. Missing folders are created.', vscode.workspace.asRelativePath(folder)),
    value,
    valueSelection: [0, value.length - specFileSuffix.length],
    validate: async text => {
      const path = text.trim();
      if (path === '' || path === specFileSuffix) return l10n.t('Enter a file name.');
      if (!named(path).path.startsWith(`${folder.path}/`)) return l10n.t('The file must be in the folder.');
      return (await exists(named(path))) ? l10n.t('A file with this name already exists.') : undefined;
    },
  });
  return name === undefined ? undefined : named(name.trim());
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
