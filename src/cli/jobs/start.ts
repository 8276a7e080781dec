// `aws-job-specs start`: starts the jobs of specs by the same way as the editor: guards, checks, agreement, an intent
// on disk, one request, and its answer on disk.
import { randomUUID } from 'node:crypto';
import type { Connected } from '../../domain/connection.ts';
import { defined } from '../../domain/defined.ts';
import { TokenBucket } from '../../domain/jobs/bucket.ts';
import { type Earlier, earlierStarts, repeatsMore } from '../../domain/jobs/earlier.ts';
import { fingerprintOf, isUnanswered, type Intent } from '../../domain/jobs/intent.ts';
import { type Job, keyText } from '../../domain/jobs/job.ts';
import { ownRate, startsPerSecond } from '../../domain/jobs/paced.ts';
import { retryPauseMs } from '../../domain/jobs/queue/run.ts';
import { affectsAllCalls } from '../../domain/jobs/refresh.ts';
import { type StartOutcome, startJob } from '../../domain/jobs/start.ts';
import { pause } from '../../domain/pause.ts';
import { type Refusal, isPassing } from '../../domain/refusal.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { sentenceOf } from '../../domain/visible.ts';
import { StorageError } from '../../machine/database.ts';
import { variableSources } from '../variables.ts';
import { packageName, version } from '../self.ts';
import { type Agreed, agree } from './agree.ts';
import { exitCodes, worstOf } from './exitCodes.ts';
import { gitCommitOf } from './git.ts';
import { type ReadSpec, checkSpecs, readSpecs } from './readSpecs.ts';
import { refusalText } from './refusals.ts';
import { type Session, unusable } from './session.ts';
import { specUriOf } from './specUri.ts';
import { type Awaited, type WaitOutcome, howToFind, waitFor } from './waiting.ts';
import { durationText, jobLine, jobReport } from './words.ts';

/** What became of a spec. `notAgreed`: a guard or a check speaks against it; `notTried`: something before it ended the command. */
interface StartReport {
  readonly path: string;
  readonly action: string;
  readonly outcome: Exclude<StartOutcome['type'], 'taken'> | 'notAgreed' | 'notTried';
  readonly code: number;
  readonly text: string;
  readonly job?: Job;
  readonly intent?: Intent;
  readonly refusal?: Refusal;
}

/** Starts the specs one after the other, and waits for their jobs if asked. Resolves with the exit code. */
export async function start(session: Session): Promise<number> {
  const { args, terminal } = session;
  const cwd = process.cwd();
  const specs = await readSpecs(args.operands, cwd);
  const sources = await variableSources(args.variables, cwd);
  const inputs = new Map(args.inputs);
  // Before anybody is asked for credentials.
  await checkSpecs(specs, session, sources, inputs);
  const connected = await session.connect();
  const valid = await checkSpecs(specs, session, sources, inputs, connected);
  const reports: StartReport[] = [];
  const starts = new Starts(session, connected);
  for (const [index, each] of specs.entries()) {
    const spec = valid[index];
    if (spec === undefined) continue;
    const report = starts.isOver()
      ? { ...basics(each, spec), outcome: 'notTried' as const, code: exitCodes.notDone, text: 'not tried' }
      : await starts.start(each, spec);
    reports.push(report);
    if (args.format === 'text') terminal.result(`${report.path} ${report.text}`);
  }
  if (reports.some(({ outcome }) => outcome === 'notTried') && session.interrupts.signal.aborted)
    terminal.warn('Interrupted. Nothing more was sent.');
  const ended = args.wait ? await waitForStarts(session, connected, reports) : new Map<StartReport, WaitOutcome>();
  if (args.format === 'json') terminal.report(await jsonOf(session, connected, reports, ended));
  return worstOf(reports.map(report => ended.get(report)?.code ?? report.code));
}

/** Whether a refused start may be accepted later, without anybody doing anything for it. */
const mayBeAccepted = (refusal: Refusal): boolean =>
  isPassing(refusal) || refusal.kind === 'conflict' || refusal.kind === 'limit';

