// Lists the batches, whose pages show their runs and what can be done with them.
import { l10n } from '../l10n.ts';
import type { Batch } from '../../domain/jobs/queue/run.ts';
import { formatPlural } from '../formatPlural.ts';
import type { Queue } from '../queue/index.ts';
import { countsText } from '../queue/words.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import { type Choice, pick, pickMany } from '../window/pick.ts';
import { requireConnection } from '../connected.ts';
import { timeText } from '../words.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async context => {
  if ((await requireConnection(context)) === undefined) return;
  const queue = await context.queue();
  const { account } = queue;
  if (account === undefined) return;
  const batches = queue.records.batches(account);
  if (batches.length === 0) {
    void showMessage('info', l10n.t('There are no batches.'));
    return;
  }
  const chosen = await pick<Choice & { readonly act: () => unknown }>(
    [
      ...batches.map(batch => ({
        label: batch.name,
        icon: 'list-ordered',
        description: countsText(queue.records.countsOf(batch.id)),
        detail: timeText(batch.createdAt),
        act: () => {
          queue.show(batch);
        },
      })),
      { label: l10n.t('Remove Batches from History…'), icon: 'trash', act: () => remove(batches, queue) },
    ],
    {
      title: formatPlural(
        l10n.t('{0, plural, one {Queue: # run} other {Queue: # runs}}'),
        queue.records.queuedCount(account),
      ),
      placeHolder: queue.standstill(account) ?? l10n.t('Select a batch to show'),
      matchOnDescription: true,
    },
  );
  await chosen?.act();
};

/** Removes batches with their requests. Those with runs in the queue stay, and so do the jobs that were started. */
async function remove(batches: readonly Batch[], queue: Queue): Promise<void> {
  const picked = await pickMany(
    batches.map(batch => ({
      label: batch.name,
      description: countsText(queue.records.countsOf(batch.id)),
      id: batch.id,
    })),
    { title: l10n.t('Remove Batches from History'), placeHolder: l10n.t('Batches with waiting or held runs stay') },
  );
  if (picked === undefined || picked.length === 0) return;
  const isSure = await confirmModal(
    formatPlural(l10n.t('{0, plural, one {Remove # batch?} other {Remove # batches?}}'), picked.length),
    [l10n.t('Their jobs stay in the view. Runs that were not started are gone.')],
    l10n.t('Remove'),
  );
  if (isSure) queue.remove(picked.map(({ id }) => id));
}
