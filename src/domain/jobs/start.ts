import { pause } from '../pause.ts';
import { defined } from '../defined.ts';
import type { Clock } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import type { Refusal } from '../refusal.ts';
import { type Intent, fingerprintOf, reconcileWindowMs, requestToSend, jobOf, originOf } from './intent.ts';
import type { Confirmation, Job } from './job.ts';
import type { JobKind } from './kinds.ts';
import type { StartRecords, JobServices } from './ports.ts';

/** A checked and confirmed start: what to send, where, and as whom. */
export interface StartPlan {
  readonly kind: JobKind;
  readonly region: string;
  readonly request: JsonObject;
  /** The request before variables are resolved, if it has any. */
  readonly written?: JsonObject;
  /** Uses credentials that were just verified to belong to `services.identity` and cannot change meanwhile. */
  readonly services: JobServices;
  readonly specUri?: string;
  /** The git commit of the spec's file. */
  readonly gitCommit?: string;
  readonly confirmed?: Confirmation;
  /** Start even if unfinished jobs with these ids came from the same request: the user was asked about them. */
  readonly allowDuplicatesOf?: readonly string[];
  /** The waiting run of a batch that this starts. */
  readonly runId?: string;
}

/**
 * The result of a start:
 * - `started` · `refused`: definitely not started · `unclear`: sent but unanswered; the watcher looks for the job
 * - `unanswered`: nothing sent, because an identical start is still unanswered
 * - `running`: nothing sent, because the job of an identical start is unfinished and the user was not asked about it
 * - `taken`: nothing sent, because another window has just started the run, or it was canceled
 * - `unwritten`: nothing sent, because the intent could not be written first
 */
export type StartOutcome =
  | { readonly type: 'started'; readonly job: Job; readonly unrecorded?: unknown }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'unclear'; readonly refusal: Refusal; readonly intent: Intent }
  | { readonly type: 'unanswered'; readonly intent: Intent }
  | { readonly type: 'running'; readonly job: Job }
  | { readonly type: 'taken' }
  | { readonly type: 'unwritten'; readonly cause: unknown };

export interface StartPorts {
  readonly records: StartRecords;
  readonly clock: Clock;
  /** A new UUID: the intent's id, and its ClientRequestToken. */
  readonly newId: () => string;
  /** The ids of this window's intents that still await an answer; updated by `startJob`, read by the watcher. */
  readonly inFlight: Set<string>;
}

/** A throttled start was definitely not carried out; it is sent up to this many times, with growing pauses. */
const throttledTries = 3;
const firstPauseMs = 1_000;
/** The longest pause between two tries, even if the service asks for a longer one. */
const longestPauseMs = 5_000;

/**
 * Starts one job: writes the intent, sends the request, writes the answer. Whatever happens in between, the intent on
 * disk tells the next session that a job may exist. `signal`: ends the call; `resendSignal`: only keeps a throttled
 * request from being sent again.
 */
export async function startJob(
  plan: StartPlan,
  { records, clock, newId, inFlight }: StartPorts,
  signal?: AbortSignal,
  resendSignal = signal,
): Promise<StartOutcome> {
  const { kind, region, request, services } = plan;
  const { partition, account } = services.identity;
  let intent: Intent = {
    id: newId(),
    partition,
    account,
    region,
    action: kind.action,
    request,
    fingerprint: fingerprintOf(services.identity, region, kind, request),
    state: 'sending',
    sentAt: clock.now(),
    ...defined({ clockOffsetMs: services.clockOffsetMs, runId: plan.runId }),
    ...originOf(plan),
  };
  try {
    const found = records.begin(intent, kind.repeatable, plan.allowDuplicatesOf);
    if ('unanswered' in found) return { type: 'unanswered', intent: found.unanswered };
    if ('running' in found) return { type: 'running', job: found.running };
    if ('taken' in found) return { type: 'taken' };
    intent = found.begun;
  } catch (cause) {
    return { type: 'unwritten', cause };
  }

  inFlight.add(intent.id);
  try {
    const answer = await send(plan, intent, clock, signal, resendSignal);
    return answer.ok
      ? recordStarted(intent, kind, answer.value.jobId, answer.requestId)
      : recordRefused(intent, answer.refusal);
  } finally {
    inFlight.delete(intent.id);
  }

  function recordStarted(of: Intent, startedKind: JobKind, jobId: string, requestId?: string): StartOutcome {
    const job = jobOf(of, startedKind, jobId, clock.now(), requestId);
    try {
      records.resolve({ ...of, state: 'started', jobId, ...defined({ requestId }) }, job);
      return { type: 'started', job };
    } catch (cause) {
      return { type: 'started', job, unrecorded: cause }; // the intent stays `sending`, so the watcher finds the job
    }
  }

  function recordRefused(of: Intent, refusal: Refusal): StartOutcome {
    const state = refusal.nothingHappened ? 'refused' : 'unclear';
    try {
      const { kind: sort, name, message } = refusal;
      records.resolve({
        ...of,
        state,
        refusal: { kind: sort, name, message },
        ...defined({ requestId: refusal.requestId }),
      });
    } catch {
      /* left as `sending`, which is looked for like an unclear one: late, but never wrong */
    }
    return refusal.nothingHappened ? { type: 'refused', refusal } : { type: 'unclear', refusal, intent: of };
  }
}

async function send(
  { kind, region, services }: StartPlan,
  intent: Intent,
  clock: Clock,
  signal: AbortSignal | undefined,
  resendSignal: AbortSignal | undefined,
): ReturnType<JobServices['start']> {
  const request = requestToSend(kind, intent);
  for (let tried = 1, pauseMs = firstPauseMs; ; tried += 1, pauseMs *= 2) {
    const answer = await services.start(kind, region, request, signal);
    if (answer.ok || answer.refusal.kind !== 'throttled' || !answer.refusal.nothingHappened || tried === throttledTries)
      return answer;
    await pause(
      clock,
      Math.min(answer.refusal.retryAfterMs ?? pauseMs * (0.5 + clock.random()), longestPauseMs),
      resendSignal,
    );
    // After a long sleep, another window may have given up on this start, and the user may have started it again.
    if (resendSignal?.aborted === true || clock.now() - intent.sentAt >= reconcileWindowMs) return answer;
  }
}
