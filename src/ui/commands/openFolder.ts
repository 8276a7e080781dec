// The commands for the folders of a job.
import * as vscode from 'vscode';
import type { Root } from '../../domain/files/jobFolder.ts';
import { fileAt } from '../files/uris.ts';
import { l10n } from '../l10n.ts';
import { pick } from '../window/pick.ts';
import type { RunCommand } from './command.ts';
import { jobTarget } from './targets.ts';

const browsing =
  (root: Root): RunCommand =>
  async (context, target) => {
    const job = await jobTarget(context, target);
    if (job !== undefined) await (await context.files()).browse(job, root);
  };

/** Shows the folder that a job reads. */
export const openInputFolder = browsing('input');

/** Shows the folder that a job writes to. */
export const openOutputFolder = browsing('output');

/** Downloads what a job has written. */
export const downloadOutput: RunCommand = async (context, target) => {
  const job = await jobTarget(context, target);
  if (job !== undefined) await (await context.files()).download(job, 'output');
};

/** Downloads a folder of a job: the one that was clicked in Explorer, or one that the user picks. */
export const downloadFolder: RunCommand = async (context, target) => {
  if (target instanceof vscode.Uri) {
    const at = fileAt(target);
    if (at !== undefined) await (await context.files()).download(at.job, at.root, at.folder);
    return;
  }
  const job = await jobTarget(context, target);
  if (job === undefined) return;
  const roots = [
    { root: 'output' as const, label: l10n.t('Output Folder'), uri: job.output },
    { root: 'input' as const, label: l10n.t('Input Folder'), uri: job.input },
  ].flatMap(({ root, label, uri }) => (uri === undefined ? [] : [{ root, label, detail: uri }]));
  const chosen =
    roots.length === 1
      ? roots[0]
      : await pick(roots, { title: l10n.t('Download Folder'), placeHolder: l10n.t('Select a folder of the job') });
  await (await context.files()).download(job, chosen?.root ?? 'output');
};
