// What must be known and agreed to before a start: the guards of the editor, as questions on a terminal and as options
// where nobody can be asked.
import { aborted } from '../../domain/pause.ts';
import type { Connected } from '../../domain/connection.ts';
import { defined } from '../../domain/defined.ts';
import { type Earlier, earlierStarts, repeatsMore } from '../../domain/jobs/earlier.ts';
import { guardOf } from '../../domain/jobs/guard.ts';
import type { Confirmation } from '../../domain/jobs/job.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { plural } from '../../domain/plural.ts';
import { Preflight, type Tally } from '../../domain/preflight/preflight.ts';
import { subjectOf } from '../../domain/preflight/subject.ts';
import { usualMs } from '../../domain/preflight/usual.ts';
import { isProtected } from '../../domain/protection.ts';
import { noKmsKeyText } from '../../domain/spec/encryption.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { refusalText } from './refusals.ts';
import { folderConnectionOf, isOtherConnection } from './folderConnection.ts';
import type { ReadSpec } from './readSpecs.ts';
import type { Session } from './session.ts';
import { accountText, connectionText, durationText } from './words.ts';

/** The start may go ahead. `earlier`: what it may repeat, as of when that was agreed to. */
export interface Agreed {
  readonly earlier: Earlier;
  readonly confirmed: Confirmation;
}

/** Something that the user must agree to besides the start. `option`: what agrees to it without a question. */
interface Concern {
  readonly text: string;
  readonly option: string;
  readonly isAccepted: boolean;
}

/** How long a question waits for the checks, in milliseconds. Where nobody is asked, all checks are awaited. */
const checksMs = 3_000;
/** So many problems are named in the question. */
const maxProblems = 4;

/** Runs the guards and the checks of a spec, and asks. `why`: why it is not started. */
export async function agree(
  { file, path: name }: ReadSpec,
  spec: ValidSpec,
  connected: Connected,
  services: JobServices,
  session: Session,
): Promise<Agreed | { readonly why: string }> {
  const { args, store } = session;
  const guarded = guardText(spec, connected, services);
  if (guarded !== undefined) return { why: guarded };
  const { account } = services.identity;
  const isGuarded = isProtected(session.protectedConnections, connected, services.identity);
  if (args.protectedAccount !== undefined && args.protectedAccount !== account)
    return { why: `--protected names account ${args.protectedAccount}, but the connection uses account ${account}.` };
  if (isGuarded && args.protectedAccount === undefined)
    return { why: `The connection to account ${account} is protected. To start there, add --protected ${account}.` };
  if (isGuarded && !args.checks)
    return { why: 'The connection is protected, so a start needs its checks: leave out --no-checks.' };
  const region = spec.region ?? services.region;
  const earlier = (): Earlier => earlierStarts(store, services.identity, region, spec);
  const ofFolder = concernsOfFolder(file, spec, connected, session);
  // What needs no call is told first.
  const early = args.yes ? refusedBy([...ofFolder, ...concernsOf(spec, earlier(), session)]) : undefined;
  if (early !== undefined) return { why: early };
  const preflight = args.checks ? preflightOf(spec, connected, services, session) : undefined;
  try {
    await runChecks(name, preflight, isGuarded, session);
    session.throwIfInterrupted();
    if (isGuarded && preflight !== undefined && preflight.tally.no + preflight.tally.open > 0) {
      tellProblems(name, preflight, session);
      return {
        why:
          preflight.tally.no > 0
            ? 'The connection is protected, and a check before the start found a problem.'
            : 'The connection is protected, and not all checks were run.',
      };
    }
    for (;;) {
      const known = earlier();
      const concerns = [...ofFolder, ...concernsOf(spec, known, session), ...concernsOfChecks(preflight, session)];
      const shown = preflight?.tally.no ?? 0;
      if (args.yes) {
        const why = refusedBy(concerns);
        if (why !== undefined) {
          if (shown > 0) tellProblems(name, preflight, session);
          return { why };
        }
      } else {
        const question = { name, spec, connected, services, preflight, concerns, region, isGuarded };
        if (!(await ask(question, session))) return { why: 'You did not agree.' };
        // What came to light while the question was open is asked about again.
        if (repeatsMore(earlier(), known) || (preflight?.tally.no ?? 0) > shown) continue;
      }
      return {
        earlier: known,
        confirmed: {
          at: session.clock.now(),
          by: services.identity.arn,
          ...defined({ checks: preflight?.kept }),
        },
      };
    }
  } finally {
    preflight?.dispose();
  }
}

