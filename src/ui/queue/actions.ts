// What a user can do with runs of the queue, from whichever place.
import { type Run, resumed } from '../../domain/jobs/queue/run.ts';
import { visible } from '../../domain/visible.ts';
import type { CommandContext } from '../commands/command.ts';
import { requireConnection, requirePinnedServices } from '../connected.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import type { Queue } from './index.ts';
import { kindText, runText } from './words.ts';

/** So many runs are named in the question. */
const maxNamed = 12;

/** Cancels the runs that were not sent yet, and tells how many. */
export function cancelRuns(runs: readonly Run[], queue: Queue): void {
  const count = queue.runner.cancel(runs.map(({ id }) => id));
  void showMessage(
    'info',
    count === 0
      ? l10n.t('Nothing was canceled: the runs were already sent.')
      : formatPlural(
          l10n.t('{0, plural, one {Canceled # run. It was not sent.} other {Canceled # runs. They were not sent.}}'),
          count,
        ),
  );
}

/** Moves a waiting run before all others of the account. */
export function moveToFront(run: Run, queue: Queue): void {
  const [first] = queue.records.queued(run, 1);
  if (first?.id === run.id) return;
  queue.records.moveRun(run.id, first?.id);
  queue.runner.wake();
}

/** Puts held or refused runs back into the queue, after the user has seen again what they are and where they run. */
export async function resumeRuns(runs: readonly Run[], queue: Queue, context: CommandContext): Promise<void> {
  if (runs.length === 0) return;
  const connected = await requireConnection(context);
  const services = connected && (await requirePinnedServices(connected, context.ports));
  if (connected === undefined || services === undefined) return;
  const yes = formatPlural(l10n.t('{0, plural, one {Resume # Run} other {Resume # Runs}}'), runs.length);
  const lines = runs
    .slice(0, maxNamed)
    .map(each => visible(`${each.name} · ${kindText(each.action)} · ${runText(each)}`));
  const isSure = await confirmModal(
    formatPlural(l10n.t('{0, plural, one {Send # run?} other {Send # runs?}}'), runs.length),
    [l10n.t('Account: {0}', services.identity.account), '', ...lines],
    yes,
    connected.simulated ? 'info' : 'warning',
  );
  if (!isSure) return;
  queue.runner.resume(
    runs.map(({ id }) => id),
    resumed,
    { at: context.ports.start.clock.now(), by: services.identity.arn },
  );
}
