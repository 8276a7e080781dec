import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { titleOf } from '../../domain/jobs/job.ts';
import { s3Prefix, serviceHome } from '../../domain/jobs/console.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import { showMessage } from '../window/messages.ts';
import type { RunCommand } from './command.ts';
import { jobTarget } from './targets.ts';
import { type Choice, pick } from '../window/pick.ts';

/** Opens a page in the AWS console. Neither service has one for a single job. */
export const run: RunCommand = async (context, target) => {
  const job = await jobTarget(context, target);
  if (job === undefined) return;
  const home = serviceHome(job);
  if (home === undefined) {
    void showMessage(
      'info',
      job.partition === 'sandbox'
        ? l10n.t('“{0}” runs in the local sandbox. There is no console for it.', titleOf(job))
        : l10n.t('There is no known console for the partition “{0}”.', job.partition),
    );
    return;
  }
  const place = (icon: string, label: string, uri: string | undefined): (Choice & { url: string })[] => {
    const url = uri === undefined ? undefined : s3Prefix(job, uri);
    return uri === undefined || url === undefined ? [] : [{ icon, label, description: uri, url }];
  };
  const items = [
    ...place('folder-opened', l10n.t('Output in Amazon S3'), job.output),
    ...place('folder', l10n.t('Input in Amazon S3'), job.input),
    {
      icon: 'home',
      label: serviceFacts[job.service].title,
      description: l10n.t('Start page in {0}; jobs have no links of their own', job.region),
      url: home,
    },
  ];
  const picked = await pick(items, {
    title: l10n.t('Open in AWS Console'),
    placeHolder: l10n.t('Sign in to account {0} in the browser first', job.account),
    matchOnDescription: true,
  });
  if (picked !== undefined) await vscode.commands.executeCommand('vscode.open', picked.url);
};
