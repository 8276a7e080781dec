// A run of a batch: one start that waits in the queue until it may be sent.
import { defined } from '../../defined.ts';
import type { JsonObject } from '../../json.ts';
import type { Intent, IntentState } from '../intent.ts';
import type { Account, Confirmation } from '../job.ts';
import type { RefusalKind } from '../../refusal.ts';

/**
 * The state of a run. Before it is sent:
 * - `waiting`: in the queue · `asking`: held until the user decides · `cancelled`: by the user
 * - `blocked`: the run that it comes after did not succeed
 *
 * From then on it is the state of its start.
 */
export type RunState = 'waiting' | 'asking' | 'cancelled' | 'blocked' | IntentState;

/** The states of a run that was not sent and may still be. */
export const queuedStates = ['waiting', 'asking'] as const satisfies readonly RunState[];

/** The states in which nothing is known to follow without the user: all others lead to a job, or may. */
export const endedStates = [
  'cancelled',
  'blocked',
  'refused',
  'notFound',
  'dismissed',
] as const satisfies readonly RunState[];

/**
 * Why a run is held:
 * - `limit`: the service refused it because of what else is running, or asked to wait · `connection`: it could not be reached
 * - `old`: it waited longer than the setting allows · `twin`: a job with the same request is running or unconfirmed
 * - `check`: a check found a problem shortly before it was sent
 */
export interface Hold {
  readonly why: 'limit' | 'connection' | 'old' | 'twin' | 'check';
  /** The service's or the check's own words. */
  readonly text?: string;
}

/** What was confirmed for a group of runs at once. */
export interface Batch extends Account {
  readonly id: string;
  /** Such as the name of the folder or table that it was made from. */
  readonly name: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
}

export interface Run extends Account {
  readonly id: string;
  readonly batchId: string;
  /** Runs are sent in the order of these numbers, among those of one operation in one region. */
  readonly position: number;
  readonly name: string;
  readonly region: string;
  readonly action: string;
  /** The request as it will be sent, with every variable resolved. */
  readonly request: JsonObject;
  /** The request as written in the file, if that differs. */
  readonly written?: JsonObject;
  readonly specUri?: string;
  readonly gitCommit?: string;
  readonly state: RunState;
  /** The run whose job must succeed first. */
  readonly after?: string;
  /** The name of that run. */
  readonly afterName?: string;
  /** Of a blocked run: the status that the job of the run before it ended with; absent if that was not started. */
  readonly blockedBy?: string;
  /** Since when it waits without the user having seen it, in milliseconds since 1970 UTC. */
  readonly waitsSince: number;
  readonly confirmed: Confirmation;
  /** The user agreed to run it although the same request is running. */
  readonly mayRepeat?: boolean;
  /** The problems of checks that the user has seen and accepted, in the checks' words. */
  readonly accepted?: string;
  /** Not sent before this time; milliseconds since 1970 UTC. */
  readonly notBefore?: number;
  /** How often the service asked to wait. */
  readonly tries?: number;
  readonly hold?: Hold;
  readonly jobId?: string;
  readonly refusal?: Intent['refusal'];
  /** The batch in which the user has it done again. */
  readonly retriedBy?: string;
}

/** The longest pause between two tries of a run, in milliseconds. */
export const longestPauseMs = 5 * 60_000;
const firstPauseMs = 15_000;

/** Refusals that say that this request will not be accepted: trying again would change nothing. */
const final: ReadonlySet<RefusalKind> = new Set([
  'invalid',
  'notFound',
  'denied',
  'setup',
  'wrongAccount',
  'wrongPartition',
]);

/** Refusals that any request gets at the moment, because of the connection. */
const ofConnection: ReadonlySet<RefusalKind> = new Set([
  'credentials',
  'signedOut',
  'expired',
  'clock',
  'network',
  'cancelled',
]);

/** Whether a start that was refused may be accepted later: a limit, a conflict, the rate of calls, or the connection. */
function mayPass(kind: RefusalKind): boolean {
  return !final.has(kind);
}

/** The pause before a refused start is tried again, after so many tries; in milliseconds. */
export function retryPauseMs(tries: number): number {
  return Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
}

/** Whether nothing more is sent for a run unless the user asks for it. */
function hasEnded({ state }: Pick<Run, 'state'>): boolean {
  return (endedStates as readonly RunState[]).includes(state);
}

/**
 * Returns the run after its start got into a state. A refusal that may pass puts it back into the queue, to be tried
 * again after a growing pause. `now`: milliseconds since 1970 UTC.
 */
export function followIntent(run: Run, { state, jobId, refusal }: Intent, now: number): Run {
  if (run.jobId !== undefined && jobId === undefined) return run;
  if (state === 'refused' && refusal !== undefined && mayPass(refusal.kind)) return sendLater(run, refusal, now);
  const { hold: _hold, notBefore: _notBefore, refusal: _refusal, ...rest } = run;
  return { ...rest, state, ...defined({ jobId, refusal: jobId === undefined ? refusal : undefined }) };
}

function sendLater(run: Run, refusal: NonNullable<Intent['refusal']>, now: number): Run {
  const tries = (run.tries ?? 0) + 1;
  const why = ofConnection.has(refusal.kind) ? 'connection' : 'limit';
  return {
    ...run,
    state: 'waiting',
    tries,
    notBefore: now + retryPauseMs(tries),
    hold: { why, text: refusal.message },
  };
}

/** Returns the run held until the user decides. */
export function ask(run: Run, hold: Hold): Run {
  return { ...run, state: 'asking', hold };
}

/** Returns the run back in the queue, because the user has just seen and confirmed it. */
export function resumed(run: Run, confirmed: Confirmation): Run {
  if (run.state !== 'asking' && !hasEnded(run)) return run;
  const { hold, notBefore: _notBefore, refusal: _refusal, jobId: _jobId, tries: _tries, ...rest } = run;
  return {
    ...rest,
    state: 'waiting',
    waitsSince: confirmed.at,
    confirmed,
    ...(hold?.why === 'twin' ? { mayRepeat: true } : {}),
    ...(hold?.why === 'check' ? defined({ accepted: hold.text }) : {}),
  };
}
