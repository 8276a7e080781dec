// Splits a spec whose input is large into one for each folder below it.
import * as vscode from 'vscode';
import type { LivePort, Measure } from '../../domain/live/port.ts';
import { at, stringAt } from '../../domain/json.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { checkSpec } from '../../domain/spec/check.ts';
import { folderPrefix, specForFolder, specNamesOf } from '../../domain/spec/split.ts';
import { sentenceOfFault } from '../../domain/visible.ts';
import { commandIds, specFileSuffix } from '../../ids.ts';
import { checkContext } from '../checkContext.ts';
import { requireConnection } from '../connected.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { showMessage } from '../window/messages.ts';
import { pickMany } from '../window/pick.ts';
import { withProgress } from '../window/progress.ts';
import { choiceOf, fileName, refusalText } from '../words.ts';
import type { CommandContext, RunCommand } from './command.ts';
import { specTarget } from './targets.ts';

/** As many runs as a batch may have. */
const maxFolders = 1_000;
/** So many folders are counted; counting one may take a hundred requests. */
const maxCounted = 50;

/** A folder directly below the input, and what it contains if that was counted. */
interface Folder {
  readonly name: string;
  readonly measure?: Measure;
}

/** What lies directly below the input. */
interface Level {
  readonly folders: readonly Folder[];
  /** Objects that are in no folder. */
  readonly loose: number;
  readonly more: boolean;
}

export const run: RunCommand = async (context, target) => {
  const uri = await specTarget(context, target);
  if (uri === undefined) return;
  const connected = await requireConnection(context);
  if (connected === undefined) return;
  const { ports } = context;
  const text = await ports.specFiles.text(uri);
  const { spec, problems } = await checkSpec(text, await checkContext(ports, uri, text));
  const bucket = stringAt(spec?.request, 'InputDataConfig', 'S3Bucket');
  const key = at(spec?.request, 'InputDataConfig', 'S3Key');
  const cannot = (why: string): void => {
    void showMessage('error', l10n.t('Could not split {0}. {1}', fileName(uri), why));
  };
  if (spec === undefined) {
    const error = problems.find(({ severity }) => severity === 'error');
    cannot(error?.message ?? l10n.t('Some of its variables have no value.'));
    return;
  }
  if (bucket === undefined || typeof key !== 'string') {
    cannot(l10n.t('Only specs that read from a folder in S3 can be split.'));
    return;
  }
  const place = { bucket, key: folderPrefix(key) };
  const region = spec.region ?? connected.services.region;
  const level = await withProgress(l10n.t('Reading {0}…', s3Uri(place)), (signal, tell) =>
    readLevel(connected.live, region, place.bucket, place.key, signal, tell),
  );
  if ('refusal' in level) {
    if (level.refusal.kind !== 'cancelled') cannot(refusalText(level.refusal, choiceOf(ports.connection.state)));
    return;
  }
  if (level.folders.length === 0) {
    cannot(l10n.t('There are no folders in {0}.', s3Uri(place)));
    return;
  }
  const folders = await pickFolders(level, s3Uri(place));
  if (folders.length > 0) await writeSpecs(uri, text, folders, context);
};

/** Reads the folders directly below a prefix, and counts the first ones. */
async function readLevel(
  live: LivePort,
  region: string,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
  tell: (share: number, text: string) => void,
): Promise<Level | { readonly refusal: Refusal }> {
  const names: string[] = [];
  let loose = 0;
  let next: string | undefined;
  do {
    const page = await live.browse(region, bucket, prefix, next, signal);
    if (!page.ok) return page;
    for (const { key, isFolder } of page.value.entries) {
      if (isFolder) names.push(key.slice(prefix.length, -1));
      // An object named like the prefix itself marks the folder.
      else if (key !== prefix) loose += 1;
    }
    ({ next } = page.value);
  } while (next !== undefined && names.length < maxFolders);
  const folders: Folder[] = [];
  for (const [index, name] of names.slice(0, maxFolders).entries()) {
    tell(index / names.length, name);
    const measured = index < maxCounted ? await live.measure(region, bucket, `${prefix}${name}/`, signal) : undefined;
    if (measured?.ok === false) return measured;
    folders.push(measured === undefined ? { name } : { name, measure: measured.value });
  }
  return { folders, loose, more: next !== undefined };
}

async function pickFolders({ folders, loose, more }: Level, place: string): Promise<readonly string[]> {
  const notes = [
    ...(loose === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# file is in no folder and in none of the specs.} other {# files are in no folder and in none of the specs.}}',
            ),
            loose,
          ),
        ]),
    ...(more ? [l10n.t('There are more folders, which are not listed.')] : []),
  ];
  const picked = await pickMany(
    folders.map(({ name, measure }) => ({
      label: name,
      description: measure === undefined ? '' : measureText(measure),
      picked: true,
    })),
    {
      title: l10n.t('Split into One Spec per Folder of {0}', place),
      placeHolder: notes.length === 0 ? l10n.t('Select the folders that get a spec') : notes.join(' '),
      matchOnDescription: true,
    },
  );
  return (picked ?? []).map(({ label }) => label);
}

function measureText({ objects, bytes, more }: Measure): string {
  const files = formatPlural(l10n.t('{0, plural, one {# file} other {# files}}'), objects);
  return more ? l10n.t('more than {0}, {1}', files, sizeText(bytes)) : `${files}, ${sizeText(bytes)}`;
}

/** Writes a spec for each folder beside the original. Never replaces a file. */
async function writeSpecs(
  uri: vscode.Uri,
  text: string,
  folders: readonly string[],
  { ports }: CommandContext,
): Promise<void> {
  const beside = vscode.Uri.joinPath(uri, '..');
  const names = specNamesOf(fileName(uri).replace(specFileSuffix, ''), folders);
  const written: vscode.Uri[] = [];
  const left: string[] = [];
  for (const [index, folder] of folders.entries()) {
    const file = vscode.Uri.joinPath(beside, `${names[index] ?? ''}${specFileSuffix}`);
    const content = specForFolder(text, folder);
    try {
      if (content === undefined || (await exists(file))) left.push(fileName(file));
      else {
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
        written.push(file);
      }
    } catch (fault) {
      ports.log.fault('spec not written', fault);
      left.push(`${fileName(file)} (${sentenceOfFault(fault)})`);
    }
  }
  const [first] = written;
  const made = formatPlural(l10n.t('{0, plural, one {Created # spec.} other {Created # specs.}}'), written.length);
  const kept =
    left.length === 0
      ? ''
      : ` ${l10n.t('Not created, because they exist or could not be written: {0}', left.slice(0, 5).join(', '))}`;
  void showMessage(
    left.length === 0 ? 'info' : 'warning',
    `${made}${kept}`,
    ...(first === undefined
      ? []
      : [
          {
            title: l10n.t('Start All…'),
            run: () => vscode.commands.executeCommand(commandIds.startAll, first, written),
          },
        ]),
  );
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
