// Lists the runs in the queue, and lets the user move, cancel or resume them.
import { l10n } from '../l10n.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { formatPlural } from '../formatPlural.ts';
import { cancelRuns, moveToFront, resumeRuns } from '../queue/actions.ts';
import type { Queue } from '../queue/index.ts';
import { countsText, kindText, runText } from '../queue/words.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import { type Choice, pick, pickMany } from '../window/pick.ts';
import { requireConnection } from '../connected.ts';
import { choiceOf, refusalText } from '../words.ts';
import type { CommandContext, RunCommand } from './command.ts';

/** So many runs are offered; those further back move up. */
const maxOffered = 500;

export const run: RunCommand = async context => {
  if ((await requireConnection(context)) === undefined) return;
  const queue = await context.queue();
  const { account } = queue;
  if (account === undefined) return;
  const waiting = queue.records.queued(account, maxOffered);
  const resumable = queue.records.resumable(account, maxOffered);
  const batches = queue.records.batches(account);
  if (waiting.length + batches.length === 0) {
    void showMessage('info', l10n.t('No runs are waiting, and there are no batches.'));
    return;
  }
  const chosen = await pick<Choice & { readonly act: () => unknown }>(
    [
      ...(waiting.length === 0
        ? []
        : [
            {
              label: l10n.t('Cancel Runs…'),
              icon: 'close',
              act: () => cancel(waiting, queue),
            },
          ]),
      ...(resumable.length === 0
        ? []
        : [
            {
              label: l10n.t('Resume Held or Refused Runs…'),
              icon: 'debug-continue',
              act: () => resume(resumable, queue, context),
            },
          ]),
      ...waiting
        .filter(({ state }) => state === 'waiting')
        .slice(1)
        .map(each => ({
          label: l10n.t('Move to the Front: {0}', each.name),
          icon: 'arrow-up',
          description: `${kindText(each.action)} · ${runText(each)}`,
          act: () => {
            moveToFront(each, queue);
          },
        })),
      ...(batches.length === 0
        ? []
        : [{ label: l10n.t('Remove Batches from History…'), icon: 'trash', act: () => remove(batches, queue) }]),
      ...batches.map(batch => ({
        label: l10n.t('Batch: {0}', batch.name),
        icon: 'list-ordered',
        description: countsText(queue.records.countsOf(batch.id)),
        act: () => queue.show(batch),
      })),
    ],
    {
      title: formatPlural(
        l10n.t('{0, plural, one {Queue: # run} other {Queue: # runs}}'),
        queue.records.queuedCount(account),
      ),
      placeHolder: stateText(queue, context),
      matchOnDescription: true,
    },
  );
  await chosen?.act();
};

/** Why nothing is sent at the moment, or what to do here. */
function stateText({ runner: { state } }: Queue, { ports }: CommandContext): string {
  if (state.following === true) return l10n.t('Another window sends these runs');
  return state.refusal === undefined
    ? l10n.t('Select what to do')
    : l10n.t('Waiting for the connection. {0}', refusalText(state.refusal, choiceOf(ports.connection.state)));
}

async function pickRuns(runs: readonly Run[], title: string): Promise<readonly Run[]> {
  const picked = await pickMany(
    runs.map(each => ({ label: each.name, description: `${kindText(each.action)} · ${runText(each)}`, run: each })),
    { title, placeHolder: l10n.t('Select runs') },
  );
  return (picked ?? []).map(({ run: each }) => each);
}

async function cancel(waiting: readonly Run[], queue: Queue): Promise<void> {
  const runs = await pickRuns(waiting, l10n.t('Cancel Runs'));
  if (runs.length > 0) cancelRuns(runs, queue);
}

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
  if (isSure) queue.records.removeBatches(picked.map(({ id }) => id));
}

async function resume(resumable: readonly Run[], queue: Queue, context: CommandContext): Promise<void> {
  await resumeRuns(await pickRuns(resumable, l10n.t('Resume Held or Refused Runs')), queue, context);
}
