// A folder of a job as a list: a page at a time, with what can be done with the folder below its files.
import * as vscode from 'vscode';
import type { FolderEntry, FolderPage } from '../../domain/files/port.ts';
import { titleOf } from '../../domain/jobs/job.ts';
import { type Answer, type Refusal, answered } from '../../domain/refusal.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { confirmModal } from '../window/messages.ts';
import { type Choice, pick } from '../window/pick.ts';
import { timeText } from '../words.ts';
import type { OpenFolder } from './access.ts';
import { askToPay } from './pay.ts';
import { filesText } from './texts.ts';
import { filesUri } from './uris.ts';

/** What a row does. `open`: a file or folder by its key below the job's folder. */
type Step =
  | { readonly kind: 'open'; readonly relative: string }
  | { readonly kind: 'pay'; readonly refusal: Refusal }
  | { readonly kind: 'more' | 'again' | 'workspace' | 'download' | 'none' };
type Row = Choice & { readonly step: Step };

/** Shows the list until a file is opened or the list is left. Resolves with the folder that is to be downloaded, if any. */
export async function browse(folder: OpenFolder): Promise<string | undefined> {
  let relative = '';
  let known: FolderPage = { entries: [] };
  for (;;) {
    const place = { ...folder.place, key: folder.place.key + relative };
    const after = known.next;
    const page = folder.connected.files.folder(place, after === undefined ? {} : { after });
    const before = known;
    const rows = page.then(answer => {
      if (answer.ok) known = { ...answer.value, entries: [...before.entries, ...answer.value.entries] };
      return rowsOf(answer.ok ? answered(known) : answer, folder, relative);
    });
    const chosen = await pick(rows, {
      title: titleText(folder, relative),
      placeHolder: l10n.t('Select a file to open, or a folder'),
    });
    const { step } = chosen ?? { step: undefined };
    if (step === undefined) return undefined;
    if (step.kind === 'more') continue;
    known = { entries: [] };
    if (step.kind === 'open' && !isFolder(step.relative)) {
      await vscode.commands.executeCommand('vscode.open', filesUri(folder.job, folder.root, step.relative));
      return undefined;
    }
    if (step.kind === 'open') ({ relative } = step);
    if (step.kind === 'pay') await askToPay(folder.connected, step.refusal);
    if (step.kind === 'download') return relative;
    if (step.kind === 'workspace') {
      await addToWorkspace(folder, relative);
      return undefined;
    }
  }
}

const isFolder = (relative: string): boolean => relative === '' || relative.endsWith('/');

function titleText({ job, root }: OpenFolder, relative: string): string {
  const title = root === 'input' ? l10n.t('Input of “{0}”', titleOf(job)) : l10n.t('Output of “{0}”', titleOf(job));
  return relative === '' ? title : `${title}: ${oneLine(relative)}`;
}

function rowsOf(answer: Answer<FolderPage>, { place }: OpenFolder, relative: string): readonly Row[] {
  const up: readonly Row[] =
    relative === ''
      ? []
      : [
          {
            label: '..',
            icon: 'arrow-up',
            description: l10n.t('Parent Folder'),
            step: { kind: 'open', relative: parentOf(relative) },
          },
        ];
  if (!answer.ok) {
    const { refusal } = answer;
    return [
      { label: l10n.t('Try Again'), icon: 'refresh', detail: filesText(refusal), step: { kind: 'again' } },
      ...(refusal.unpaidBucket !== undefined
        ? [
            {
              label: l10n.t('Try as Requester…'),
              icon: 'credit-card',
              detail: l10n.t('Your account pays for the requests and the transfer.'),
              step: { kind: 'pay' as const, refusal },
            },
          ]
        : []),
      ...up,
    ];
  }
  const { entries, next } = answer.value;
  const count = formatPlural(
    next === undefined
      ? l10n.t('{0, plural, one {# entry} other {# entries}}')
      : l10n.t('{0, plural, one {# entry shown, and there are more} other {# entries shown, and there are more}}'),
    entries.length,
  );
  const separator: Row = { label: count, kind: vscode.QuickPickItemKind.Separator, step: { kind: 'none' } };
  return [
    ...up,
    ...entries.map(entry => rowOf(entry, place.key, relative)),
    ...(entries.length === 0 ? [emptyRow()] : []),
    separator,
    ...(next === undefined
      ? []
      : [{ label: l10n.t('Load More…'), icon: 'chevron-down', description: count, step: { kind: 'more' as const } }]),
    {
      label: l10n.t('Download Folder…'),
      icon: 'cloud-download',
      description: l10n.t('To this computer'),
      step: { kind: 'download' },
    },
    {
      label: l10n.t('Add Folder to Workspace…'),
      icon: 'root-folder',
      description: l10n.t('Read-only, in Explorer'),
      step: { kind: 'workspace' },
    },
  ];
}

function emptyRow(): Row {
  return {
    label: l10n.t('There are no files here.'),
    icon: 'info',
    detail: l10n.t('Jobs write their output when they end. Try again then.'),
    step: { kind: 'again' },
  };
}

function rowOf({ key, isFolder: isOne, bytes, modifiedAt }: FolderEntry, root: string, relative: string): Row {
  const name = oneLine(key.slice(root.length + relative.length));
  return {
    label: name === '' ? l10n.t('(no name)') : name,
    icon: isOne ? 'folder' : 'file',
    ...(isOne
      ? {}
      : { description: [sizeText(bytes), ...(modifiedAt === undefined ? [] : [timeText(modifiedAt)])].join(' · ') }),
    step: { kind: 'open', relative: key.slice(root.length) },
  };
}

function parentOf(relative: string): string {
  return relative.slice(0, relative.lastIndexOf('/', relative.length - 2) + 1);
}

async function addToWorkspace({ job, root }: OpenFolder, relative: string): Promise<void> {
  const isSure = await confirmModal(
    l10n.t('Add the folder of “{0}” to the workspace?', titleOf(job)),
    [
      l10n.t('Its files are read from S3 when you open them, and stay in memory.'),
      l10n.t('The editor remembers the names of files that were open, as of any workspace folder.'),
    ],
    l10n.t('Add Folder'),
    'info',
  );
  if (!isSure) return;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const title = root === 'input' ? l10n.t('Input of {0}', titleOf(job)) : l10n.t('Output of {0}', titleOf(job));
  vscode.workspace.updateWorkspaceFolders(folders.length, 0, {
    uri: filesUri(job, root, relative),
    name: oneLine(title),
  });
}