const basics = ({ path }: ReadSpec, { kind }: ValidSpec): Pick<StartReport, 'path' | 'action'> => ({
  path,
  action: kind.action,
});

class Starts {
  readonly #session: Session;
  readonly #connected: Connected;
  readonly #buckets = new Map<string, TokenBucket>();
  #hasEnded = false;

  constructor(session: Session, connected: Connected) {
    this.#session = session;
    this.#connected = connected;
  }

  /** Whether a signal or a refusal that the next start would get as well has ended the command. */
  isOver(): boolean {
    return this.#hasEnded || this.#session.interrupts.signal.aborted;
  }

  /** Starts a spec. What is known of the specs before it is reported whatever happens: a signal, or a history that fails. */
  async start(read: ReadSpec, spec: ValidSpec): Promise<StartReport> {
    const { interrupts, path } = this.#session;
    try {
      return await this.#startOne(read, spec);
    } catch (fault) {
      const common = basics(read, spec);
      // Such as a question that a signal has ended: nothing was sent.
      if (interrupts.signal.aborted && !(fault instanceof StorageError))
        return { ...common, outcome: 'notTried', code: exitCodes.notDone, text: 'not tried' };
      if (!(fault instanceof StorageError)) throw fault;
      this.#hasEnded = true;
      const text = `not started. ${unusable(path, fault).message}`;
      return { ...common, outcome: 'unwritten', code: exitCodes.failed, text };
    }
  }

  /** Tries until the start is not refused, or will not be accepted later either. */
  async #startOne(read: ReadSpec, spec: ValidSpec): Promise<StartReport> {
    const { clock, args } = this.#session;
    let agreed: Agreed | undefined;
    let until: number | undefined;
    for (let tries = 1; ; tries += 1) {
      const tried = await this.#try(read, spec, agreed);
      const { outcome, code, refusal } = tried.report;
      agreed = tried.agreed;
      if (outcome === 'refused' && refusal !== undefined) {
        until ??= clock.now() + args.keepTryingMs;
        if (await this.#isToTryAgain(refusal, tries, until, read.path)) continue;
      }
      if (refusal !== undefined && (code === exitCodes.failed || affectsAllCalls(refusal))) this.#hasEnded = true;
      return tried.report;
    }
  }

