import { l10n } from './l10n.ts';
import { viewIds } from '../ids.ts';
import { commandAction, showMessage } from './window/messages.ts';

/** Warns that the job history is not the previous one. `kept`: where the remains of the previous one were copied to. */
export function showHistoryNotice({
  what,
  kept,
}: {
  readonly what: 'replaced' | 'deleted' | 'another' | 'lost';
  readonly kept?: string;
}): void {
  const copy = kept === undefined ? '' : ` ${l10n.t('What was left of it was copied to {0}.', kept)}`;
  void showMessage(
    'warning',
    `${wordsOf(what)}${copy} ${l10n.t('Jobs that AWS still lists are read again. Before you start a job, check that it is not running already.')}`,
    commandAction(l10n.t('Show Jobs'), `${viewIds.jobs}.focus`),
  );
}

function wordsOf(what: 'replaced' | 'deleted' | 'another' | 'lost'): string {
  switch (what) {
    case 'replaced':
      return l10n.t(
        'The job history file was replaced while it was open, and has been read again. Unfinished jobs and unanswered starts were kept.',
      );
    case 'deleted':
      return l10n.t(
        'The job history file was deleted while it was open. A new one was created; unfinished jobs and unanswered starts were kept.',
      );
    case 'another':
      return l10n.t('The job history file is not the one of your last session.');
    case 'lost':
      return l10n.t('The job history file of your last session is missing or empty. A new one was created.');
  }
}
