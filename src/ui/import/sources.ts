import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { type Choice, pick } from '../window/pick.ts';
import { askFile } from '../window/files.ts';
import type { Ports } from '../ports.ts';
import { fileName } from '../words.ts';

/** The maximum size of a file that is read, in bytes. */
const maxFileBytes = 4 * 1_048_576;

/** A text and its name in messages. */
export interface Source {
  readonly text: string;
  readonly title: string;
  readonly uri?: vscode.Uri;
}

/** Lets the user choose what to import: the selection, the active editor, a file or the clipboard. */
export async function pickSource(ports: Ports): Promise<Source | undefined> {
  const editor = vscode.window.activeTextEditor;
  const items: (Choice & { source: () => Promise<Source | undefined> | Source })[] = [
    ...(editor === undefined || ports.specFiles.isSpec(editor.document.uri) ? [] : editorSources(editor)),
    { icon: 'folder-opened', label: l10n.t('From a File…'), source: pickFile },
    {
      icon: 'clippy',
      label: l10n.t('From the Clipboard'),
      source: async () => ({ text: await vscode.env.clipboard.readText(), title: l10n.t('The clipboard') }),
    },
  ];
  const picked = await pick(items, {
    title: l10n.t('Import'),
    placeHolder: l10n.t('Select a command, SDK call, workflow, template, job description or request'),
  });
  return await picked?.source();
}

function editorSources({ document, selection }: vscode.TextEditor): (Choice & { source: () => Source })[] {
  const source = (range?: vscode.Range): Source => ({
    text: document.getText(range),
    title: fileName(document.uri),
    ...(document.isUntitled ? {} : { uri: document.uri }),
  });
  return [
    ...(selection.isEmpty
      ? []
      : [
          {
            icon: 'list-selection',
            label: l10n.t('Selection'),
            description: fileName(document.uri),
            source: () => source(selection),
          },
        ]),
    {
      icon: 'file',
      label: fileName(document.uri),
      description: l10n.t('the active editor'),
      source: () => source(),
    },
  ];
}

async function pickFile(): Promise<Source | undefined> {
  const uri = await askFile({ title: l10n.t('Import'), openLabel: l10n.t('Import') });
  return uri === undefined ? undefined : await sourceIn(uri);
}

/** Reads a file. Throws Error for one that is too large, or not a text in UTF-8. */
export async function sourceIn(uri: vscode.Uri): Promise<Source> {
  const title = fileName(uri);
  if ((await vscode.workspace.fs.stat(uri)).size > maxFileBytes)
    throw new Error(l10n.t('{0} is too large to be imported. Select the part with the request.', title));
  const bytes = await vscode.workspace.fs.readFile(uri);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), title, uri };
  } catch (cause) {
    throw new Error(l10n.t('{0} is not a text in UTF-8. Save it as UTF-8.', title), { cause });
  }
}

/** Asks for a file that a command names. Throws CancellationError if the user has none. */
export async function askNamedFile(path: string, beside: vscode.Uri | undefined): Promise<string> {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const uri = await askFile({
    title: l10n.t('Select the File {0}', name),
    openLabel: l10n.t('Import'),
    ...(beside === undefined ? {} : { defaultUri: vscode.Uri.joinPath(beside, '..', name) }),
  });
  if (uri === undefined) throw new vscode.CancellationError();
  return (await sourceIn(uri)).text;
}
