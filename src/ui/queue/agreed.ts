// The question before the runs of a batch are put into the queue, whichever way the batch was made.
import type { Connected } from '../../domain/connection.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import type { CostRange } from '../../domain/preflight/finding.ts';
import { doesTheWork } from '../../domain/jobs/repeatRequest.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import { isProtected } from '../../domain/protection.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { visible } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { moneyText } from '../costText.ts';
import type { Ports } from '../ports.ts';
import { askText } from '../window/input.ts';
import { chooseModal } from '../window/messages.ts';
import { connectionText } from '../words.ts';
import type { RunChecks } from './runChecks.ts';

/** So many runs, and so many that are left out, are named in the question. */
const maxNamed = 12;

/** A start of a batch that the user is asked about. */
export interface ProposedRun {
  readonly name: string;
  readonly region: string;
  readonly spec: Pick<ValidSpec, 'kind' | 'request' | 'allowed'>;
  /** The run whose job must have succeeded first. */
  readonly after?: { readonly name: string };
  /** The name of another run with the same request. */
  readonly sameAs?: string;
}

/** What will not be started, and why. */
export interface NotProposed {
  readonly name: string;
  readonly why: string;
}

/**
 * Asks whether to start the runs of a batch, and on a protected connection for their number. Resolves with those that
 * the user agreed to; undefined: none. `name`: that of the batch. `repeats`: runs with the same request as another one,
 * which are started only if the user chooses so. `checks`: what the checks of `runs` have found so far.
 */
export async function agreed<R extends ProposedRun>(
  name: string,
  runs: readonly R[],
  leftOut: readonly NotProposed[],
  connected: Connected,
  services: JobServices,
  ports: Pick<Ports, 'store' | 'settings'>,
  { repeats = [], checks }: { readonly repeats?: readonly R[]; readonly checks?: RunChecks } = {},
): Promise<readonly R[] | undefined> {
  const { account, arn } = services.identity;
  ports.store.sync();
  const running = runs.filter(({ spec: { kind, request }, region }) =>
    ports.store.unfinished.some(job => doesTheWork(job, services.identity, region, kind, request)),
  ).length;
  const single = runs.filter(({ spec }) => serviceFacts[spec.kind.service].maxActiveJobs === 1).length;
  const detail = [
    ...(connected.simulated
      ? [l10n.t('Simulated in the local sandbox. Nothing is sent to AWS, and nothing is charged.')]
      : []),
    l10n.t(
      'While VS Code is open, the runs are sent one after the other, as the limits of the services allow. Each is checked before it is sent; one with a problem is held until you decide.',
    ),
    ...(single > 1 ? [l10n.t('AWS Entity Resolution runs one job of a kind at a time; the others wait.')] : []),
    ...(running > 0
      ? [
          formatPlural(
            l10n.t(
              '{0, plural, one {The request of # run is already running; it will be held.} other {The requests of # runs are already running; they will be held.}}',
            ),
            running,
          ),
        ]
      : []),
    '',
    l10n.t('Account: {0}', `${account} · ${connectionText(connected.choice)}`),
    l10n.t('Identity: {0}', arn),
    l10n.t('Region: {0}', services.region),
    '',
    ...(checks === undefined ? [] : [...checkLines(checks, runs.length), '']),
    ...(leftOut.length === 0
      ? []
      : [
          formatPlural(l10n.t('{0, plural, one {# is not started:} other {# are not started:}}'), leftOut.length),
          ...leftOut.slice(0, maxNamed).map(each => visible(`${each.name}: ${each.why}`)),
          ...moreLine(leftOut.length - maxNamed),
          '',
        ]),
    ...(repeats.length === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# run has the same request as another and would do the same work again:} other {# runs have the same request as another and would do the same work again:}}',
            ),
            repeats.length,
          ),
          ...repeats
            .slice(0, maxNamed)
            .map(({ name: title, sameAs }) => visible(l10n.t('{0}: same request as {1}', title, sameAs ?? ''))),
          ...moreLine(repeats.length - maxNamed),
          '',
        ]),
    ...runs.slice(0, maxNamed).map(({ name: title, region, spec: { kind, request, allowed = [] }, after }) => {
      const { input, output, workflow } = kind.facts(request);
      const place = workflow ?? `${input ?? ''} → ${output ?? ''}`;
      const elsewhere = region === services.region ? [] : [region];
      const chain = after === undefined ? [] : [l10n.t('after {0}', after.name)];
      const unchecked = allowed.map(path => l10n.t('{0} sent as written', path));
      return visible([title, kind.title, ...chain, ...elsewhere, place, ...unchecked].join(' · '));
    }),
    ...moreLine(runs.length - maxNamed),
  ];
  const start = formatPlural(l10n.t('{0, plural, one {Start # Job} other {Start # Jobs}}'), runs.length);
  const question = formatPlural(
    l10n.t('{0, plural, one {Start # job from “{1}”?} other {Start # jobs from “{1}”?}}'),
    runs.length,
    visible(name),
  );
  const all = [...runs, ...repeats];
  const startRepeats = formatPlural(
    l10n.t('{0, plural, one {Start # Job with Repeats} other {Start # Jobs with Repeats}}'),
    all.length,
  );
  const buttons = [start, ...(repeats.length === 0 ? [] : [startRepeats])];
  const chosen = await chooseModal(question, detail, buttons, connected.simulated ? 'info' : 'warning');
  if (chosen === undefined) return undefined;
  const toStart = chosen === start ? runs : all;
  if (!isProtected(ports.settings.protectedConnections, connected, services.identity)) return toStart;
  const typed = await askText({
    title: l10n.t('Start in Protected Account {0}', account),
    prompt: l10n.t('To start the jobs, type how many there are: {0}', toStart.length),
    ignoreFocusOut: true,
    validate: text => (text.trim() === String(toStart.length) ? undefined : l10n.t('This is not the number of jobs.')),
  });
  return typed?.trim() === String(toStart.length) ? toStart : undefined;
}

function checkLines({ checked, problems, cost }: RunChecks, count: number): readonly string[] {
  return [
    checked < count
      ? l10n.t('Checks: {0} of {1} runs checked.', checked, count)
      : formatPlural(l10n.t('{0, plural, one {Checks: # run checked.} other {Checks: # runs checked.}}'), count),
    ...(problems.length === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# has a problem and will be held until you decide:} other {# have a problem and will be held until you decide:}}',
            ),
            problems.length,
          ),
          ...problems.slice(0, maxNamed).map(({ name, text }) => visible(`${name}: ${text}`)),
          ...moreLine(problems.length - maxNamed),
        ]),
    ...(cost === undefined ? [] : [costLine(cost, checked < count)]),
  ];
}

function costLine({ low, high }: CostRange, isPart: boolean): string {
  if (high === undefined || isPart) return l10n.t('Estimated cost by your own rates: at least {0}', moneyText(low));
  return l10n.t('Estimated cost by your own rates: {0} to {1}', moneyText(low), moneyText(high));
}

const moreLine = (count: number): readonly string[] =>
  count <= 0 ? [] : [l10n.t('…and {0} more', count.toLocaleString())];