  /**
   * Sends a start once. `before`: what was agreed to before the last try, if there was one; what has come to light since
   * must be agreed to as well.
   */
  async #try(
    read: ReadSpec,
    spec: ValidSpec,
    before: Agreed | undefined,
  ): Promise<{ readonly report: StartReport; readonly agreed?: Agreed }> {
    const session = this.#session;
    const common = basics(read, spec);
    const notTried = {
      report: { ...common, outcome: 'notTried' as const, code: exitCodes.notDone, text: 'not tried' },
    };
    // Credentials may have been renewed since the last start, by a profile that leads elsewhere now.
    const pinned = await this.#connected.pinned(session.interrupts.signal);
    if (this.isOver()) return notTried;
    if (!pinned.ok) {
      const { refusal } = pinned;
      const text = `not started. ${refusalText(refusal, session.quotes)}`;
      return {
        report: { ...common, outcome: 'refused', code: exitCodes.failed, text, refusal },
        ...defined({ agreed: before }),
      };
    }
    const services = pinned.value;
    const region = spec.region ?? services.region;
    let agreed = before;
    if (agreed === undefined || repeatsMore(this.#earlier(spec, region), agreed.earlier)) {
      await this.#refreshEarlier(spec, region);
      if (this.isOver()) return notTried;
      const answer = await agree(read, spec, this.#connected, services, session);
      if ('why' in answer) {
        const text = `not started. ${answer.why}`;
        return { report: { ...common, outcome: 'notAgreed', code: exitCodes.notDone, text } };
      }
      agreed = answer;
    }
    const gitCommit = await gitCommitOf(read.file, read.text);
    const { kind, request, written } = spec;
    session.terminal.progress(`Starting ${read.path}…`);
    const permit = await this.#bucket(`${region}|${kind.action}`).take(session.interrupts.signal);
    if (permit === undefined) return notTried;
    const { earlier, confirmed } = agreed;
    const outcome = await startJob(
      {
        kind,
        region,
        request,
        services,
        specUri: specUriOf(read.file),
        allowDuplicatesOf: earlier.twins.map(({ id }) => id),
        confirmed,
        ...defined({ written, gitCommit }),
      },
      { records: session.records, clock: session.clock, newId: randomUUID, inFlight: session.inFlight },
      session.interrupts.startSignal,
      session.interrupts.signal,
    );
    session.terminal.progress('');
    if (outcome.type === 'started') permit.succeeded();
    if (outcome.type === 'refused' && outcome.refusal.kind === 'throttled')
      permit.throttled(outcome.refusal.retryAfterMs);
    this.#record(outcome);
    return { report: { ...common, ...this.#reportOf(outcome) }, agreed };
  }

  #earlier(spec: ValidSpec, region: string): Earlier {
    return earlierStarts(this.#session.store, this.#connected.services.identity, region, spec);
  }

  /**
   * What a start may repeat is refreshed first, as the watch of an editor's window does all the time: a job that was
   * unfinished when somebody last looked may have ended long ago.
   */
  async #refreshEarlier(spec: ValidSpec, region: string): Promise<void> {
    const { store, terminal } = this.#session;
    const print = fingerprintOf(this.#connected.services.identity, region, spec.kind, spec.request);
    const { twins } = this.#earlier(spec, region);
    if (twins.length === 0 && !store.openIntents.some(intent => isUnanswered(intent) && intent.fingerprint === print))
      return;
    terminal.progress('Looking for earlier starts…');
    await this.#session.refreshed(this.#connected);
    terminal.progress('');
  }

  #bucket(key: string): TokenBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined)
      this.#buckets.set(key, (bucket = new TokenBucket(this.#session.clock, ownRate(startsPerSecond))));
    return bucket;
  }

  /** Shows the outcome to the store. It is on disk already, so a history that fails now changes nothing about it. */
  #record(outcome: StartOutcome): void {
    const { store, terminal, path } = this.#session;
    try {
      if (outcome.type === 'started' && outcome.unrecorded === undefined) store.intentsChanged(outcome.job);
      else if (outcome.type === 'unclear' || outcome.type === 'unanswered') store.intentsChanged();
    } catch (fault) {
      if (!(fault instanceof StorageError)) throw fault;
      this.#hasEnded = true;
      terminal.warn(unusable(path, fault).message);
    }
  }

  /** Waits and resolves with true if the start is to be sent again. */
  async #isToTryAgain(refusal: Refusal, tries: number, until: number, path: string): Promise<boolean> {
    const { clock, terminal, interrupts } = this.#session;
    const leftMs = until - clock.now();
    if (!mayBeAccepted(refusal) || leftMs <= 0 || this.isOver()) return false;
    const pauseMs = Math.min(Math.max(retryPauseMs(tries), refusal.retryAfterMs ?? 0), leftMs);
    terminal.note(
      `${path} refused. ${refusalText(refusal, this.#session.quotes)} Trying again in ${durationText(pauseMs)}.`,
    );
    await pause(clock, pauseMs, interrupts.signal);
    return !this.isOver();
  }

  #reportOf(outcome: StartOutcome): Omit<StartReport, 'path' | 'action'> {
    const session = this.#session;
    switch (outcome.type) {
      case 'started': {
        const { job, unrecorded } = outcome;
        if (unrecorded === undefined)
          return { outcome: 'started', code: exitCodes.done, text: `started ${job.id}`, job };
        const text = `started ${job.id}, but the job history could not be written. The job is looked up again once it can be.`;
        return { outcome: 'started', code: exitCodes.failed, text, job };
      }
      case 'refused':
        return {
          outcome: 'refused',
          code: exitCodes.refused,
          text: `not started. ${refusalText(outcome.refusal, session.quotes)}`,
          refusal: outcome.refusal,
        };
      case 'unclear':
        return {
          outcome: 'unclear',
          code: exitCodes.unclear,
          text: `may or may not have started. ${refusalText(outcome.refusal, session.quotes)} The request is not sent again; ${howToFind(session)} looks for its job.`,
          refusal: outcome.refusal,
          intent: outcome.intent,
        };
      case 'unanswered':
        return {
          outcome: 'unanswered',
          code: exitCodes.unclear,
          text: `not started again. AWS has not confirmed the start from ${durationText(session.clock.now() - outcome.intent.sentAt)} ago yet, and its job is looked for. Try again after that, up to three minutes after that start.`,
          intent: outcome.intent,
        };
      case 'running':
        return {
          outcome: 'running',
          code: exitCodes.notDone,
          text: `not started again. The same job was just started, possibly by another program, and is still running (${outcome.job.id}). To run it twice, add --duplicate-of ${outcome.job.id}.`,
          job: outcome.job,
        };
      case 'unwritten':
      case 'taken': // runs of a batch only
        return {
          outcome: 'unwritten',
          code: exitCodes.failed,
          text: `not started, because the job history ${session.path} could not be written. ${
            'cause' in outcome ? sentenceOf(outcome.cause instanceof Error ? outcome.cause.message : '') : ''
          }`.trim(),
        };
    }
  }
}

