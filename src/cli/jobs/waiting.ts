// Waits for jobs, and for starts whose job is still looked for.
import type { Connected } from '../../domain/connection.ts';
import { defined } from '../../domain/defined.ts';
import type { Intent } from '../../domain/jobs/intent.ts';
import { type Job, isUnfinished, keyText, phaseOfJob } from '../../domain/jobs/job.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import { groupsOf } from '../../domain/jobs/refresh.ts';
import { plural } from '../../domain/plural.ts';
import { type Refusal, isPassing } from '../../domain/refusal.ts';
import { exitCodes } from './exitCodes.ts';
import { refusalText } from './refusals.ts';
import type { Session } from './session.ts';
import { jobLine } from './words.ts';

/** What is waited for: a job by its key (see `keyText`), or the job of a start that was not answered. */
export type Awaited = { readonly key: string } | { readonly intent: Intent };

/** How long until the line of progress is drawn again, in milliseconds. */
const tickMs = 1_000;

/** What became of it: the job as it is known, if there is one, and the exit code. */
export interface WaitOutcome {
  readonly job?: Job;
  readonly code: number;
}

/**
 * Waits until all have finished, the time is over, a signal comes, or the services say something that does not pass by
 * itself. Prints how they go on.
 */
export async function waitFor(
  session: Session,
  connected: Connected,
  awaited: readonly Awaited[],
): Promise<readonly WaitOutcome[]> {
  const { store, clock, args, interrupts, terminal } = session;
  const watcher = session.watcher(connected);
  const until = clock.now() + args.timeoutMs;
  const statuses = new Map<string, string>();
  for (const each of awaited) {
    const job = jobOf(session, each);
    // Whoever waits for a job wants it to be watched.
    if (job?.watched === false) store.change(job, ({ watched, ...rest }) => rest);
    if (job !== undefined) statuses.set(keyText(job), job.status);
  }
  let wake = (): void => undefined;
  const subscriptions = [
    store.onDidChange(() => {
      wake();
    }),
    watcher.onDidChange(() => {
      wake();
    }),
  ];
  const onSignal = (): void => {
    wake();
  };
  interrupts.signal.addEventListener('abort', onSignal);
  let told = '';
  try {
    for (;;) {
      const jobs = awaited.map(each => jobOf(session, each));
      for (const job of jobs) if (job !== undefined) tellChange(session, job, statuses);
      const open = awaited.filter(each => !isSettled(session, each));
      if (open.length === 0 || interrupts.signal.aborted || clock.now() >= until) break;
      terminal.progress(progressOf(session, awaited, open));
      const { failure } = watcher.state;
      // Not only when it began to fail: what passes by itself may be followed by what does not, and what is waited for
      // may be less by now.
      const news =
        failure === undefined ? '' : `${failure.since}|${failure.refusal.kind}|${failure.refusal.name}|${open.length}`;
      if (failure !== undefined && news !== told) {
        told = news;
        const refusal = await endOfWait(session, connected, failure.refusal, open);
        if (refusal !== undefined) {
          terminal.warn(`Could not wait any longer. ${refusalText(refusal, session.quotes)} The jobs go on in AWS.`);
          return awaited.map(each => ({
            code: isSettled(session, each) ? outcomeOf(session, each).code : exitCodes.failed,
            ...defined({ job: jobOf(session, each) }),
          }));
        }
        if (failure.refusal.kind !== 'cancelled')
          terminal.warn(`${refusalText(failure.refusal, session.quotes)} Trying again.`);
      }
      await new Promise<void>(resolve => {
        const cancel = clock.after(Math.min(tickMs, Math.max(0, until - clock.now())), resolve);
        wake = () => {
          cancel();
          resolve();
        };
        if (interrupts.signal.aborted) wake();
      });
    }
  } finally {
    terminal.progress('');
    interrupts.signal.removeEventListener('abort', onSignal);
    for (const subscription of subscriptions) subscription.dispose();
  }
  return awaited.map(each => outcomeOf(session, each));
}

function jobOf({ store, records }: Session, awaited: Awaited): Job | undefined {
  if ('key' in awaited) return store.get(awaited.key);
  const { intent } = awaited;
  // The job keeps the start that it is of.
  return store.unfinished.find(({ intentId }) => intentId === intent.id) ?? finishedOf(records, intent);
}

