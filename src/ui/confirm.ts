import { l10n } from './l10n.ts';
import type { Connected } from '../domain/connection.ts';
import { doesTheWork } from '../domain/jobs/repeatRequest.ts';
import { fingerprintOf } from '../domain/jobs/intent.ts';
import type { Confirmation, Job } from '../domain/jobs/job.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import { noKmsKeyText } from '../domain/spec/encryption.ts';
import { connectionText, durationText, statusText } from './words.ts';
import { visible } from '../domain/visible.ts';
import { chooseModal, confirmModal, showMessage } from './window/messages.ts';
import { withProgress } from './window/progress.ts';
import { askText } from './window/input.ts';
import { isProtected } from '../domain/protection.ts';
import type { Preflight } from '../domain/preflight/preflight.ts';
import { summaryText } from './preflight/reportText.ts';
import type { CommandContext } from './commands/command.ts';

/**
 * The start may go ahead. `allowDuplicatesOf`: the IDs of unfinished jobs doing the same work, which are the only ones
 * the new job may duplicate. `confirmed`: who confirmed and when; absent if no confirmation was needed.
 */
export interface Confirmed {
  readonly allowDuplicatesOf: readonly string[];
  readonly confirmed?: Confirmation;
}

/**
 * Shows what would be started, where and as whom, and asks for confirmation. Resolves with undefined if the user
 * declines. If the setting is off and `always` is false, asks only about a job that may repeat an earlier start or that
 * deletes records.
 */
export async function confirm(
  spec: ValidSpec,
  connected: Connected,
  services: JobServices,
  { ports, preflights }: Pick<CommandContext, 'ports' | 'preflights'>,
  name: string,
  always = false,
): Promise<Confirmed | undefined> {
  const { kind, request } = spec;
  const region = spec.region ?? services.region;
  const print = fingerprintOf(services.identity, region, kind, request);
  ports.store.sync(); // another window may have just started the same job
  const twins = ports.store.unfinished.filter(job => doesTheWork(job, services.identity, region, kind, request));
  const [twin] = twins;
  const lostStart = ports.store.openIntents.find(intent => intent.state === 'notFound' && intent.fingerprint === print);
  const facts = kind.facts(request);
  const deletes = facts.jobType === 'DELETE_ONLY';
  // A job that repeats work or deletes records is always confirmed, whatever the setting.
  const isGuarded = isProtected(ports.settings.protectedConnections, connected.choice, services.identity);
  if (
    !always &&
    !ports.settings.confirmStart &&
    twin === undefined &&
    lostStart === undefined &&
    !deletes &&
    !isGuarded
  )
    return { allowDuplicatesOf: [] };
  const checks = await preflights();
  const preflight = checks.begin(name, spec, connected, services);
  await waitForChecks(preflight, isGuarded);
  if (isGuarded && (preflight.tally.no > 0 || preflight.tally.open > 0)) {
    void showMessage(
      'error',
      preflight.tally.no > 0
        ? l10n.t(
            '{0} was not started. The connection is protected, and a check before the start found a problem.',
            name,
          )
        : l10n.t('{0} was not started. The connection is protected, and not all checks were run.', name),
      { title: l10n.t('Show Report'), run: () => checks.show(preflight) },
    );
    return undefined;
  }

  const endpoint = await services.endpoint(kind.service, region);
  const line = (name: string, text: string | undefined): string[] =>
    text === undefined ? [] : [`${name}: ${visible(text)}`];
  const fromWorkflow = facts.workflow === undefined ? undefined : l10n.t('Set in the workflow');
  const remarks = [
    ...(connected.simulated
      ? [l10n.t('Simulated in the local sandbox. Nothing is sent to AWS, and nothing is charged.')]
      : []),
    ...(twin === undefined ? [] : [twinWarning(twin, ports.start.clock.now())]),
    ...(lostStart === undefined
      ? []
      : [
          l10n.t(
            'AWS never confirmed an earlier start of this request, and no job was found for it. If you are not sure, look in the AWS console first.',
          ),
        ]),
  ];
  const detail = paragraphs(
    remarks,
    checkLines(preflight),
    [
      ...line(l10n.t('Account'), `${services.identity.account} · ${connectionText(connected.choice)}`),
      ...line(l10n.t('Identity'), services.identity.arn),
      ...line(l10n.t('Region'), region),
      ...line(l10n.t('Endpoint'), endpoint),
    ],
    [
      ...line(l10n.t('Action'), kind.action),
      ...line(l10n.t('Variables overlay'), spec.overlay),
      ...line(l10n.t('Workflow'), facts.workflow),
      ...line(l10n.t('Job type'), facts.jobType),
      ...line(l10n.t('Input'), facts.input ?? fromWorkflow),
      ...line(l10n.t('Output'), facts.output ?? fromWorkflow),
      ...line(l10n.t('Role'), facts.role ?? fromWorkflow),
      ...line(l10n.t('KMS key'), facts.kmsKey ?? fromWorkflow ?? l10n.t('None. {0}', noKmsKeyText)),
    ],
  );
  const start = twin === undefined ? l10n.t('Start Job') : l10n.t('Start Another Job');
  const question =
    facts.name === undefined
      ? l10n.t('Start {0} job?', kind.title)
      : l10n.t('Start {0} job “{1}”?', kind.title, visible(facts.name));
  const report = l10n.t('Show Report');
  const chosen = await chooseModal(question, detail, [start, report], connected.simulated ? 'info' : 'warning');
  const kept = preflight.kept;
  if (chosen === report) void checks.show(preflight);
  else preflight.stop(); // nobody sees what would come
  if (chosen !== start) return undefined;
  if (isGuarded && !(await confirmByName(facts.name ?? facts.workflow ?? kind.title, services.identity.account)))
    return undefined;
  if (deletes && !(await confirmDeletion(facts.workflow ?? '', connected.simulated))) return undefined;
  return {
    allowDuplicatesOf: twins.map(({ id }) => id),
    confirmed: { at: ports.start.clock.now(), by: services.identity.arn, checks: kept },
  };
}

