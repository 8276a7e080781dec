import * as vscode from 'vscode';
import { type JobKey, isUnfinished, keyText } from '../../domain/jobs/job.ts';
import { type JobKind, jobKinds, serviceTitles } from '../../domain/jobs/kinds.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { say } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { connectedFor } from '../connected.ts';
import { refusalWords, statusWords } from '../words.ts';
import type { RunCommand } from './command.ts';
import { askText } from '../window/input.ts';
import { pick, pickOrType } from '../window/pick.ts';

/** What an id looks like, by the services' own models. */
const idPatterns = { comprehendmedical: /^[\p{L}\p{Z}\p{N}_.:/=+\-%@]{1,32}$/u, entityresolution: /^[a-f0-9]{32}$/ } as const;

/** Pages of workflows that are read for the list; a name can be typed, listed or not. */
const mostPages = 4;

/** Takes a job that was started elsewhere into the history and watches it: its kind, its workflow, its id. */
export const run: RunCommand = async room => {
  const { ports } = room;
  const connected = await connectedFor(room);
  if (connected === undefined) return;
  const services = pacedServices(connected.services, ports.start.clock);
  const title = vscode.l10n.t('Watch Job by ID');
  const kind = await pickKind(title);
  const workflow = kind?.service === 'entityresolution' ? await pickWorkflow(kind, services, title) : undefined;
  if (kind === undefined || (kind.service === 'entityresolution' && workflow === undefined)) return;
  const id = await askId(kind, services, title);
  if (id === undefined) return;
  const { region } = services;
  const answer = await withProgress(vscode.l10n.t('Asking for the job…'), signal => services.describe(kind, region, { id, ...(workflow === undefined ? {} : { workflow }) }, signal));
  if (!answer.ok) {
    if (answer.refusal.kind === 'cancelled') return;
    void say('warning', answer.refusal.kind === 'notFound'
      ? vscode.l10n.t('There is no {0} job {1} in account {2}, region {3}. Check its ID, its kind and, for a workflow’s job, the workflow.', kind.title, id, services.identity.account, region)
      : vscode.l10n.t('The job was not found out about. {0}', refusalWords(answer.refusal, connected.choice)));
    return;
  }
  // Else the job of the one account would stand in the other's history.
  const { account } = ports.store;
  if (account?.account !== services.identity.account || account.partition !== services.identity.partition) {
    void say('warning', vscode.l10n.t('The connection has changed meanwhile, and nothing was taken into the history. Try again.'));
    return;
  }
  const key: JobKey = { ...services.identity, region, service: kind.service, id: answer.value.id };
  const now = ports.start.clock.now();
  ports.store.applyListed(kind, region, workflow, [answer.value], now, true);
  ports.store.apply(key, answer.value, now); // a list does not tell all of what is known already
  const job = ports.store.change(key, known => (isUnfinished(known) ? { ...known, watched: true } : known));
  if (job === undefined) throw new Error(vscode.l10n.t('the job {0} could not be kept', keyText(key)));
  if (!isUnfinished(job)) void say('info', vscode.l10n.t('The job has finished already ({0}) and is in the history now.', statusWords(job.status)));
  await room.view.reveal(job);
};

async function pickKind(title: string): Promise<JobKind | undefined> {
  const items = jobKinds.map(kind => ({ jobKind: kind, icon: kind.icon, label: kind.title, description: serviceTitles[kind.service] }));
  return (await pick(items, { title, placeHolder: vscode.l10n.t('Which kind of job? An ID alone does not tell'), matchOnDescription: true }))?.jobKind;
}

/** One of the workflows that the service lists, or whatever is typed. */
function pickWorkflow(kind: JobKind, services: JobServices, title: string): Promise<string | undefined> {
  const more = async (signal: AbortSignal): Promise<readonly { label: string; value: string }[]> => (await listWorkflows(kind, services, signal)).map(value => ({ label: value, value }));
  return pickOrType({ values: [], typed: vscode.l10n.t('another workflow'), more }, { title, placeHolder: vscode.l10n.t('Of which workflow? Choose one or type its name') });
}

/** Names of workflows; what cannot be listed is left out, for a name can be typed. */
async function listWorkflows(kind: JobKind, services: JobServices, signal: AbortSignal): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
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
    title, prompt: vscode.l10n.t('The ID of the {0} job in account {1}, region {2}', kind.title, identity.account, region), ignoreFocusOut: true,
    validate: text => (idPatterns[kind.service].test(text.trim()) ? undefined : kind.service === 'entityresolution'
      ? vscode.l10n.t('An ID has 32 characters, each of 0 to 9 or a to f.') : vscode.l10n.t('An ID has 1 to 32 letters, digits, or marks of _.:/=+-%@.')),
  });
  return id?.trim();
}
