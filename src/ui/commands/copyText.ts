import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { showMessage, showStatusMessage } from '../window/messages.ts';
import type { CommandContext } from './command.ts';
import { partitionJobs } from './fitting.ts';
import { jobTargets } from './targets.ts';
import { formatPlural } from '../formatPlural.ts';

/** Copies a text for each target job, one per line, and reports the jobs without one. `none`: why, in a few words. */
export async function copyText(
  context: CommandContext,
  target: unknown,
  targets: readonly unknown[] | undefined,
  textOf: (job: Job) => string | undefined,
  none: string | ((job: Job) => string),
): Promise<void> {
  const chosen = await jobTargets(context, target, targets);
  const { jobs, skippedText } = partitionJobs(chosen, job =>
    textOf(job) !== undefined ? undefined : typeof none === 'string' ? none : none(job),
  );
  if (chosen.length === 0) return;
  const texts = jobs.flatMap(job => textOf(job) ?? []);
  const [first] = texts;
  if (first === undefined) {
    void showMessage('info', l10n.t('Nothing to copy. {0}', skippedText));
    return;
  }
  await vscode.env.clipboard.writeText(texts.join('\n'));
  if (skippedText !== '')
    void showMessage(
      'info',
      `${formatPlural(l10n.t('{0, plural, one {Copied # line.} other {Copied # lines.}}'), texts.length)} ${skippedText}`,
    );
  else
    showStatusMessage(
      texts.length === 1
        ? l10n.t('Copied {0}', first)
        : formatPlural(l10n.t('{0, plural, one {Copied # line} other {Copied # lines}}'), texts.length),
    );
}
