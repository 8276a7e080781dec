import * as vscode from 'vscode';
import type { Connected } from '../domain/connection.ts';
import type { StartOutcome } from '../domain/jobs/start.ts';
import { commandIds } from '../ids.ts';
import { type Action, commandAction, say } from './window/messages.ts';
import { openText } from './openText.ts';
import type { Ports } from './ports.ts';
import type { JobsView } from './tree/view.ts';
import { refusalWords, spanWords } from './words.ts';
import { sentenceOf } from '../domain/visible.ts';

/** Tells how a start ended: one message, one log line, and the store takes note. */
export function tell(outcome: StartOutcome, { name, file }: { readonly name: string; readonly file?: vscode.Uri }, { choice, simulated }: Connected, { ports, view }: { readonly ports: Ports; readonly view: JobsView }): void {
  const { log, store } = ports;
  const openSpec: readonly Action[] = file === undefined ? [] : [{ title: vscode.l10n.t('Open Spec'), run: () => openText(file) }];
  const showLog = commandAction(vscode.l10n.t('Show Log'), commandIds.showLog);
  switch (outcome.type) {
    case 'started': {
      const { job, unrecorded } = outcome;
      log.info('started', { jobId: job.id, ...(job.requestId === undefined ? {} : { requestId: job.requestId }) });
      if (unrecorded !== undefined) {
        store.intentsChanged(); // what is on the disk is the intent, which finds the job
        log.fault('job not recorded', unrecorded, { jobId: job.id });
        void say('warning', vscode.l10n.t('{0} was started as job {1}, but the job history could not be written. Note the job ID; the job is looked for again once the history can be written.', name, job.id),
          { title: vscode.l10n.t('Copy Job ID'), run: () => vscode.env.clipboard.writeText(job.id) }, showLog);
        return;
      }
      store.intentsChanged(job);
      void say('info', simulated ? vscode.l10n.t('{0} was started as job {1} (simulated).', name, job.id) : vscode.l10n.t('{0} was started as job {1}.', name, job.id), { title: vscode.l10n.t('Show Job'), run: () => view.reveal(job) });
      return;
    }
    case 'refused':
      log.warn('start refused', { refusal: outcome.refusal.name, ...(outcome.refusal.requestId === undefined ? {} : { requestId: outcome.refusal.requestId }) });
      void say('error', vscode.l10n.t('{0} was not started. {1}', name, refusalWords(outcome.refusal, choice)), ...openSpec, showLog);
      return;
    case 'unclear':
      log.warn('start unanswered', { refusal: outcome.refusal.name });
      store.intentsChanged();
      void say('warning', vscode.l10n.t('It is not certain whether {0} was started. {1} The service is asked which jobs it has; nothing is sent twice.', name, refusalWords(outcome.refusal, choice)), ...openSpec, showLog);
      return;
    case 'unanswered':
      store.intentsChanged();
      void say('warning', vscode.l10n.t('{0} was not sent: the same start is still without an answer since {1}. The service is asked which jobs it has; try again when that is settled.', name, spanWords(ports.start.clock.now() - outcome.intent.sentAt)), showLog);
      return;
    case 'running':
      void say('warning', vscode.l10n.t('{0} was not sent: its job {1} was started a moment ago, perhaps in another window, and is not finished. Start it again if a second one is meant.', name, outcome.job.id), { title: vscode.l10n.t('Show Job'), run: () => view.reveal(outcome.job) });
      return;
    case 'unwritten':
      log.fault('intent not written', outcome.cause);
      void say('error', vscode.l10n.t('{0} was not started: the start could not be written to the job history first, and without that a crash could lose the job or start it twice. {1}', name, sentenceOf(outcome.cause instanceof Error ? outcome.cause.message : '')), showLog);
  }
}
