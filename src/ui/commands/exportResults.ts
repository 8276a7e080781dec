import * as vscode from 'vscode';
import { type Job, titleOf } from '../../domain/jobs/job.ts';
import { exportFormats } from '../../domain/results/exports/formats.ts';
import { fileErrorText } from '../fileErrorText.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { openText } from '../openText.ts';
import { findsPhi } from '../../domain/results/findsPhi.ts';
import { type ExportOutcome, exportCopies, exportFile } from '../results/exporting.ts';
import { readingText } from '../results/texts.ts';
import { formatText, leftOutTexts } from '../results/formatTexts.ts';
import { askFolder, askWhereToSave } from '../window/files.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { pick } from '../window/pick.ts';
import { fileName } from '../words.ts';
import type { Results } from '../results/index.ts';
import type { CommandContext, RunCommand } from './command.ts';
import { resultTarget, staysOpen } from './resultTarget.ts';

/** Exports what a job found, of the documents that the filter shows, to a file or as copies without PHI. */
export const run: RunCommand = async (context, target) => {
  const job = await resultTarget(context, target);
  if (job === undefined) return;
  const results = await context.results();
  const { release } = results.open.hold(job);
  try {
    await exportOf(job, results, context, staysOpen(target));
  } finally {
    release();
  }
};

async function exportOf(job: Job, results: Results, context: CommandContext, ignoreFocusOut: boolean): Promise<void> {
  const formats = [
    ...exportFormats.map(format => ({ format, ...formatText(format.id) })),
    // A job that does not look for PHI would leave all of it in.
    ...(findsPhi(job) ? [{ format: undefined, ...formatText('deidentified') }] : []),
  ];
  const chosen = await pick(formats, {
    title: l10n.t('Export Results of “{0}”', titleOf(job)),
    placeHolder: partText(results, job) ?? l10n.t('Select a format'),
    matchOnDescription: true,
    ignoreFocusOut,
  });
  if (chosen === undefined) return;
  if (chosen.format === undefined) await copies(job, results, context);
  else await file(job, chosen.format, results, context);
}

/** What of the results is exported; undefined if all is. */
function partText({ open }: Results, job: Job): string | undefined {
  const { filter } = open.of(job).view;
  const { entity, concept } = open.thresholds;
  return Object.values(filter).some(value => value !== undefined) || entity > 0 || concept > 0
    ? l10n.t('Only what the filter and thresholds show is exported.')
    : undefined;
}

async function file(
  job: Job,
  format: (typeof exportFormats)[number],
  results: Results,
  context: CommandContext,
): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const uri = await askWhereToSave({
    title: l10n.t('Export Results'),
    saveLabel: l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(folder, `results-${job.id.slice(0, 8)}.${format.extension}`),
    filters: { [formatText(format.id).label]: [format.extension] },
  });
  if (uri === undefined) return;
  const outcome = await withProgress(l10n.t('Exporting results…'), signal =>
    exportFile(results.open.of(job), results.open.thresholds, format, uri, context.ports, signal),
  );
  tell(job, outcome, partText(results, job), context, uri);
}

async function copies(job: Job, results: Results, context: CommandContext): Promise<void> {
  const choice = await pick(
    [
      { style: 'type' as const, label: '[NAME]', description: l10n.t('The type') },
      {
        style: 'placeholder' as const,
        label: '[NAME-1]',
        description: l10n.t('The same placeholder for the same text in all documents'),
      },
    ],
    { title: l10n.t('De-identified Copies'), placeHolder: l10n.t('Select what replaces protected health information') },
  );
  if (choice === undefined) return;
  const isSure = await confirmModal(
    l10n.t('Make de-identified copies of the documents of “{0}”?', titleOf(job)),
    [
      l10n.t('Protected health information that the service found is replaced, such as a name by {0}.', choice.label),
      l10n.t('No automatic detection is complete. Check the copies before you pass them on.'),
      l10n.t('The names of the files are those of the documents, and may themselves name a person.'),
    ],
    l10n.t('Select Folder…'),
  );
  if (!isSure) return;
  const folder = await askFolder({ title: l10n.t('De-identified Copies'), openLabel: l10n.t('Copy Here') });
  if (folder === undefined) return;
  const target = await freeFolder(folder, `deidentified-${job.id.slice(0, 8)}`);
  const outcome = await withProgress(l10n.t('Writing de-identified copies…'), signal =>
    exportCopies(results.open.of(job), results.open.thresholds, target, choice.style, context.ports, signal),
  );
  tell(job, outcome, partText(results, job), context, undefined);
}

/** Resolves with a folder that does not exist yet: the copies have the names of the documents, and must not replace any. */
async function freeFolder(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let count = 1; ; count += 1) {
    const uri = vscode.Uri.joinPath(parent, count === 1 ? name : `${name}-${count}`);
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!exists) return uri;
  }
}

function tell(
  job: Job,
  outcome: ExportOutcome,
  part: string | undefined,
  { ports }: CommandContext,
  uri: vscode.Uri | undefined,
): void {
  const { written, unreadable, unsafe, elsewhere, leftOut, failure, fileError } = outcome;
  const isDone = failure === undefined && fileError === undefined;
  ports.log.info(isDone ? 'results exported' : 'export called off', { jobId: job.id, count: written });
  // A file that was not finished is gone; copies stay.
  const rest =
    uri !== undefined || written === 0
      ? ''
      : formatPlural(
          l10n.t('{0, plural, one {# document was copied before that.} other {# documents were copied before that.}}'),
          written,
        );
  if (failure?.kind === 'cancelled') {
    void showMessage('info', [l10n.t('The export was canceled.'), rest].join(' ').trim());
    return;
  }
  if (failure !== undefined) {
    void showMessage(
      'error',
      [l10n.t('The export was not finished. {0}', readingText(failure, job.account)), rest].join(' ').trim(),
    );
    return;
  }
  if (fileError !== undefined) {
    void showMessage(
      'error',
      [l10n.t('The export was not finished. {0}', fileErrorText(fileError)), rest].join(' ').trim(),
    );
    return;
  }
  const words = [
    formatPlural(l10n.t('{0, plural, one {Exported # document.} other {Exported # documents.}}'), written),
    ...(unreadable === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# document is not included, because it could not be read.} other {# documents are not included, because they could not be read.}}',
            ),
            unreadable,
          ),
        ]),
    ...(unsafe === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# document was not copied, because not all of its entities were found in its text.} other {# documents were not copied, because not all of their entities were found in their texts.}}',
            ),
            unsafe,
          ),
        ]),
    ...(elsewhere === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {In # document, a replaced text also stands where the service did not mark it.} other {In # documents, a replaced text also stands where the service did not mark it.}}',
            ),
            elsewhere,
          ),
        ]),
    ...(part === undefined ? [] : [part]),
    ...(leftOut === undefined ? [] : leftOutTexts(leftOut)),
    uri === undefined
      ? l10n.t('No automatic detection is complete. Check the copies before you pass them on.')
      : l10n.t('{0} contains protected health information.', fileName(uri)),
  ];
  void showMessage(
    unreadable + unsafe + elsewhere === 0 ? 'info' : 'warning',
    words.join(' '),
    ...(uri === undefined ? [] : [{ title: l10n.t('Open File'), run: () => openText(uri) }]),
  );
}
