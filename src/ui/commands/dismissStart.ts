import { l10n } from '../l10n.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import type { RunCommand } from './command.ts';
import { overdueMs } from '../tree/model.ts';
import { intentTarget } from './targets.ts';

export const run: RunCommand = async (context, target) => {
  const intent = intentTarget(context, target);
  const isOverdue = intent !== undefined && context.ports.start.clock.now() - intent.sentAt > overdueMs;
  if (intent === undefined || (intent.state !== 'notFound' && !isOverdue)) {
    void showMessage('info', l10n.t('There is no unconfirmed start to dismiss.'));
    return;
  }
  if (intent.state !== 'notFound') {
    const detail = l10n.t(
      'AWS has not confirmed the start yet. If a job was started, it keeps running, but AWS Jobs stops looking for it.',
    );
    if (!(await confirmModal(l10n.t('Dismiss the unconfirmed start?'), [detail], l10n.t('Dismiss')))) return;
  }
  context.ports.start.records.resolve({ ...intent, state: 'dismissed' });
  context.ports.store.intentsChanged();
};
