// The one road from a spec file to a running job; palette, right-click, editor button and sidebar are doors to it.
import * as vscode from 'vscode';
import type { Connected } from '../domain/connection.ts';
import type { Intent } from '../domain/jobs/intent.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import { startJob } from '../domain/jobs/start.ts';
import type { CheckContext, CheckedSpec } from '../domain/spec/check.ts';
import { repeatedSpec } from '../domain/spec/repeat.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import { commandIds } from '../ids.ts';
import { type Action, commandAction, openText, say, withProgress } from './actions.ts';
import type { CommandRoom } from './commands/command.ts';
import { checkAskingInputs } from './askInputs.ts';
import { checkContext } from './checkContext.ts';
import { confirm } from './confirm.ts';
import { showProblem } from './showProblem.ts';
import { tell } from './tell.ts';
import { choiceWords, fileName, refusalWords } from './words.ts';

/** Specs on their way, by URI: a second click while the first is still asking must not start anything. */
const underway = new Set<string>();

/** Starts the job that a spec file describes, asking and telling the person on the way; `again`: the lost start this repeats; `alwaysAsk`: whatever the settings say. Never throws for anything a file or a service does. */
export async function startSpec(uri: vscode.Uri, room: CommandRoom, again?: Intent, alwaysAsk = false): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void say('warning', vscode.l10n.t('Jobs are not started from a workspace that is not trusted. Specs can be written and checked.'), commandAction(vscode.l10n.t('Manage Workspace Trust'), 'workbench.trust.manage'));
    return;
  }
  const key = uri.toString();
  if (underway.has(key)) { void say('info', vscode.l10n.t('{0} is being started already.', fileName(uri))); return; }
  underway.add(key);
  try {
    const checked = await checkedSpec(uri, room, again);
    const connected = checked && await connectedFor(room);
    if (checked === undefined || connected === undefined) return;
    const { spec, file } = checked;
    const services = await identityFor(file, spec, connected, room);
    const confirmed = services && await confirm(spec, connected, services, room.ports, alwaysAsk);
    if (services === undefined || confirmed === undefined) return;
    const { kind, request, written } = spec;
    const region = spec.region ?? services.region;
    room.ports.log.info('start', { operation: `Start${kind.family}Job`, region });
    const outcome = await withProgress(vscode.l10n.t('Starting {0}…', fileName(file)), signal =>
      startJob({ kind, region, request, services, specUri: file.toString(), beside: confirmed.beside, ...(written === undefined ? {} : { written }) }, room.ports.start, signal));
    tell(outcome, file, connected, room);
  } finally {
    underway.delete(key);
  }
}

/** Reads and checks the file. With an error in it nothing goes on: the problems are shown at their places, and the first is named. */
async function checkedSpec(from: vscode.Uri, { ports, diagnostics }: CommandRoom, again: Intent | undefined): Promise<{ readonly spec: ValidSpec; readonly file: vscode.Uri } | undefined> {
  let uri = from;
  let text: string;
  let context: CheckContext;
  try {
    ({ uri, text } = await ports.specFiles.read(from));
    context = await checkContext(ports, uri, true);
  } catch (fault) {
    ports.log.fault('spec not readable', fault);
    void say('error', vscode.l10n.t('{0} cannot be read, and nothing was sent. {1}', fileName(uri), fault instanceof Error ? fault.message : ''));
    return undefined;
  }
  const repeated = again && await repeatedSpec(again, text, context);
  if (repeated !== undefined) return { spec: repeated, file: uri };
  const checked = await checkAskingInputs(text, context, vscode.l10n.t('Start {0}', fileName(uri)));
  if (checked === undefined) return undefined;
  if (checked.spec !== undefined) return { spec: checked.spec, file: uri };
  diagnostics.show(uri, checked);
  ports.log.info('start refused by the check', { count: checked.problems.length });
  await showProblems(uri, text, checked);
  return undefined;
}

async function showProblems(uri: vscode.Uri, text: string, { problems }: CheckedSpec): Promise<void> {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) {
    void say('error', vscode.l10n.t('{0} was not started: it holds variables whose values are not known here.', fileName(uri)));
    return;
  }
  const more = errors.length === 1 ? '' : ` ${vscode.l10n.t('{0} more problems are shown in the file.', errors.length - 1)}`;
  await showProblem(uri, text, first, 'error', `${vscode.l10n.t('{0} was not started. {1}', fileName(uri), first.message)}${more}`);
}

async function connectedFor({ ports }: CommandRoom): Promise<Connected | undefined> {
  const { connection } = ports;
  const state = connection.state.state === 'connected' ? connection.state : await withProgress(vscode.l10n.t('Connecting…'), async signal => {
    const cancelled = new Promise<undefined>(resolve => { signal.addEventListener('abort', () => { resolve(undefined); }, { once: true }); });
    return await Promise.race([connection.state.state === 'failed' ? connection.retry() : connection.current(), cancelled]);
  });
  if (state === undefined) return undefined;
  if (state.state === 'connected') return state.connected;
  if (state.state === 'failed') {
    void say('error', vscode.l10n.t('No connection, and nothing was sent. {0}', refusalWords(state.refusal, state.choice)), ...connectActions());
  } else if (ports.settings.connectionIsUnreadable) {
    void say('error', vscode.l10n.t('The setting “awsJobs.connection” has a member that is not known or of a wrong type, and is not used. Nothing was sent.'),
      commandAction(vscode.l10n.t('Open Settings'), 'workbench.action.openSettings', 'awsJobs.connection'), commandAction(vscode.l10n.t('Select Connection…'), commandIds.selectConnection));
  } else {
    void say('warning', vscode.l10n.t('No connection is selected yet. Choose an AWS profile, or try the job in the local sandbox, which needs no account.'),
      commandAction(vscode.l10n.t('Select Connection…'), commandIds.selectConnection), commandAction(vscode.l10n.t('Use Local Sandbox'), commandIds.useSandbox));
  }
  return undefined;
}

/** Pins the credentials, and holds the account they belong to against the one the spec allows. */
async function identityFor(uri: vscode.Uri, spec: ValidSpec, connected: Connected, { ports }: CommandRoom): Promise<JobServices | undefined> {
  const pinned = await withProgress(vscode.l10n.t('Checking the account…'), signal => connected.pinned(signal));
  if (!pinned.ok) {
    if (pinned.refusal.kind !== 'cancelled') void say('error', vscode.l10n.t('The account could not be checked, and nothing was sent. {0}', refusalWords(pinned.refusal, connected.choice)), ...connectActions());
    return undefined;
  }
  const { account } = pinned.value.identity;
  if (spec.account !== undefined && spec.account !== account) {
    ports.log.warn('start refused by the account guard');
    void say('error', vscode.l10n.t('{0} may only run in account {1}, and the connection “{2}” leads to account {3}. Nothing was sent.', fileName(uri), spec.account, choiceWords(connected.choice), account),
      commandAction(vscode.l10n.t('Select Connection…'), commandIds.selectConnection), { title: vscode.l10n.t('Open Spec'), run: () => openText(uri) });
    return undefined;
  }
  return pinned.value;
}

function connectActions(): readonly Action[] {
  return [commandAction(vscode.l10n.t('Select Connection…'), commandIds.selectConnection), commandAction(vscode.l10n.t('Show Log'), commandIds.showLog)];
}
