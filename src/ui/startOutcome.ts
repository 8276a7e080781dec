import { defined } from '../domain/defined.ts';
import { l10n } from './l10n.ts';
import * as vscode from 'vscode';
import type { Connected } from '../domain/connection.ts';
import type { StartOutcome } from '../domain/jobs/start.ts';
import type { Refusal } from '../domain/refusal.ts';
import { commandIds } from '../ids.ts';
import { type Action, commandAction, showMessage } from './window/messages.ts';
import { checkAction } from './checkAction.ts';
import { knownMessage } from './knownMessages.ts';
import { openText } from './openText.ts';
import { jobWords } from './jobWords.ts';
import type { Ports } from './ports.ts';
import type { JobsView } from './tree/view.ts';
import { signInActions } from './signIn.ts';
import { refusalText, durationText } from './words.ts';
import { sentenceOf } from '../domain/visible.ts';

/** The button to check what is missing, where a check would show it. */
function checkActions({ kind, message }: Refusal, file: vscode.Uri | undefined): readonly Action[] {
  return file !== undefined && (kind === 'denied' || knownMessage(message) !== undefined) ? [checkAction(file)] : [];
}

/** Reports the outcome of a start with a message and a log line, and updates the store. */
export function reportStartOutcome(
  outcome: StartOutcome,
  { name, file }: { readonly name: string; readonly file?: vscode.Uri },
  { choice }: Connected,
  { ports, view }: { readonly ports: Ports; readonly view: JobsView },
): void {
  const { log, store } = ports;
  const openSpec: readonly Action[] =
    file === undefined ? [] : [{ title: l10n.t('Open Spec'), run: () => openText(file) }];
  const showLog = commandAction(l10n.t('Show Log'), commandIds.showLog);
  switch (outcome.type) {
    case 'started': {
      const { job, unrecorded } = outcome;
      log.info('started', { jobId: job.id, ...defined({ requestId: job.requestId }) });
      if (unrecorded !== undefined) {
        store.intentsChanged(); // only the intent is on disk; the job will be found through it
        log.fault('job not recorded', unrecorded, { jobId: job.id });
        void showMessage(
          'warning',
          l10n.t(
            'Started {0}, but could not write the job history. The job is looked up again once the history can be written; its ID is {1}.',
            jobWords(job),
            job.id,
          ),
          { title: l10n.t('Copy Job ID'), run: () => vscode.env.clipboard.writeText(job.id) },
          showLog,
        );
        return;
      }
      store.intentsChanged(job);
      return;
    }
    case 'refused': {
      const signIn = signInActions(outcome.refusal, ports.connection);
      log.warn('start refused', {
        refusal: outcome.refusal.name,
        ...defined({ requestId: outcome.refusal.requestId }),
      });
      void showMessage(
        'error',
        l10n.t('{0} was not started. {1}', name, refusalText(outcome.refusal, choice)),
        ...(signIn.length > 0 ? signIn : [...checkActions(outcome.refusal, file), ...openSpec, showLog]),
      );
      return;
    }
    case 'unclear':
      log.warn('start unanswered', { refusal: outcome.refusal.name });
      store.intentsChanged();
      void showMessage(
        'warning',
        l10n.t(
          '{0} may or may not have started. {1} AWS Jobs is looking for the job and will not send the request again.',
          name,
          refusalText(outcome.refusal, choice),
        ),
        ...openSpec,
        showLog,
      );
      return;
    case 'unanswered':
      store.intentsChanged();
      void showMessage(
        'warning',
        l10n.t(
          '{0} was not started again. AWS has not confirmed the start from {1} ago yet, and AWS Jobs is looking for its job. Try again after that.',
          name,
          durationText(ports.start.clock.now() - outcome.intent.sentAt),
        ),
        showLog,
      );
      return;
    case 'running':
      void showMessage(
        'warning',
        l10n.t(
          '{0} was not started again. The same job was just started, possibly in another window, and is still running. To run it twice, start it again.',
          name,
        ),
        { title: l10n.t('Show Job'), run: () => view.reveal(outcome.job) },
      );
      return;
    case 'taken': // runs of a batch only, which report their outcomes themselves
      return;
    case 'unwritten':
      log.fault('intent not written', outcome.cause);
      void showMessage(
        'error',
        l10n.t(
          '{0} was not started because the job history could not be written. {1}',
          name,
          sentenceOf(outcome.cause instanceof Error ? outcome.cause.message : ''),
        ),
        showLog,
      );
  }
}
