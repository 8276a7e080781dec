// What can be asked of a spec without starting it: whether a start would go well, and which policies it needs.
import * as vscode from 'vscode';
import { leastPrivilege } from '../domain/preflight/leastPrivilege.ts';
import { subjectOf } from '../domain/preflight/subject.ts';
import type { JsonObject } from '../domain/json.ts';
import { commandIds } from '../ids.ts';
import { checkedSpec } from './checkedSpec.ts';
import type { CommandContext } from './commands/command.ts';
import { requireConnectionFor } from './connected.ts';
import { l10n } from './l10n.ts';
import { summaryText } from './preflight/reportText.ts';
import { type Action, commandAction, showMessage, showStatusMessage } from './window/messages.ts';
import { pick } from './window/pick.ts';
import { fileName } from './words.ts';

/** What the message about a file that cannot be checked says. */
const notChecked = (name: string, why: string): string => l10n.t('{0} cannot be started. {1}', name, why);

/** Runs the checks of a spec, and shows their report. Never rejects because of a file or a service. */
export async function checkBeforeStart(uri: vscode.Uri, context: CommandContext): Promise<void> {
  if (!isTrusted()) return;
  const checked = await checkedSpec(uri, context, notChecked);
  if (checked === undefined) return;
  const connected = await requireConnectionFor(checked.file, context);
  if (connected === undefined) return;
  const name = fileName(checked.file);
  const preflights = await context.preflights();
  const preflight = preflights.begin(name, checked.spec, connected, connected.services);
  await preflights.show(preflight);
  await preflight.run();
  const { tally } = preflight;
  void showMessage(
    tally.no > 0 ? 'warning' : 'info',
    l10n.t('{0}: {1}.', name, summaryText(tally)),
    { title: l10n.t('Show Report'), run: () => preflights.show(preflight) },
    ...(tally.no > 0 ? [policiesAction(checked.file)] : [startAction(checked.file)]),
  );
}

/** Lets the user choose one of the policies that a spec needs, and copies it. */
export async function copyPolicies(uri: vscode.Uri, context: CommandContext): Promise<void> {
  if (!isTrusted()) return;
  const checked = await checkedSpec(uri, context, notChecked);
  if (checked === undefined) return;
  const connected = await requireConnectionFor(checked.file, context);
  if (connected === undefined) return;
  const { trust, role, caller } = leastPrivilege(subjectOf(checked.spec, connected.services));
  const choices = [
    ...choiceOf(role, l10n.t('Permissions of the Role'), l10n.t('What the job reads and writes')),
    ...choiceOf(trust, l10n.t('Trust Policy of the Role'), l10n.t('Lets the service assume it')),
    ...choiceOf(
      caller,
      l10n.t('Permissions of the Caller'),
      l10n.t('Starting and watching the job, reading its results'),
    ),
  ];
  const chosen = await pick(choices, {
    title: l10n.t('Copy Least-Privilege Policies'),
    placeHolder: l10n.t('Select the policy to copy'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText(`${JSON.stringify(chosen.policy, undefined, 2)}\n`);
  showStatusMessage(l10n.t('Copied “{0}”', chosen.label));
}

function choiceOf(
  policy: JsonObject | undefined,
  label: string,
  description: string,
): readonly { readonly policy: JsonObject; readonly label: string; readonly description: string }[] {
  return policy === undefined ? [] : [{ policy, label, description }];
}

function policiesAction(file: vscode.Uri): Action {
  return commandAction(l10n.t('Copy Least-Privilege Policies…'), commandIds.copyPolicies, file);
}

function startAction(file: vscode.Uri): Action {
  return commandAction(l10n.t('Start Job…'), commandIds.startJob, file);
}

/** Tells the user if the workspace is not trusted: the account is not asked then. */
function isTrusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void showMessage(
    'warning',
    l10n.t('The account is not asked in Restricted Mode.'),
    commandAction(l10n.t('Manage Workspace Trust'), 'workbench.trust.manage'),
  );
  return false;
}
