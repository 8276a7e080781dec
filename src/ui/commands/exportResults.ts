import * as vscode from 'vscode';
import { type Job, titleOf } from '../../domain/jobs/job.ts';
import { exportFormats } from '../../domain/results/exports/formats.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { openText } from '../openText.ts';
import { type ExportOutcome, exportCopies, exportFile } from '../results/exporting.ts';
import { readingText } from '../results/texts.ts';
import { formatText, leftOutTexts } from '../results/formatTexts.ts';
import { askFolder, askWhereToSave } from '../window/files.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { pick } from '../window/pick.ts';
import { fileName } from '../words.ts';
import type { CommandContext, RunCommand } from './command.ts';
import { resultTarget } from './resultTarget.ts';

/** Exports what a job found, of the documents that the filter shows, to a file or as copies without PHI. */
export const run: RunCommand = async (context, target) => {
  const job = await resultTarget(context, target);
  if (job === undefined) return;
  const formats = [
    ...exportFormats.map(format => ({ format, ...formatText(format.id) })),
    { format: undefined, ...formatText('deidentified') },
  ];
  const chosen = await pick(formats, {
    title: l10n.t('Export Results of “{0}”', titleOf(job)),
    placeHolder: l10n.t('Select a format'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  if (chosen.format === undefined) await copies(job, context);
  else await file(job, chosen.format, context);
};

async function file(job: Job, format: (typeof exportFormats)[number], context: CommandContext): Promise<void> {
  const results = await context.results();
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
  tell(job, outcome, context, uri);
}

async function copies(job: Job, context: CommandContext): Promise<void> {
  const isSure = await confirmModal(
    l10n.t('Make de-identified copies of the documents of “{0}”?', titleOf(job)),
    [
      l10n.t('Each entity of protected health information that the service found is replaced by its type.'),
      l10n.t('No automatic detection is complete. Check the copies before you pass them on.'),
      l10n.t('The names of the files are those of the documents, and may themselves name a person.'),
    ],
    l10n.t('Select Folder…'),
  );
  if (!isSure) return;
  const folder = await askFolder({ title: l10n.t('De-identified Copies'), openLabel: l10n.t('Copy Here') });
  if (folder === undefined) return;
  const results = await context.results();
  const outcome = await withProgress(l10n.t('Writing de-identified copies…'), signal =>
    exportCopies(results.open.of(job), results.open.thresholds, folder, context.ports, signal),
  );
  tell(job, outcome, context, undefined);
}

function tell(job: Job, outcome: ExportOutcome, { ports }: CommandContext, uri: vscode.Uri | undefined): void {
  const { written, unreadable, unsafe, elsewhere, leftOut, failure } = outcome;
  ports.log.info(failure === undefined ? 'results exported' : 'export called off', { jobId: job.id, count: written });
  if (failure?.kind === 'cancelled') {
    void showMessage('info', l10n.t('The export was canceled.'));
    return;
  }
  if (failure !== undefined) {
    void showMessage('error', l10n.t('The export was not finished. {0}', readingText(failure, job.account)));
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
    ...(leftOut === undefined ? [] : leftOutTexts(leftOut)),
    uri === undefined
      ? l10n.t('No automatic detection is complete. Check the copies before you pass them on.')
      : l10n.t('{0} holds protected health information.', fileName(uri)),
  ];
  void showMessage(
    unreadable + unsafe + elsewhere === 0 ? 'info' : 'warning',
    words.join(' '),
    ...(uri === undefined ? [] : [{ title: l10n.t('Open File'), run: () => openText(uri) }]),
  );
}
