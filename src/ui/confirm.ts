import { aborted } from '../domain/pause.ts';
import { l10n } from './l10n.ts';
import type { Connected } from '../domain/connection.ts';
import { type Earlier, earlierStarts, repeatsMore } from '../domain/jobs/earlier.ts';
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
  /** The jobs and starts that this one may repeat, as of now. */
  const earlier = (): Earlier => earlierStarts(ports.store, services.identity, region, spec);
  let known = earlier();
  const facts = kind.facts(request);
  const deletes = facts.jobType === 'DELETE_ONLY';
  // A job that repeats work or deletes records is always confirmed, whatever the setting.
  const isGuarded = isProtected(ports.settings.protectedConnections, connected, services.identity);
  if (
    !always &&
    !ports.settings.confirmStart &&
    known.twins.length === 0 &&
    known.lost === undefined &&
    !deletes &&
    !isGuarded
  )
    return { allowDuplicatesOf: [] };
  const checks = await preflights();
  const preflight = checks.begin(name, spec, connected, services);
  let isReportShown = false;
  try {
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
    known = earlier();
    // What comes to light while the question is open is asked about again: the answer was to another question.
    for (;;) {
      const shown = preflight.tally.no;
      const chosen = await ask(spec, connected, services, { ...known, endpoint, region, preflight }, ports);
      if (chosen === 'report') {
        isReportShown = true;
        checks.show(preflight).catch((fault: unknown) => {
          ports.log.fault('report not shown', fault);
        });
        return undefined;
      }
      if (chosen !== 'start') return undefined;
      if (isGuarded && !(await confirmByName(facts.name ?? facts.workflow ?? kind.title, services.identity.account)))
        return undefined;
      if (deletes && !(await confirmDeletion(facts.workflow ?? '', connected.simulated))) return undefined;
      const now = earlier();
      const isNew = preflight.tally.no > shown || repeatsMore(now, known);
      known = now;
      if (isNew) continue;
      return {
        allowDuplicatesOf: known.twins.map(({ id }) => id),
        confirmed: { at: ports.start.clock.now(), by: services.identity.arn, checks: preflight.kept },
      };
    }
  } finally {
    // Nobody sees what would come.
    if (!isReportShown) preflight.stop();
  }
}

/** Shows what would be started, and resolves with what the user chose. */
async function ask(
  { kind, request, overlay, after, allowed = [] }: ValidSpec,
  connected: Connected,
  services: JobServices,
  {
    twins: [twin],
    lost,
    endpoint,
    region,
    preflight,
  }: Earlier & { readonly endpoint: string; readonly region: string; readonly preflight: Preflight },
  ports: Pick<CommandContext['ports'], 'start'>,
): Promise<'start' | 'report' | undefined> {
  const facts = kind.facts(request);
  const line = (name: string, text: string | undefined): string[] =>
    text === undefined ? [] : [`${name}: ${visible(text)}`];
  const fromWorkflow = facts.workflow === undefined ? undefined : l10n.t('Set in the workflow');
  const remarks = [
    ...(connected.simulated
      ? [l10n.t('Simulated in the local sandbox. Nothing is sent to AWS, and nothing is charged.')]
      : []),
    ...(after === undefined
      ? []
      : [
          l10n.t(
            'Started by itself, this job does not wait for {0}. To start both, use Start All Specs Here.',
            visible(after),
          ),
        ]),
    ...(allowed.length === 0
      ? []
      : [
          l10n.t(
            'Sent as written, without a check, because this version does not know it: {0}',
            visible(allowed.join(', ')),
          ),
        ]),
    ...(twin === undefined ? [] : [twinWarning(twin, ports.start.clock.now())]),
    ...(lost === undefined
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
      ...line(l10n.t('Variables overlay'), overlay),
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
  return chosen === start ? 'start' : chosen === report ? 'report' : undefined;
}

/** How long the confirmation waits for the checks, in milliseconds; what comes later changes the report. */
const checksMs = 3_000;

/** A protected connection waits for all of them. */
async function waitForChecks(preflight: Preflight, forAll: boolean): Promise<void> {
  await withProgress(l10n.t('Checking before start…'), async signal => {
    const late = new Promise<void>(resolve => {
      if (!forAll) setTimeout(resolve, checksMs);
    });
    await Promise.race([preflight.run(), aborted(signal), late]);
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
  // Blanks are shown as one, whatever they are. A name of blanks alone cannot be typed.
  const same = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
  const wanted = same(name) === '' ? account : name;
  const typed = await askText({
    title: l10n.t('Start in Protected Account {0}', account),
    prompt: l10n.t('To start the job, type its name: {0}', wanted),
    ignoreFocusOut: true,
    validate: text => (same(text) === same(wanted) ? undefined : l10n.t('This is not the name of the job.')),
  });
  return typed !== undefined && same(typed) === same(wanted);
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
