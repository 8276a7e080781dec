// What can be asked of a spec without starting it: whether a start would go well, and which policies it needs.
import * as vscode from 'vscode';
import { type LeastPrivilege, leastPrivilege } from '../domain/preflight/leastPrivilege.ts';
import { withKeyArn } from '../domain/preflight/checks/access.ts';
import { type Subject, subjectOf } from '../domain/preflight/subject.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import type { Connected } from '../domain/connection.ts';
import { isWorkflowKind } from '../domain/jobs/kinds.ts';
import type { JsonObject } from '../domain/json.ts';
import { commandIds } from '../ids.ts';
import { type Purpose, checkedSpec } from './checkedSpec.ts';
import type { CommandContext } from './commands/command.ts';
import { requireConnectionFor } from './connected.ts';
import { l10n } from './l10n.ts';
import { summaryText } from './preflight/reportText.ts';
import { type Action, commandAction, showMessage, showStatusMessage } from './window/messages.ts';
import { pick } from './window/pick.ts';
import { withProgress } from './window/progress.ts';
import { fileName, refusalText } from './words.ts';

const toCheck: Purpose = {
  title: name => l10n.t('Check {0}', name),
  notDone: (name, why) => l10n.t('{0} cannot be started. {1}', name, why),
};

/** Runs the checks of a spec, and shows their report. Never rejects because of a file or a service. */
export async function checkBeforeStart(uri: vscode.Uri, context: CommandContext): Promise<void> {
  if (!isTrusted()) return;
  const checked = await checkedSpec(uri, context, toCheck);
  if (checked === undefined) return;
  const connected = await requireConnectionFor(checked.file, context);
  if (connected === undefined) return;
  const name = fileName(checked.file);
  const preflights = await context.preflights();
  const preflight = preflights.begin(name, checked.spec, connected, connected.services);
  await preflights.show(preflight);
  await withProgress(l10n.t('Checking {0}…', name), async signal => {
    signal.addEventListener('abort', () => {
      preflight.stop();
    });
    await preflight.run();
  });
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
  const checked = await checkedSpec(uri, context, toCheck);
  if (checked === undefined) return;
  const connected = await requireConnectionFor(checked.file, context);
  if (connected === undefined) return;
  const policies = policiesOf(
    leastPrivilege(await subjectWithKey(checked.spec, connected)),
    isWorkflowKind(checked.spec.kind),
  );
  const chosen = await pick(
    [
      ...policies,
      {
        label: l10n.t('Validate with IAM Access Analyzer'),
        description: l10n.t('Sends the policies to AWS, which changes nothing'),
      },
    ],
    {
      title: l10n.t('Copy Least-Privilege Policies'),
      placeHolder: l10n.t('Select the policy to copy'),
      matchOnDescription: true,
    },
  );
  if (chosen === undefined) return;
  if (!('policy' in chosen)) {
    await validate(policies, connected);
    return;
  }
  await vscode.env.clipboard.writeText(`${JSON.stringify(chosen.policy, undefined, 2)}\n`);
  showStatusMessage(l10n.t('Copied “{0}”', chosen.label));
}

/** IAM knows a KMS key by its ARN alone, which an alias or an ID does not tell. */
function subjectWithKey(spec: ValidSpec, { services, preflight: port }: Connected): Promise<Subject> {
  return withKeyArn({ subject: subjectOf(spec, services), port, once: (_question, ask) => ask() });
}

/** A policy to choose. */
interface PolicyChoice {
  readonly label: string;
  readonly description: string;
  readonly policy: JsonObject;
  readonly isTrust: boolean;
}

function policiesOf(
  { trust, role, caller, upload }: LeastPrivilege,
  isRoleOfWorkflow: boolean,
): readonly PolicyChoice[] {
  const choice = (
    policy: JsonObject | undefined,
    label: string,
    description: string,
    isTrust = false,
  ): PolicyChoice[] => (policy === undefined ? [] : [{ label, description, policy, isTrust }]);
  return [
    ...choice(
      role,
      l10n.t('Permissions of the Role'),
      isRoleOfWorkflow
        ? l10n.t('What the job writes; what it reads is set in the workflow')
        : l10n.t('What the job reads and writes'),
    ),
    ...choice(trust, l10n.t('Trust Policy of the Role'), l10n.t('Lets the service assume it'), true),
    ...choice(
      caller,
      l10n.t('Permissions of the Caller'),
      l10n.t('Starting and watching the job, reading its log and results'),
    ),
    ...choice(
      upload,
      l10n.t('Permissions to Upload'),
      l10n.t('Uploading notes to the input, with kms:GenerateDataKey of its key if the bucket has one'),
    ),
  ];
}

/** Says what IAM Access Analyzer thinks of the policies. */
async function validate(policies: readonly PolicyChoice[], { preflight, choice }: Connected): Promise<void> {
  const answers = await withProgress(l10n.t('Validating with IAM Access Analyzer…'), signal =>
    Promise.all(policies.map(each => preflight.validate(JSON.stringify(each.policy), each.isTrust, signal))),
  );
  const refused = answers.find(answer => !answer.ok);
  if (refused?.ok === false) {
    if (refused.refusal.kind !== 'cancelled')
      void showMessage('error', l10n.t('The policies were not validated. {0}', refusalText(refused.refusal, choice)));
    return;
  }
  const remarks = answers.flatMap((answer, index) =>
    answer.ok ? answer.value.map(({ type, text }) => `${policies[index]?.label ?? ''} (${type}): ${text}`) : [],
  );
  void showMessage(
    remarks.length === 0 ? 'info' : 'warning',
    remarks.length === 0
      ? l10n.t('IAM Access Analyzer found nothing to correct.')
      : l10n.t('IAM Access Analyzer: {0}', remarks.join(' · ')),
  );
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
    l10n.t('Checks do not run in Restricted Mode.'),
    commandAction(l10n.t('Manage Workspace Trust'), 'workbench.trust.manage'),
  );
  return false;
}
