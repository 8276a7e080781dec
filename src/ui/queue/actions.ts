// What a user can do with runs of the queue, from whichever place.
import type { Connected } from '../../domain/connection.ts';
import type { Account } from '../../domain/jobs/job.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import type { QueueRecords } from '../../domain/jobs/queue/ports.ts';
import { canBeResumed, resumedAsSeen } from '../../domain/jobs/queue/resume.ts';
import type { Run } from '../../domain/jobs/queue/run.ts';
import type { QueueRunner } from '../../domain/jobs/queue/runner.ts';
import { visible } from '../../domain/visible.ts';
import { requireConnection, requirePinnedServices, selectConnectionAction } from '../connected.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { requireTrust } from '../startGuards.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import { kindText, runText } from './words.ts';

/** The parts of the queue that are needed. */
export interface QueueParts {
  readonly runner: QueueRunner;
  readonly records: QueueRecords;
}

/** So many runs are named in the question. */
const maxNamed = 12;

/** Cancels the runs that were not sent yet, after a question if there are several, and tells how many. */
export async function cancelRuns(given: readonly Run[], { runner }: QueueParts): Promise<void> {
  const runs = given.filter(({ state }) => state === 'waiting' || state === 'asking');
  if (runs.length === 0) {
    void showMessage('info', l10n.t('None of these runs is waiting.'));
    return;
  }
  const isSure =
    runs.length === 1 ||
    (await confirmModal(
      formatPlural(l10n.t('{0, plural, one {Cancel # run?} other {Cancel # runs?}}'), runs.length),
      [l10n.t('Runs that were not sent yet are not sent. Jobs that were started go on.')],
      formatPlural(l10n.t('{0, plural, one {Cancel # Run} other {Cancel # Runs}}'), runs.length),
    ));
  if (!isSure) return;
  const count = runner.cancel(runs.map(({ id }) => id));
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

/** Moves waiting runs of an account before all others of it, in their order. */
export function moveToFront(given: readonly Run[], { records, runner }: QueueParts): void {
  const runs = given.filter(({ state }) => state === 'waiting').sort((one, other) => one.position - other.position);
  const [account] = runs;
  if (account === undefined) return;
  const moved = new Set(runs.map(({ id }) => id));
  const first = records.queued(account, runs.length + 1).find(({ id }) => !moved.has(id));
  // Those in front of all others need not move.
  if (first === undefined) return;
  records.moveRuns([...moved], first.id);
  runner.wake();
}

/**
 * Resolves with the connection and its verified services if they are those of an account whose runs are to be sent;
 * else tells the user why not, and resolves with undefined.
 */
export async function requireServicesOf(
  { partition, account }: Account,
  ports: Ports,
): Promise<{ readonly connected: Connected; readonly services: JobServices } | undefined> {
  if (!requireTrust()) return undefined;
  const connected = await requireConnection({ ports });
  const services = connected && (await requirePinnedServices(connected, ports));
  if (connected === undefined || services === undefined) return undefined;
  const { identity } = services;
  if (identity.account === account && identity.partition === partition) return { connected, services };
  void showMessage(
    'error',
    l10n.t('These runs are of account {0}, but the connection uses account {1}.', account, identity.account),
    selectConnectionAction(),
  );
  return undefined;
}

/** Puts runs back into the queue, after the user has seen again what they are and where they run. */
export async function resumeRuns(
  given: readonly Run[],
  { runner }: QueueParts,
  { ports }: { readonly ports: Ports },
): Promise<void> {
  const runs = given.filter(canBeResumed);
  const [account] = runs;
  if (account === undefined) {
    void showMessage('info', l10n.t('None of these runs is held or refused.'));
    return;
  }
  const found = await requireServicesOf(account, ports);
  if (found === undefined) return;
  const { connected, services } = found;
  const lines = runs
    .slice(0, maxNamed)
    .map(each => visible(`${each.name} · ${kindText(each.action)} · ${runText(each)}`));
  const more = runs.length - lines.length;
  const isSure = await confirmModal(
    formatPlural(l10n.t('{0, plural, one {Send # run?} other {Send # runs?}}'), runs.length),
    [
      l10n.t('Account: {0}', services.identity.account),
      '',
      ...lines,
      ...(more > 0 ? [l10n.t('…and {0} more', more.toLocaleString())] : []),
    ],
    formatPlural(l10n.t('{0, plural, one {Resume # Run} other {Resume # Runs}}'), runs.length),
    connected.simulated ? 'info' : 'warning',
  );
  if (!isSure) return;
  runner.resume(
    runs.map(({ id }) => id),
    resumedAsSeen(runs),
    { at: ports.start.clock.now(), by: services.identity.arn },
  );
}
