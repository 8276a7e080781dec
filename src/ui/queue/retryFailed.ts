// Makes a new batch of what failed in another one.
import * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import { phaseOfJob } from '../../domain/jobs/job.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import type { RunEntry, RunLists } from '../../domain/jobs/queue/listing.ts';
import { canBeRetried, openRetries, retriesOf, withoutOrphans } from '../../domain/jobs/queue/retry.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { showMessage } from '../window/messages.ts';
import { type QueueParts, requireServicesOf } from './actions.ts';
import { type NotProposed, type ProposedRun, agreed } from './agreed.ts';
import { guard } from './plan.ts';

export interface RetryPorts extends QueueParts {
  readonly lists: RunLists;
  readonly ports: Ports;
}

/**
 * Asks whether to do again what failed in a batch, and makes a batch of it. Resolves with the new batch; undefined if
 * there is none, of which the user knows.
 */
export async function retryFailed(
  batch: Batch,
  entries: readonly RunEntry[],
  { lists, runner, ports }: RetryPorts,
): Promise<Batch | undefined> {
  const open = openRetries(entries, lists);
  if (open.length === 0) {
    void showMessage(
      'info',
      entries.some(canBeRetried)
        ? l10n.t('All that failed is in a newer batch.')
        : l10n.t('Nothing failed in this batch.'),
    );
    return undefined;
  }
  const found = await requireServicesOf(batch, ports);
  if (found === undefined) return undefined;
  const { connected, services } = found;
  const proposed = new Map<Run, ProposedRun>();
  const leftOut: NotProposed[] = [];
  for (const run of open) {
    const spec = specOf(run);
    const why =
      spec === undefined
        ? l10n.t('Its request is no longer in the history.')
        : guard(
            run.specUri === undefined ? undefined : vscode.Uri.parse(run.specUri),
            spec,
            connected,
            services,
            ports,
          );
    if (spec !== undefined && why === undefined) proposed.set(run, { name: run.name, region: run.region, spec });
    else leftOut.push({ name: run.name, why: why ?? '' });
  }
  const known = new Map(entries.map(entry => [entry.id, entry]));
  const hasSucceeded = (id: string): boolean => {
    const { action = '', status } = known.get(id) ?? {};
    return status !== undefined && phaseOfJob({ action, status }) === 'succeeded';
  };
  const { runs, orphaned } = withoutOrphans([...proposed.keys()], hasSucceeded);
  for (const { name } of orphaned)
    leftOut.push({ name, why: l10n.t('The run that it comes after has not succeeded and is not started again.') });
  if (runs.length === 0) {
    const [first] = leftOut;
    void showMessage(
      'error',
      l10n.t('Nothing can be started again. {0}', first === undefined ? '' : `${first.name}: ${first.why}`),
    );
    return undefined;
  }
  const name = l10n.t('Retry of {0}', batch.name);
  const retried = new Map(runs.map(run => [run.id, proposed.get(run)]));
  const shown = runs.flatMap(run => {
    const after = run.after === undefined ? undefined : retried.get(run.after);
    const one = proposed.get(run);
    return one === undefined ? [] : [{ ...one, ...defined({ after }) }];
  });
  if ((await agreed(name, shown, leftOut, connected, services, ports)) === undefined) return undefined;
  // While the question was open, the user may have had some of them sent in another way.
  const stillOpen = new Set(openRetries(lists.entries(batch.id), lists).map(({ id }) => id));
  if (!runs.every(({ id }) => stillOpen.has(id))) {
    void showMessage('error', l10n.t('Nothing was started because the runs have changed. Select Retry Failed again.'));
    return undefined;
  }
  const at = ports.start.clock.now();
  const { partition, account, arn } = services.identity;
  const retry: Batch = { id: ports.start.newId(), partition, account, name, createdAt: at };
  const confirmed = { at, by: arn };
  runner.add(
    retry,
    retriesOf(runs, retry.id, confirmed, ports.start.newId),
    runs.map(({ id }) => id),
  );
  ports.log.info('batch confirmed', { count: runs.length });
  return retry;
}

/** A run's request as a spec; undefined if its job was removed from the history, and the request with it. */
function specOf({ action, region, account, request, written }: Run): ValidSpec | undefined {
  const kind = kindOf(action);
  return kind === undefined || Object.keys(request).length === 0
    ? undefined
    : { kind, region, account, request, ...defined({ written }) };
}
