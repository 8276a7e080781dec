import * as vscode from 'vscode';
import type { Job } from '../../domain/jobs/job.ts';
import { say, sayBriefly } from '../window/messages.ts';
import type { CommandContext } from './command.ts';
import { fitting } from './fitting.ts';
import { jobTargets } from './targets.ts';
import { counted } from '../counted.ts';

/** Copies a text for each target job, one per line, and reports the jobs without one. `none`: why, in a few words. */
export async function copyText(room: CommandContext, target: unknown, targets: readonly unknown[] | undefined, textOf: (job: Job) => string | undefined, none: string | ((job: Job) => string)): Promise<void> {
  const chosen = await jobTargets(room, target, targets);
  const { jobs, leftOut } = fitting(chosen, job => (textOf(job) !== undefined ? undefined : typeof none === 'string' ? none : none(job)));
  if (chosen.length === 0) return;
  const texts = jobs.flatMap(job => textOf(job) ?? []);
  const [first] = texts;
  if (first === undefined) { void say('info', vscode.l10n.t('Nothing to copy. {0}', leftOut)); return; }
  await vscode.env.clipboard.writeText(texts.join('\n'));
  if (leftOut !== '') void say('info', `${counted(vscode.l10n.t('{0, plural, one {Copied # line.} other {Copied # lines.}}'), texts.length)} ${leftOut}`);
  else sayBriefly(texts.length === 1 ? vscode.l10n.t('Copied {0}', first) : counted(vscode.l10n.t('{0, plural, one {Copied # line} other {Copied # lines}}'), texts.length));
}