/** The job of a start that has finished before it was seen running. */
function finishedOf(records: Session['records'], intent: Intent): Job | undefined {
  const job = intent.specUri === undefined ? undefined : records.lastOfSpec(intent, intent.specUri);
  return job?.intentId === intent.id ? job : undefined;
}

function isSettled(session: Session, awaited: Awaited): boolean {
  const job = jobOf(session, awaited);
  if (job !== undefined) return !isUnfinished(job);
  if ('key' in awaited) return true; // removed from the history
  const open = session.store.openIntents.find(({ id }) => id === awaited.intent.id);
  return open === undefined || open.state === 'notFound';
}

function outcomeOf(session: Session, awaited: Awaited): WaitOutcome {
  const job = jobOf(session, awaited);
  if (job === undefined) {
    const isNotFound = session.store.openIntents.some(
      ({ id, state }) => 'intent' in awaited && id === awaited.intent.id && state === 'notFound',
    );
    return { code: isNotFound ? exitCodes.notDone : exitCodes.unclear };
  }
  if (isUnfinished(job)) return { job, code: exitCodes.unfinished };
  return { job, code: phaseOfJob(job) === 'succeeded' ? exitCodes.done : exitCodes.jobFailed };
}

/** Without a terminal, each change of a status is a line. */
function tellChange({ terminal, clock }: Session, job: Job, statuses: Map<string, string>): void {
  const key = keyText(job);
  const status = job.gone === true ? 'gone' : job.status;
  if (statuses.get(key) === status) return;
  statuses.set(key, status);
  if (isUnfinished(job) && !terminal.isLive) terminal.note(jobLine(job, clock.now()));
}

function progressOf(session: Session, awaited: readonly Awaited[], open: readonly Awaited[]): string {
  const jobs = open.flatMap(each => jobOf(session, each) ?? []);
  const [first] = jobs;
  const counts = new Map<string, number>();
  for (const { status } of jobs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const looked = open.length - jobs.length;
  return [
    ...(awaited.length === 1 ? [] : [`${awaited.length - open.length} of ${awaited.length} finished`]),
    ...(first !== undefined && jobs.length === 1
      ? [jobLine(first, session.clock.now())]
      : Array.from(counts, ([status, count]) => `${count} ${status}`)),
    ...(looked === 0
      ? []
      : [plural('{0, plural, one {looking for the job of a start} other {looking for the jobs of # starts}}', looked)]),
  ].join(' · ');
}

/**
 * Whether there is no use in waiting: a refusal that does not pass by itself, of a job that is waited for. The watch is
 * of all jobs of the account, so ours are asked about, one of each kind and region, or of each workflow.
 */
async function endOfWait(
  session: Session,
  { services }: Connected,
  refusal: Refusal,
  open: readonly Awaited[],
): Promise<Refusal | undefined> {
  if (isPassing(refusal) || refusal.kind === 'cancelled') return undefined;
  const groups = groupsOf(open.flatMap(each => jobOf(session, each) ?? []));
  if (groups.length === 0) return refusal;
  for (const { kind, region, jobs } of groups) {
    const [job] = jobs;
    if (job === undefined) continue;
    const answer = await pacedServices(services, session.clock).describe(
      kind,
      region,
      { id: job.id, ...defined({ workflow: job.workflow }) },
      session.interrupts.signal,
    );
    if (answer.ok) session.store.apply(job, answer.value, session.clock.now());
    else if (!isPassing(answer.refusal) && answer.refusal.kind !== 'cancelled') return answer.refusal;
  }
  return undefined;
}

/** How a job that was started or waited for is found again. */
export function howToFind({ path, args }: Pick<Session, 'path' | 'args'>, id?: string): string {
  const place = [
    ...(args.profile === undefined ? [] : [`--profile ${args.profile}`]),
    ...(args.region === undefined ? [] : [`--region ${args.region}`]),
    ...(args.sandbox ? ['--sandbox'] : []),
    ...(args.history === undefined ? [] : [`--history ${path}`]),
  ];
  return `“${['aws-job-specs', id === undefined ? 'list' : `wait ${id}`, ...place].join(' ')}”`;
}
