// Hands a spec, or a table of runs, to another engine, as its file.
import * as vscode from 'vscode';
import { writeTable } from '../../domain/exchange/write/distributedMap.ts';
import { type ExportForm, exportForms } from '../../domain/exchange/write/forms.ts';
import { type ExportPlace, type Exported, exportSource, placeholder } from '../../domain/exchange/write/source.ts';
import { checkSpec } from '../../domain/spec/check.ts';
import { tableSuffixes } from '../../domain/table/suffixes.ts';
import { specFileSuffix } from '../../ids.ts';
import { checkContext } from '../checkContext.ts';
import { formatPlural } from '../formatPlural.ts';
import { placeOf } from '../import/place.ts';
import { l10n } from '../l10n.ts';
import { newDocument } from '../openNewSpec.ts';
import type { Ports } from '../ports.ts';
import { readTable } from '../table/readTable.ts';
import { showMessage } from '../window/messages.ts';
import { pick } from '../window/pick.ts';
import { withProgress } from '../window/progress.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';
import { tablesIn } from './tables.ts';
import { specTarget } from './targets.ts';

export const run: RunCommand = async (context, target) => {
  const [table] = tablesIn(target);
  const uri = table ?? (await specTarget(context, target));
  if (uri === undefined) return;
  const place = placeIn(uri, context.ports);
  let written: Exported | string | undefined;
  if (table !== undefined) written = await ofTable(table, place, context.ports);
  else {
    const form = await pickForm();
    if (form === undefined) return;
    written = await ofSpec(uri, form, place, context.ports);
  }
  if (written === undefined) return;
  if (typeof written === 'string') {
    void showMessage('error', l10n.t('Could not export {0}. {1}', fileName(uri), written));
    return;
  }
  await open(uri, written);
};

function placeIn(uri: vscode.Uri, ports: Ports): ExportPlace {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return {
    ...placeOf(ports),
    path: vscode.workspace.asRelativePath(uri, false),
    ...(folder === undefined ? {} : { folder: folder.name }),
  };
}

async function pickForm(): Promise<ExportForm | undefined> {
  const items = exportForms.map(form => ({ form, icon: form.icon, label: form.title, detail: form.description }));
  return (
    await pick(items, {
      title: l10n.t('Export As'),
      placeHolder: l10n.t('Select what starts the job'),
      matchOnDetail: true,
    })
  )?.form;
}

/** Variables stay variables: only what does not hang on them is checked. */
async function ofSpec(uri: vscode.Uri, form: ExportForm, place: ExportPlace, ports: Ports): Promise<Exported | string> {
  const text = await ports.specFiles.text(uri);
  const { variables: _values, ...known } = await checkContext(ports, uri, text);
  const source = exportSource(await checkSpec(text, known), place);
  return typeof source === 'string' ? source : form.write(source);
}

async function ofTable(uri: vscode.Uri, place: ExportPlace, ports: Ports): Promise<Exported | string | undefined> {
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  const read = await withProgress(l10n.t('Reading {0}…', fileName(uri)), signal =>
    readTable(uri, text, ports, () => signal.aborted),
  );
  if (read === undefined) return undefined;
  if (read.blocked !== undefined) return read.blocked.message;
  return writeTable(read.runs, place);
}

/** Opens the files, the one that was asked for in front, at the first place that is to be filled in. */
async function open(uri: vscode.Uri, { files, told }: Exported): Promise<void> {
  const suffix = [specFileSuffix, ...tableSuffixes].find(each => uri.path.endsWith(each)) ?? '';
  const name = fileName(uri).slice(0, fileName(uri).length - suffix.length);
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  const beside = vscode.Uri.joinPath(uri, '..');
  const documents = await Promise.all(
    files.map(({ folder, suffix: ending, text }) =>
      newDocument(
        folder === undefined || root === undefined ? beside : vscode.Uri.joinPath(root, folder),
        name,
        ending,
        text,
      ),
    ),
  );
  const [main, ...others] = documents;
  if (main === undefined) return;
  for (const document of others)
    await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
  const first = main.getText().indexOf(placeholder);
  const at = main.positionAt(Math.max(first, 0));
  await vscode.window.showTextDocument(main, {
    preview: false,
    ...(first === -1 ? {} : { selection: new vscode.Range(at, at.translate(0, placeholder.length)) }),
  });
  const count = (document: vscode.TextDocument): number => document.getText().split(placeholder).length - 1;
  const incomplete = documents.filter(document => count(document) > 0);
  const places = incomplete.reduce((sum, document) => sum + count(document), 0);
  const sentences = [
    ...(places === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# place is to be filled in: look for {1} in {2}.} other {# places are to be filled in: look for {1} in {2}.}}',
            ),
            places,
            placeholder,
            incomplete.map(({ uri: each }) => fileName(each)).join(', '),
          ),
        ]),
    ...told,
  ];
  if (sentences.length > 0) void showMessage('info', sentences.join(' '));
}
