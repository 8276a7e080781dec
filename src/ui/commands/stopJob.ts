import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { Connected } from '../../domain/connection.ts';
import { type Job, isUnfinished, isEndUnknown, kindOfJob, phaseOfJob, titleOf } from '../../domain/jobs/job.ts';
import { type StopOutcome, recordStop, stopJobs } from '../../domain/jobs/stop.ts';
import { commandIds } from '../../ids.ts';
import { type Action, confirmModal, commandAction, showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { visible } from '../../domain/visible.ts';
import { requireConnection, requirePinnedServices, selectConnectionAction } from '../connected.ts';
import { jobKey } from '../tree/keys.ts';
import { connectionText, refusalText, statusText } from '../words.ts';
import type { RunCommand } from './command.ts';
import { partitionJobs, jobLines, jobsWords } from './fitting.ts';
import { jobTargets } from './targets.ts';
import { formatPlural } from '../formatPlural.ts';

/**
 * Stops jobs after one confirmation, with credentials just verified to belong to the jobs' account, and reports all
 * outcomes in one message.
 */
export const run: RunCommand = async (context, target, targets) => {
  const chosen = await jobTargets(context, target, targets);
  if (chosen.length === 0) return;
  const { jobs, skippedText } = partitionJobs(chosen, whyNot);
  const unstoppable = chosen.filter(
    job => isUnfinished(job) && kindOfJob(job)?.stoppable === false && job.watched !== false,
  );
  const unwatch: readonly Action[] =
    unstoppable.length === 0
      ? []
      : [
          {
            title: l10n.t('Stop Watching'),
            run: () => vscode.commands.executeCommand(commandIds.unwatchJob, undefined, unstoppable.map(jobKey)),
          },
        ];
  const [first] = jobs;
  if (first === undefined) {
    void showMessage('info', l10n.t('Nothing was stopped. {0}', skippedText), ...unwatch);
    return;
  }

  const connected = await requireConnection(context);
  const services = connected && (await requirePinnedServices(connected, context.ports));
  if (connected === undefined || services === undefined) return;
  if (services.identity.account !== first.account || services.identity.partition !== first.partition) {
    void showMessage(
      'error',
      l10n.t(
        '{0} was not stopped. It runs in account {1}, but the connection “{2}” uses account {3}.',
        jobsWords([first]),
        first.account,
        connectionText(connected.choice),
        services.identity.account,
      ),
      selectConnectionAction(),
    );
    return;
  }
  if (!(await confirmStop(jobs, skippedText, connected))) return;
  const outcomes: StopOutcome[] = [];
  await withProgress(l10n.t('Stopping {0}…', jobsWords(jobs)), async signal => {
    for await (const { job, outcome } of stopJobs(jobs, services, context.ports.start.clock, signal)) {
      recordStop(outcome, job, context.ports.store, context.ports.start.clock.now());
      outcomes.push(outcome);
    }
  });
  context.ports.log.info('stop', { count: outcomes.length });
  summarize(jobs, outcomes, skippedText, connected, unwatch);
};

function whyNot(job: Job): string | undefined {
  if (job.gone === true) return l10n.t('no longer listed by AWS');
  if (!isEndUnknown(job)) return l10n.t('already finished: {0}', statusText(job.status));
  if (phaseOfJob(job) === 'stopping') return l10n.t('already stopping');
  return kindOfJob(job)?.stoppable === true
    ? undefined
    : l10n.t('AWS Entity Resolution jobs cannot be stopped, but you can stop watching them');
}

async function confirmStop(
  jobs: readonly Job[],
  skippedText: string,
  { choice, simulated }: Connected,
): Promise<boolean> {
  const [first] = jobs;
  if (first === undefined) return false;
  const one = jobs.length === 1;
  const detail = [
    ...(simulated ? [l10n.t('Simulated: the local sandbox runs this job.'), ''] : []),
    l10n.t('Account: {0}', `${first.account} · ${connectionText(choice)}`),
    l10n.t('Region: {0}', [...new Set(jobs.map(({ region }) => region))].join(', ')),
    ...(one
      ? [
          l10n.t('Job ID: {0}', first.id),
          ...(first.output === undefined ? [] : [l10n.t('Output: {0}', visible(first.output))]),
        ]
      : ['', ...jobLines(jobs)]),
    '',
    l10n.t('A stopped job cannot be resumed. Output it has already written stays in S3; the rest is not analyzed.'),
    ...(skippedText === '' ? [] : ['', skippedText]),
  ];
  const question = one
    ? l10n.t('Stop the {0} job “{1}”?', kindOfJob(first)?.title ?? first.action, visible(titleOf(first)))
    : formatPlural(l10n.t('{0, plural, one {Stop # job?} other {Stop # jobs?}}'), jobs.length);
  const stop = one
    ? l10n.t('Stop Job')
    : formatPlural(l10n.t('{0, plural, one {Stop # Job} other {Stop # Jobs}}'), jobs.length);
  return await confirmModal(question, detail, stop);
}

function summarize(
  jobs: readonly Job[],
  outcomes: readonly StopOutcome[],
  skippedText: string,
  { choice }: Connected,
  unwatch: readonly Action[],
): void {
  const of = (type: StopOutcome['type']): readonly Job[] =>
    jobs.filter((_job, index) => outcomes[index]?.type === type);
  const refusal = outcomes.flatMap(outcome => ('refusal' in outcome ? [outcome.refusal] : []))[0];
  const words = refusal === undefined ? '' : refusalText(refusal, choice);
  const part = (which: readonly Job[], text: (name: string) => string): string[] =>
    which.length === 0 ? [] : [text(jobsWords(which))];
  const parts = [
    ...part(of('stopping'), name => l10n.t('Stopping {0}.', name)),
    ...part(of('stopped'), name => l10n.t('Stopped {0}.', name)),
    ...part(of('ended'), name => l10n.t('Already finished: {0}.', name)),
    ...part(of('gone'), name => l10n.t('No longer listed by AWS: {0}.', name)),
    ...part(of('tooEarly'), name =>
      l10n.t('Not stopped: {0}. AWS does not list the new job yet. Try again in a minute.', name),
    ),
    ...part(of('refused'), name => l10n.t('Not stopped: {0}. {1}', name, words)),
    ...part(of('unclear'), name => l10n.t('May or may not be stopped: {0}. {1}', name, words)),
    ...part(jobs.slice(outcomes.length), name => l10n.t('Canceled before {0}.', name)),
    ...(skippedText === '' ? [] : [skippedText]),
  ];
  void showMessage(
    refusal === undefined ? 'info' : 'error',
    parts.join(' '),
    ...(refusal === undefined ? unwatch : [commandAction(l10n.t('Show Log'), commandIds.showLog)]),
  );
}
