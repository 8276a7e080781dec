// Starts several specs: those that are selected in the Explorer, those in a folder, or all of the workspace.
import * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import { doesTheWork } from '../../domain/jobs/repeatRequest.ts';
import type { Connected } from '../../domain/connection.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import { isProtected } from '../../domain/protection.ts';
import { visible } from '../../domain/visible.ts';
import { specFileSuffix } from '../../ids.ts';
import { requireConnection, requirePinnedServices } from '../connected.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { type Plan, planBatch } from '../queue/plan.ts';
import { requireTrust } from '../startGuards.ts';
import { askText } from '../window/input.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { connectionText, fileName } from '../words.ts';
import type { CommandContext, RunCommand } from './command.ts';

/** A batch has no more runs than this; a table of as many is already hard to look over. */
const maxSpecs = 1_000;
/** So many runs, and so many specs that are left out, are named in the question. */
const maxNamed = 12;

export const run: RunCommand = async (context, target, targets) => {
  if (!requireTrust()) return;
  const { name, files } = await specsOf(context, target, targets);
  if (files.length === 0) {
    void showMessage('info', l10n.t('There are no job specs (*.awsjob.json) here.'));
    return;
  }
  if (files.length > maxSpecs) {
    void showMessage(
      'error',
      l10n.t('Nothing was started. Select fewer specs. The maximum is {0}.', maxSpecs.toLocaleString()),
    );
    return;
  }
  await startBatch(name, files, context);
};

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
    uri.path.endsWith(specFileSuffix)
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

async function startBatch(name: string, files: readonly vscode.Uri[], context: CommandContext): Promise<void> {
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
      l10n.t('None of these specs can be started. {0}', first === undefined ? '' : leftOutText(first)),
    );
    return;
  }
  if (!(await agreed(name, plan, connected, services, context))) return;
  const queue = await context.queue();
  const at = ports.start.clock.now();
  const { partition, account, arn } = services.identity;
  const batch: Batch = { id: ports.start.newId(), partition, account, name, createdAt: at };
  const ids = new Map(plan.runs.map(planned => [planned, ports.start.newId()]));
  queue.runner.add(
    batch,
    Array.from(
      ids,
      ([{ file, name: title, region, spec, gitCommit, after }, id]): Run => ({
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
      }),
    ),
  );
  ports.log.info('batch confirmed', { count: plan.runs.length });
  await queue.show(batch);
}

async function agreed(
  name: string,
  { runs, leftOut }: Plan,
  connected: Connected,
  services: JobServices,
  { ports }: CommandContext,
): Promise<boolean> {
  const { account, arn } = services.identity;
  ports.store.sync();
  const repeats = runs.filter(({ spec: { kind, request }, region }) =>
    ports.store.unfinished.some(job => doesTheWork(job, services.identity, region, kind, request)),
  ).length;
  const single = runs.filter(({ spec }) => serviceFacts[spec.kind.service].maxActiveJobs === 1).length;
  const detail = [
    ...(connected.simulated
      ? [l10n.t('Simulated in the local sandbox. Nothing is sent to AWS, and nothing is charged.')]
      : []),
    l10n.t(
      'The runs are sent one after the other, as the limits of the services allow. Each is checked before it is sent; one with a problem is held until you decide.',
    ),
    ...(single > 1 ? [l10n.t('AWS Entity Resolution runs one job of a kind at a time; the others wait.')] : []),
    ...(repeats > 0
      ? [
          formatPlural(
            l10n.t(
              '{0, plural, one {The request of # run is already running; it will be held.} other {The requests of # runs are already running; they will be held.}}',
            ),
            repeats,
          ),
        ]
      : []),
    '',
    l10n.t('Account: {0}', `${account} · ${connectionText(connected.choice)}`),
    l10n.t('Identity: {0}', arn),
    l10n.t('Region: {0}', services.region),
    '',
    ...(leftOut.length === 0
      ? []
      : [
          formatPlural(
            l10n.t('{0, plural, one {# spec is not started:} other {# specs are not started:}}'),
            leftOut.length,
          ),
          ...leftOut.slice(0, maxNamed).map(each => visible(leftOutText(each))),
          ...moreLine(leftOut.length - maxNamed),
          '',
        ]),
    ...runs.slice(0, maxNamed).map(({ name: title, region, spec: { kind, request }, after }) => {
      const { input, output, workflow } = kind.facts(request);
      const place = workflow ?? `${input ?? ''} → ${output ?? ''}`;
      const elsewhere = region === services.region ? [] : [region];
      const chain = after === undefined ? [] : [l10n.t('after {0}', after.name)];
      return visible([title, kind.title, ...chain, ...elsewhere, place].join(' · '));
    }),
    ...moreLine(runs.length - maxNamed),
  ];
  const button = formatPlural(l10n.t('{0, plural, one {Start # Job} other {Start # Jobs}}'), runs.length);
  const question = formatPlural(
    l10n.t('{0, plural, one {Start # job from “{1}”?} other {Start # jobs from “{1}”?}}'),
    runs.length,
    visible(name),
  );
  if (!(await confirmModal(question, detail, button, connected.simulated ? 'info' : 'warning'))) return false;
  if (!isProtected(ports.settings.protectedConnections, connected, services.identity)) return true;
  const typed = await askText({
    title: l10n.t('Start in Protected Account {0}', account),
    prompt: l10n.t('To start the jobs, type how many there are: {0}', runs.length),
    ignoreFocusOut: true,
    validate: text => (text.trim() === String(runs.length) ? undefined : l10n.t('This is not the number of jobs.')),
  });
  return typed?.trim() === String(runs.length);
}

const leftOutText = ({ file, why }: Plan['leftOut'][number]): string => `${fileName(file)}: ${why}`;

const moreLine = (count: number): readonly string[] =>
  count <= 0 ? [] : [l10n.t('…and {0} more', count.toLocaleString())];
