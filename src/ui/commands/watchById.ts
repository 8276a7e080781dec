import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import { type JobKey, isUnfinished, keyText } from '../../domain/jobs/job.ts';
import { type JobKind, type WorkflowKind, isWorkflowKind, jobKinds } from '../../domain/jobs/kinds.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { requireConnection } from '../connected.ts';
import { refusalText, statusText } from '../words.ts';
import type { RunCommand } from './command.ts';
import { askText } from '../window/input.ts';
import { pick, pickOrType } from '../window/pick.ts';

/** The maximum number of pages of workflows that are read for the list. Any name can be typed. */
const maxPages = 4;

/** Adds a job that was started elsewhere to the history and watches it. Asks for its kind, workflow and ID. */
export const run: RunCommand = async context => {
  const { ports } = context;
  const connected = await requireConnection(context);
  if (connected === undefined) return;
  const services = pacedServices(connected.services, ports.start.clock);
  const title = l10n.t('Watch Job by ID');
  const kind = await pickKind(title);
  if (kind === undefined) return;
  const workflow = isWorkflowKind(kind) ? await pickWorkflow(kind, services, title) : undefined;
  if (isWorkflowKind(kind) && workflow === undefined) return;
  const id = await askId(kind, services, title);
  if (id === undefined) return;
  const { region } = services;
  const answer = await withProgress(l10n.t('Loading job…'), signal =>
    services.describe(kind, region, { id, ...defined({ workflow }) }, signal),
  );
  if (!answer.ok) {
    if (answer.refusal.kind === 'cancelled') return;
    void showMessage(
      'warning',
      answer.refusal.kind === 'notFound'
        ? l10n.t(
            '{0} job {1} not found in account {2}, region {3}. Check the ID, the kind of job and the workflow.',
            kind.title,
            id,
            services.identity.account,
            region,
          )
        : l10n.t('Could not look up the job. {0}', refusalText(answer.refusal, connected.choice)),
    );
    return;
  }
  // Otherwise, the job would be added to the history of the wrong account.
  const { account } = ports.store;
  if (account?.account !== services.identity.account || account.partition !== services.identity.partition) {
    void showMessage('warning', l10n.t('The connection changed, so the job was not added. Try again.'));
    return;
  }
  const key: JobKey = { ...services.identity, region, service: kind.service, id: answer.value.id };
  const now = ports.start.clock.now();
  ports.store.applyListed(kind, region, workflow, [answer.value], now, true);
  ports.store.apply(key, answer.value, now); // a list entry has fewer details than the description
  const job = ports.store.change(key, known => (isUnfinished(known) ? { ...known, watched: true } : known));
  if (job === undefined) throw new Error(l10n.t('job {0} could not be saved', keyText(key)));
  if (!isUnfinished(job))
    void showMessage(
      'info',
      l10n.t('The job has already finished ({0}). It was added to the history.', statusText(job.status)),
    );
  await context.view.reveal(job);
};

async function pickKind(title: string): Promise<JobKind | undefined> {
  const items = jobKinds.map(kind => ({
    jobKind: kind,
    icon: kind.icon,
    label: kind.title,
    description: serviceFacts[kind.service].title,
  }));
  return (await pick(items, { title, placeHolder: l10n.t('Select the kind of job'), matchOnDescription: true }))
    ?.jobKind;
}

/** Lets the user pick a workflow that the service lists, or type one. */
function pickWorkflow(kind: WorkflowKind, services: JobServices, title: string): Promise<string | undefined> {
  const more = async (signal: AbortSignal): Promise<readonly { label: string; value: string }[]> =>
    (await listWorkflows(kind, services, signal)).map(value => ({ label: value, value }));
  return pickOrType(
    { values: [], typed: l10n.t('Other workflow'), more },
    { title, placeHolder: l10n.t('Select or enter the workflow') },
  );
}

/** Resolves with the names of workflows. Stops at a refusal, because a name can also be typed. */
async function listWorkflows(
  kind: WorkflowKind,
  services: JobServices,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await services.workflows(kind, services.region, nextToken, signal);
    if (!answer.ok) break;
    for (const { name } of answer.value.workflows) names.push(name);
    nextToken = answer.value.nextToken;
    if (nextToken === undefined) break;
  }
  return names.sort();
}

async function askId(kind: JobKind, { identity, region }: JobServices, title: string): Promise<string | undefined> {
  const id = await askText({
    title,
    prompt: l10n.t('Enter the ID of the {0} job in account {1}, region {2}', kind.title, identity.account, region),
    ignoreFocusOut: true,
    validate: text =>
      serviceFacts[kind.service].idPattern.test(text.trim())
        ? undefined
        : kind.service === 'entityresolution'
          ? l10n.t('Enter 32 characters, each 0–9 or a–f.')
          : l10n.t('Enter 1 to 32 letters, digits or characters from _.:/=+-%@.'),
  });
  return id?.trim();
}
