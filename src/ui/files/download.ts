// Downloads a folder of a job: asks where, shows what will happen, and tells what did.
import * as vscode from 'vscode';
import type { Connected } from '../../domain/connection.ts';
import { Download, type DownloadOutcome } from '../../domain/files/download.ts';
import { type Plan, planDownload } from '../../domain/files/plan.ts';
import { titleOf } from '../../domain/jobs/job.ts';
import type { Answer } from '../../domain/refusal.ts';
import { Paths } from '../../domain/results/exports/paths.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { askFolder } from '../window/files.ts';
import { type Action, chooseModal, showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import type { OpenFolder } from './access.ts';
import { Rate } from './rate.ts';
import type { DownloadSummaries } from './summaries.ts';
import { summaryText } from './summaryText.ts';
import { fileErrorText } from '../fileErrorText.ts';
import { askToPay } from './pay.ts';
import { filesText } from './texts.ts';

const tellEveryMs = 200;

/** Downloads what is below a folder. */
export async function download(
  folder: OpenFolder,
  relative: string,
  summaries: DownloadSummaries,
  ports: Ports,
): Promise<void> {
  const parent = await askFolder({ title: l10n.t('Download Folder'), openLabel: l10n.t('Download Here') });
  if (parent === undefined) return;
  if (parent.scheme !== 'file') {
    void showMessage(
      'error',
      l10n.t('Files can be downloaded to folders of this computer only. Select another folder.'),
    );
    return;
  }
  const target = vscode.Uri.joinPath(parent, `${folder.root}-${folder.job.id.slice(0, 8).replaceAll(/[^\w-]/g, '_')}`);
  const place = { ...folder.place, key: folder.place.key + relative };
  // A part of the folder has its place in the whole.
  const into = relative === '' ? target : vscode.Uri.joinPath(target, ...partNames(relative));
  const local = await ports.targetFolder(into.fsPath);
  const { clock } = ports.start;
  const io = { port: folder.connected.files, local, clock };
  const plan = await planned(place, io, folder.connected);
  if (plan === undefined) return;
  if (!plan.ok) {
    tellFailure(plan.refusal.kind === 'cancelled' ? undefined : filesText(plan.refusal));
    return;
  }
  const choice = await confirmed(plan.value, into, folder);
  if (choice === undefined) return;
  const due = plan.value.files.filter(
    ({ existing }) => existing === 'none' || (existing === 'other' && choice.replaces),
  );
  const total = due.reduce((sum, { bytes }) => sum + bytes, 0);
  const outcome = await withProgress(l10n.t('Downloading “{0}”…', titleOf(folder.job)), (signal, tell) => {
    const rate = new Rate(clock);
    let toldAt = 0;
    return new Download(plan.value, io, signal, (bytes, files) => {
      // Small files come by the thousand.
      if (clock.now() - toldAt < tellEveryMs) return;
      toldAt = clock.now();
      tell(
        total === 0 ? 1 : bytes / total,
        l10n.t(
          '{0} of {1}, {2}/s, {3} of {4}',
          sizeText(bytes),
          sizeText(total),
          sizeText(rate.add(bytes)),
          files.toLocaleString(),
          filesCount(due.length),
        ),
      );
    }).run(choice.replaces);
  });
  tell(plan.value, outcome, into, folder, summaries, ports);
}

type Io = ConstructorParameters<typeof Download>[1];

/** Resolves with what will be written; with undefined if the user decides against it. */
async function planned(place: OpenFolder['place'], io: Io, connected: Connected): Promise<Answer<Plan> | undefined> {
  const plan = await withProgress(l10n.t('Listing files…'), (signal, tell) =>
    planDownload(place, io, signal, listed => {
      tell(0, filesCount(listed));
    }),
  );
  if (plan.ok || plan.refusal.unpaidBucket === undefined) return plan;
  return (await askToPay(connected, plan.refusal)) ? await planned(place, io, connected) : undefined;
}

/** Shows what will happen, and asks about files that are there with another content. */
async function confirmed(
  { files }: Plan,
  into: vscode.Uri,
  { job }: OpenFolder,
): Promise<{ readonly replaces: boolean } | undefined> {
  const count = (existing: Plan['files'][number]['existing']): number =>
    files.filter(file => file.existing === existing).length;
  const [missing, same, others] = [count('none'), count('same'), count('other')];
  if (files.length === 0) {
    void showMessage('info', l10n.t('There are no files to download in this folder.'));
    return undefined;
  }
  if (missing + others === 0) {
    void showMessage(
      'info',
      l10n.t('All files of this folder are there already, with the same content. Nothing was downloaded.'),
      ...revealActions(into),
    );
    return undefined;
  }
  const bytes = files
    .filter(({ existing }) => existing === 'none' || existing === 'other')
    .reduce((sum, file) => sum + file.bytes, 0);
  const renamed = files.filter(({ isRenamed }) => isRenamed).length;
  const detail = [
    l10n.t('{0}, {1}, to {2}', filesCount(missing + others), sizeText(bytes), into.fsPath),
    ...plural(
      same,
      l10n.t(
        '{0, plural, one {# file is there already with the same content, and is skipped.} other {# files are there already with the same content, and are skipped.}}',
      ),
    ),
    ...plural(
      others,
      l10n.t(
        '{0, plural, one {# file is there already with another content.} other {# files are there already with another content.}}',
      ),
    ),
    ...plural(
      renamed,
      l10n.t(
        '{0, plural, one {# key cannot be the path of a file, and gets another name.} other {# keys cannot be paths of files, and get other names.}}',
      ),
    ),
    l10n.t('The files may contain protected health information.'),
  ];
  const [plain, replace, keep] = [l10n.t('Download'), l10n.t('Replace Existing'), l10n.t('Keep Existing')];
  const chosen = await chooseModal(
    l10n.t('Download the files of “{0}”?', titleOf(job)),
    detail,
    others === 0 ? [plain] : missing === 0 ? [replace] : [keep, replace],
    others === 0 ? 'info' : 'warning',
  );
  return chosen === undefined ? undefined : { replaces: chosen === replace };
}

function tell(
  plan: Plan,
  outcome: DownloadOutcome,
  into: vscode.Uri,
  { job }: OpenFolder,
  summaries: DownloadSummaries,
  { log }: Ports,
): void {
  const { written, bytes, unchanged, kept, failed, failure, fileError } = outcome;
  const isDone = failure === undefined && fileError === undefined;
  log.info(isDone ? 'files downloaded' : 'download called off', { jobId: job.id, count: written });
  const summary = summaryText(plan, outcome);
  const renamed = plan.files.filter(({ isRenamed }) => isRenamed).length;
  const words = [
    ...(failure?.kind === 'cancelled' ? [l10n.t('The download was canceled.')] : []),
    ...(failure !== undefined && failure.kind !== 'cancelled'
      ? [l10n.t('The download was not finished. {0} Download again to go on.', filesText(failure))]
      : []),
    ...(fileError === undefined ? [] : [l10n.t('The download was not finished. {0}', fileErrorText(fileError))]),
    l10n.t('{0} downloaded, {1}.', filesCount(written), sizeText(bytes)),
    ...plural(
      unchanged,
      l10n.t('{0, plural, one {# unchanged file was skipped.} other {# unchanged files were skipped.}}'),
    ),
    ...plural(kept, l10n.t('{0, plural, one {# existing file was kept.} other {# existing files were kept.}}')),
    ...plural(
      failed.length,
      l10n.t('{0, plural, one {# file was not downloaded.} other {# files were not downloaded.}}'),
    ),
    ...plural(renamed, l10n.t('{0, plural, one {# file has another name.} other {# files have other names.}}')),
    ...plural(
      outcome.changed.length,
      l10n.t(
        '{0, plural, one {# file changed meanwhile, and was read again.} other {# files changed meanwhile, and were read again.}}',
      ),
    ),
    ...plural(
      outcome.unverified.length,
      l10n.t(
        '{0, plural, one {# file was verified by its size only.} other {# files were verified by their size only.}}',
      ),
    ),
  ];
  void showMessage(
    !isDone && failure?.kind !== 'cancelled' ? 'error' : failed.length > 0 ? 'warning' : 'info',
    words.join(' '),
    ...(summary === undefined ? [] : [{ title: l10n.t('Show Summary'), run: () => summaries.show(summary) }]),
    ...(written === 0 ? [] : revealActions(into)),
  );
}

function tellFailure(text: string | undefined): void {
  if (text === undefined) void showMessage('info', l10n.t('The download was canceled. Nothing was written.'));
  else void showMessage('error', l10n.t('The files could not be listed. {0}', text));
}

/** The button that shows the folder in the system's file manager, where the editor runs beside it. */
function revealActions(folder: vscode.Uri): readonly Action[] {
  if (vscode.env.uiKind !== vscode.UIKind.Desktop || vscode.env.remoteName !== undefined) return [];
  return [
    {
      title: l10n.t('Show Folder'),
      run: async () => {
        await vscode.commands.executeCommand('revealFileInOS', folder);
      },
    },
  ];
}

function filesCount(count: number): string {
  return formatPlural(l10n.t('{0, plural, one {# file} other {# files}}'), count);
}

function plural(count: number, text: string): readonly string[] {
  return count === 0 ? [] : [formatPlural(text, count)];
}

/** The names of the folders of a part. Each is one that any file system takes. */
function partNames(relative: string): readonly string[] {
  return new Paths('').of(`${relative}x`).slice(0, -1);
}