function guardText(spec: ValidSpec, connected: Connected, services: JobServices): string | undefined {
  const guard = guardOf(spec, connected, services);
  switch (guard?.sort) {
    case undefined:
      return undefined;
    case 'account':
      return `It is for account ${guard.wanted}, but the connection uses account ${guard.account}.`;
    case 'partition':
      return refusalText(
        { kind: 'wrongPartition', name: 'WrongPartition', message: guard.region, nothingHappened: true },
        false,
      );
    case 'credential':
      return 'Its request contains a credential of the connection, and requests are stored and shown.';
  }
}

function concernsOf(
  { kind, request, after }: ValidSpec,
  { twins, lost }: Earlier,
  { args, clock }: Session,
): readonly Concern[] {
  const facts = kind.facts(request);
  return [
    ...(after === undefined
      ? []
      : [
          {
            text: 'This job comes after that of another spec, and does not wait for it here.',
            option: '--ignore-after',
            isAccepted: args.ignoreAfter,
          },
        ]),
    ...twins.map(({ id, submittedAt, status }) => ({
      text: `The same job was started ${durationText(clock.now() - (submittedAt ?? clock.now()))} ago and is still running (${id}, ${status}). Another one is charged again.`,
      option: `--duplicate-of ${id}`,
      isAccepted: args.duplicateOf.includes(id),
    })),
    ...(lost === undefined
      ? []
      : [
          {
            text: 'AWS never confirmed an earlier start of this request, and no job was found for it. If you are not sure, look in the AWS console first.',
            option: '--again',
            isAccepted: args.again,
          },
        ]),
    ...(facts.jobType === 'DELETE_ONLY'
      ? [
          {
            text: 'This DELETE_ONLY job removes records that earlier runs of the workflow loaded. It cannot be stopped once it has started.',
            option: '--delete-records',
            isAccepted: args.deleteRecords,
          },
        ]
      : []),
  ];
}

/** The settings of the spec's folder name another connection. */
function concernsOfFolder(
  file: string,
  spec: ValidSpec,
  connected: Connected,
  { args, accountOf }: Session,
): readonly Concern[] {
  const wanted = folderConnectionOf(file);
  if (wanted === undefined || !isOtherConnection(wanted.choice, spec, connected, accountOf)) return [];
  const named = wanted.choice === undefined ? 'one that cannot be read' : connectionText(wanted.choice);
  const used = connectionText({ ...defined({ profile: connected.profile }), region: connected.services.region });
  return [
    {
      text: `The settings of its folder name another connection: ${named}. This one is ${used}.`,
      option: '--other-connection',
      isAccepted: args.otherConnection,
    },
  ];
}

function concernsOfChecks(preflight: Preflight | undefined, { args }: Session): readonly Concern[] {
  const no = preflight?.tally.no ?? 0;
  return no === 0
    ? []
    : [
        {
          text: plural('{0, plural, one {A check found a problem.} other {Checks found # problems.}}', no),
          option: '--despite-checks',
          isAccepted: args.despiteChecks,
        },
      ];
}

/** Why nothing is started if nobody is asked. */
function refusedBy(concerns: readonly Concern[]): string | undefined {
  const open = concerns.filter(({ isAccepted }) => !isAccepted);
  return open.length === 0
    ? undefined
    : open.map(({ text, option }) => `${text} To start it all the same, add ${option}.`).join(' ');
}

function preflightOf(spec: ValidSpec, connected: Connected, services: JobServices, session: Session): Preflight {
  return new Preflight(
    {
      subject: subjectOf(spec, services),
      port: connected.preflight,
      live: connected.live,
      results: connected.results,
      services: pacedServices(services, session.clock),
      clock: session.clock,
      simulated: connected.simulated,
      unfinished: session.store.unfinished,
      readsDocuments: session.args.readsDocuments,
      rates: {},
      ...defined({ credentialsEnd: connected.credentialsEnd, usualMs: usualMs(session.list, spec.kind) }),
    },
    () => undefined,
  );
}