/** How long the confirmation waits for the checks, in milliseconds; what comes later changes the report. */
const checksMs = 3_000;

/** A protected connection waits for all of them. */
async function waitForChecks(preflight: Preflight, forAll: boolean): Promise<void> {
  await withProgress(l10n.t('Checking before start…'), async signal => {
    const stopped = new Promise<void>(resolve => {
      signal.addEventListener('abort', () => {
        resolve();
      });
      if (!forAll) setTimeout(resolve, checksMs);
    });
    await Promise.race([preflight.run(), stopped]);
  });
}

/** What the checks found, with the first few problems. */
function checkLines(preflight: Preflight): readonly string[] {
  const problems = preflight.results.flatMap(({ findings }) =>
    (findings ?? []).filter(({ verdict }) => verdict === 'no').map(({ text }) => `✗ ${visible(text)}`),
  );
  return [
    l10n.t('Checks: {0}', summaryText(preflight.tally)),
    ...problems.slice(0, maxProblems),
    ...(problems.length > maxProblems ? ['…'] : []),
  ];
}

const maxProblems = 4;

/** Has the user type the name of the job: a protected connection takes more than a click. */
async function confirmByName(name: string, account: string): Promise<boolean> {
  const typed = await askText({
    title: l10n.t('Start in Protected Account {0}', account),
    prompt: l10n.t('To start the job, type its name: {0}', name),
    ignoreFocusOut: true,
    validate: text => (text.trim() === name.trim() ? undefined : l10n.t('This is not the name of the job.')),
  });
  return typed?.trim() === name.trim();
}

/** Joins groups of lines, with an empty line between them. */
const paragraphs = (...groups: readonly (readonly string[])[]): readonly string[] =>
  groups.filter(group => group.length > 0).flatMap((group, index) => (index === 0 ? group : ['', ...group]));

/** Asks a second time about a DELETE_ONLY job, because the service cannot stop it. */
async function confirmDeletion(workflow: string, simulated: boolean): Promise<boolean> {
  const yes = l10n.t('Delete Records');
  const detail = l10n.t(
    'This DELETE_ONLY job removes records that earlier runs of the workflow “{0}” loaded. It cannot be stopped once it has started.',
    visible(workflow),
  );
  return await confirmModal(l10n.t('Delete records?'), [detail], yes, simulated ? 'info' : 'warning');
}

function twinWarning(twin: Job, now: number): string {
  return l10n.t(
    'The same job was started {0} ago and is still running ({1}). Another one is charged again.',
    durationText(now - (twin.submittedAt ?? now)),
    statusText(twin.status),
  );
}
