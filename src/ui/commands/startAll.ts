// Starts several specs: those that are selected in the Explorer, those in a folder, or all of the workspace.
import * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { isTable } from '../../domain/table/suffixes.ts';
import { specFileSuffix } from '../../ids.ts';
import { requireConnection, requirePinnedServices } from '../connected.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { agreed } from '../queue/agreed.ts';
import { type Plan, planBatch } from '../queue/plan.ts';
import { checkRuns } from '../queue/runChecks.ts';
import { requireTrust } from '../startGuards.ts';
import { showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { fileName } from '../words.ts';
import type { CommandContext, RunCommand } from './command.ts';

/** A batch has no more runs than this; a table of as many is already hard to look over. */
const maxSpecs = 1_000;

export const run: RunCommand = async (context, target, targets) => {
  if (!requireTrust()) return;
  const { name, files } = await specsOf(context, target, targets);
  if (files.length === 0) {
    void showMessage('info', l10n.t('There are no job specs (*.awsjob.json) here.'));
    return;
  }
  if (files.length > maxSpecs) {
    tellTooMany();
    return;
  }
  await startBatch(name, files, context);
};

function tellTooMany(): void {
  void showMessage(
    'error',
    l10n.t('Nothing was started. Select fewer specs. The maximum is {0}.', maxSpecs.toLocaleString()),
  );
}

/** The specs that a command is for, and what to call them. */
async function specsOf(
  { ports }: CommandContext,
  target: unknown,
  targets: readonly unknown[] | undefined,
): Promise<{ readonly name: string; readonly files: readonly vscode.Uri[] }> {
  const chosen = (targets ?? [target]).filter(each => each instanceof vscode.Uri);
  const all = await ports.specFiles.list();
  const sorted = (files: readonly vscode.Uri[]): readonly vscode.Uri[] =>
    Array.from(new Map(files.map(file => [file.toString(), file])).values()).sort((one, other) =>
      one.path.localeCompare(other.path),
    );
  const [first] = chosen;
  if (first === undefined) return { name: vscode.workspace.name ?? '', files: sorted(all) };
  const files = chosen.flatMap(uri =>
    uri.path.endsWith(specFileSuffix) || isTable(uri.path)
      ? [uri]
      : all.filter(file => file.scheme === uri.scheme && file.path.startsWith(`${uri.path.replace(/\/$/, '')}/`)),
  );
  return {
    name:
      chosen.length === 1
        ? fileName(first)
        : formatPlural(l10n.t('{0, plural, one {# spec} other {# specs}}'), files.length),
    files: sorted(files),
  };
}

/** Starts the specs, and the runs of the tables, as one batch, after one question. */
export async function startBatch(name: string, files: readonly vscode.Uri[], context: CommandContext): Promise<void> {
  const { ports } = context;
  const connected = await requireConnection(context);
  if (connected === undefined) return;
  const services = await requirePinnedServices(connected, ports);
  if (services === undefined) return;
  const plan = await withProgress(
    formatPlural(l10n.t('{0, plural, one {Checking # job spec…} other {Checking # job specs…}}'), files.length),
    async signal => {
      const planned = await planBatch(files, connected, services, ports, signal);
      return signal.aborted ? undefined : planned;
    },
  );
  if (plan === undefined) return;
  if (plan.runs.length === 0) {
    const [first] = plan.leftOut;
    void showMessage(
      'error',
      l10n.t('Nothing was started from “{0}”. {1}', name, first === undefined ? '' : leftOutText(first)),
    );
    return;
  }
  if (plan.runs.length > maxSpecs) {
    tellTooMany();
    return;
  }
  const preflights = await context.preflights();
  const checks = await withProgress(l10n.t('Running the checks before the start…'), async (signal, tell) => {
    // What a run that comes after another reads may not be there yet.
    const first = plan.runs.filter(({ after }) => after === undefined);
    const found = await checkRuns(first, preflights.begin.bind(preflights), connected, services, signal, count => {
      tell(count / first.length, l10n.t('{0} of {1}', count, first.length));
    });
    return signal.aborted ? undefined : found;
  });
  if (checks === undefined) return;
  const { repeats } = plan;
  const chosen = await agreed(name, plan.runs, plan.leftOut, connected, services, ports, { repeats, checks });
  if (chosen === undefined) return;
  if (chosen.length > maxSpecs) {
    tellTooMany();
    return;
  }
  const queue = await context.queue();
  const at = ports.start.clock.now();
  const { partition, account, arn } = services.identity;
  const batch: Batch = { id: ports.start.newId(), partition, account, name, createdAt: at };
  const ids = new Map(chosen.map(planned => [planned, ports.start.newId()]));
  queue.runner.add(
    batch,
    Array.from(
      ids,
      ([{ file, name: title, region, spec, gitCommit, after, sameAs }, id]): Run => ({
        id,
        batchId: batch.id,
        position: 0,
        name: title,
        partition,
        account,
        region,
        action: spec.kind.action,
        request: spec.request,
        specUri: file.toString(),
        state: 'waiting',
        waitsSince: at,
        confirmed: { at, by: arn },
        ...defined({ written: spec.written, gitCommit, after: after && ids.get(after), afterName: after?.name }),
        ...(sameAs === undefined ? {} : { mayRepeat: true }),
      }),
    ),
  );
  ports.log.info('batch confirmed', { count: chosen.length });
  queue.show(batch);
}

const leftOutText = ({ name, why }: Plan['leftOut'][number]): string => `${name}: ${why}`;