/** A protected connection, and a start without a question, wait for all checks. */
async function runChecks(
  name: string,
  preflight: Preflight | undefined,
  isGuarded: boolean,
  { args, terminal, clock, interrupts: { signal } }: Session,
): Promise<void> {
  if (preflight === undefined) return;
  terminal.progress(`Checking ${name}…`);
  let cancel = (): void => undefined;
  const late = new Promise<void>(resolve => {
    if (!isGuarded && !args.yes) cancel = clock.after(checksMs, resolve);
  });
  await Promise.race([preflight.run(), aborted(signal), late]);
  cancel();
  terminal.progress('');
}

function summaryOf({ yes, no, unknown, open }: Tally): string {
  return [
    ...(no === 0 ? [] : [plural('{0, plural, one {# problem} other {# problems}}', no)]),
    `${yes} passed`,
    ...(unknown === 0 ? [] : [`${unknown} could not be determined`]),
    ...(open === 0 ? [] : [`${open} still running`]),
  ].join(' · ');
}

/** The problems that the checks found, as lines of the report of `preflight`. No line names a document. */
function tellProblems(name: string, preflight: Preflight | undefined, { terminal }: Session): void {
  for (const { check, findings = [] } of preflight?.results ?? [])
    for (const { verdict, text, advice = '' } of findings)
      if (verdict === 'no') terminal.note(`${name} no ${check.id} ${text} ${advice}`.trim());
}

interface Question {
  readonly name: string;
  readonly spec: ValidSpec;
  readonly connected: Connected;
  readonly services: JobServices;
  readonly preflight: Preflight | undefined;
  readonly concerns: readonly Concern[];
  readonly region: string;
  readonly isGuarded: boolean;
}

/** Shows what would be started, and resolves with whether the user agrees. */
async function ask(question: Question, session: Session): Promise<boolean> {
  const { terminal, interrupts } = session;
  const { name, spec, connected, services, concerns, region, isGuarded, preflight } = question;
  const { kind, request, overlay, allowed = [] } = spec;
  const { choice, simulated } = connected;
  const facts = kind.facts(request);
  const fromWorkflow = facts.workflow === undefined ? undefined : 'Set in the workflow';
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Account', accountText(services.identity.account, choice)],
    ['Identity', services.identity.arn],
    ['Region', region],
    ['Endpoint', await services.endpoint(kind.service, region)],
    ['Action', kind.action],
    ['Variables overlay', overlay],
    ['Workflow', facts.workflow],
    ['Job type', facts.jobType],
    ['Input', facts.input ?? fromWorkflow],
    ['Output', facts.output ?? fromWorkflow],
    ['Role', facts.role ?? fromWorkflow],
    ['KMS key', facts.kmsKey ?? fromWorkflow ?? `None. ${noKmsKeyText}`],
  ];
  terminal.note(`${name}: start ${kind.title} job${facts.name === undefined ? '' : ` “${facts.name}”`}?`);
  if (simulated) terminal.note('  Simulated in the local sandbox. Nothing is sent to AWS, and nothing is charged.');
  for (const { text } of concerns) terminal.note(`  ! ${text}`);
  if (allowed.length > 0)
    terminal.note(`  Sent as written, without a check, because this version does not know it: ${allowed.join(', ')}`);
  if (preflight !== undefined) {
    terminal.note(`  Checks: ${summaryOf(preflight.tally)}`);
    const problems = preflight.results.flatMap(({ findings = [] }) =>
      findings.filter(({ verdict }) => verdict === 'no'),
    );
    for (const { text, advice = '' } of problems.slice(0, maxProblems)) terminal.note(`    ✗ ${text} ${advice}`);
    if (problems.length > maxProblems) terminal.note('    …');
  }
  for (const [label, value] of lines) if (value !== undefined) terminal.note(`  ${label}: ${value}`);
  const { signal } = interrupts;
  const isYes = (answer: string | undefined): boolean => /^y(?:es)?$/i.test(answer ?? '');
  if (!isYes(await terminal.ask('Start the job? [y/N]', signal))) return false;
  if (isGuarded) {
    // A protected connection takes more than a key. A name of blanks alone cannot be typed.
    const same = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
    const title = facts.name ?? facts.workflow ?? kind.title;
    const wanted = same(title) === '' ? services.identity.account : title;
    const typed = await terminal.ask(`The account is protected. To start the job, type its name, ${wanted}:`, signal);
    if (same(typed ?? '') !== same(wanted)) return false;
  }
  if (facts.jobType !== 'DELETE_ONLY') return true;
  return isYes(await terminal.ask(`Delete records of the workflow “${facts.workflow ?? ''}”? [y/N]`, signal));
}
