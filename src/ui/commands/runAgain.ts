import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import * as vscode from 'vscode';
import { checkSpec } from '../../domain/spec/check.ts';
import { specTextOf } from '../../domain/spec/awsCli.ts';
import { type Job, titleOf } from '../../domain/jobs/job.ts';
import { commandIds } from '../../ids.ts';
import { commandAction, showMessage } from '../window/messages.ts';
import { checkContext } from '../checkContext.ts';
import { startAgain } from '../startSpec.ts';
import { jobKey } from '../tree/keys.ts';
import type { CommandContext, RunCommand } from './command.ts';
import { repeatableRequest } from './oldRequest.ts';
import { jobTargets } from './targets.ts';

/**
 * Starts the work of each job again, one after the other, each after its own confirmation. Stops when the user declines
 * one.
 */
export const run: RunCommand = async (context, target, targets) => {
  for (const job of await jobTargets(context, target, targets)) if (!(await again(job, context))) return;
};

async function again(job: Job, context: CommandContext): Promise<boolean> {
  const name = l10n.t('“{0}”', titleOf(job));
  const found = await repeatableRequest(job, context);
  if ('why' in found) {
    void showMessage('warning', l10n.t('{0} cannot be run again. {1}', name, found.why));
    return true;
  }
  const { kind, request, written } = found;
  const { region, account } = job;
  // Check the request like a file: what the service accepted then may be invalid today, and a request from elsewhere
  // was never checked here.
  const text = specTextOf(kind, request, { region, account });
  const { spec, problems } = await checkSpec(
    text,
    await checkContext(context.ports, vscode.Uri.parse(job.specUri ?? 'untitled:job'), text),
  );
  if (spec === undefined) {
    void showMessage(
      'error',
      l10n.t(
        '{0} cannot be run again unchanged. {1}',
        name,
        problems.find(({ severity }) => severity === 'error')?.message ?? '',
      ),
      commandAction(l10n.t('Save as Job Spec'), commandIds.saveAsSpec, jobKey(job)),
    );
    return true;
  }
  return await startAgain(job, { ...spec, ...defined({ written }) }, name, context);
}