/** Waits for the jobs that were started, and for the starts whose job is looked for. */
async function waitForStarts(
  session: Session,
  connected: Connected,
  reports: readonly StartReport[],
): Promise<ReadonlyMap<StartReport, WaitOutcome>> {
  const awaited: { readonly report: StartReport; readonly what: Awaited }[] = [];
  for (const report of reports) {
    const { job, intent, outcome } = report;
    if (outcome === 'started' && job !== undefined) awaited.push({ report, what: { key: keyText(job) } });
    else if (intent !== undefined) awaited.push({ report, what: { intent } });
  }
  if (awaited.length === 0) return new Map();
  let outcomes: readonly WaitOutcome[];
  try {
    outcomes = await waitFor(
      session,
      connected,
      awaited.map(({ what }) => what),
    );
  } catch (fault) {
    if (!(fault instanceof StorageError)) throw fault;
    session.terminal.warn(`Could not wait. ${unusable(session.path, fault).message}`);
    outcomes = awaited.map(({ report }) => ({ code: exitCodes.failed, ...defined({ job: report.job }) }));
  }
  const ended = new Map<StartReport, WaitOutcome>();
  for (const [index, { report }] of awaited.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    ended.set(report, outcome);
    if (session.args.format === 'text')
      session.terminal.result(
        `${report.path} ${outcome.job === undefined ? 'has no job that is known' : jobLine(outcome.job, session.clock.now())}`,
      );
  }
  if (session.interrupts.signal.aborted)
    session.terminal.warn(`The jobs go on. ${howToFind(session)} shows them, and “aws-job-specs wait” waits for them.`);
  return ended;
}

async function jsonOf(
  { path: history, args }: Session,
  { services }: Connected,
  reports: readonly StartReport[],
  ended: ReadonlyMap<StartReport, WaitOutcome>,
): Promise<unknown> {
  const { account, partition } = services.identity;
  return {
    version: 1,
    tool: { name: packageName, version: await version() },
    history,
    partition,
    account,
    starts: reports.map(report => {
      const { path, action, outcome, text, job, refusal } = report;
      const { job: known = job, code } = ended.get(report) ?? {};
      return {
        path,
        action,
        outcome,
        message: text,
        ...(refusal === undefined
          ? {}
          : { refusal: defined({ kind: refusal.kind, name: refusal.name, requestId: refusal.requestId }) }),
        ...(known === undefined ? {} : { job: jobReport(known) }),
        ...(args.wait && code !== undefined ? { hasSucceeded: code === exitCodes.done } : {}),
      };
    }),
  };
}
