import { defined } from '../defined.ts';
import { type JsonObject, canonicalJson } from '../json.ts';
import type { Refusal } from '../refusal.ts';
import type { Account, Confirmation, Job } from './job.ts';
import { type JobKind, kindOf } from './kinds.ts';

/**
 * The state of a start:
 * - `sending`: on disk, perhaps sent; undecided after a crash · `unclear`: sent, without a reliable answer
 * - `started`: it has a job id · `refused`: definitely nothing was started
 * - `notFound`: it stayed unanswered, and the service lists no job that could be it
 * - `dismissed`: the user dismissed it, or started it again in its place
 */
export type IntentState = 'sending' | 'unclear' | 'started' | 'refused' | 'notFound' | 'dismissed';

/** The states that need attention: unanswered, or not found. */
export const openStates = ['sending', 'unclear', 'notFound'] as const satisfies readonly IntentState[];

/** A start, written to disk *before* the call so that a crash can neither lose a job nor start one twice. */
export interface Intent extends Account {
  readonly id: string;
  readonly region: string;
  readonly action: string;
  /** The request as sent, with every variable resolved. */
  readonly request: JsonObject;
  /** The request as written in the file, if that differs. */
  readonly written?: JsonObject;
  /** Equal for two starts that would do the same work in the same place. */
  readonly fingerprint: string;
  readonly state: IntentState;
  /** When the request was (last) sent, in milliseconds since 1970 UTC. */
  readonly sentAt: number;
  /** When a request with this token was first sent, if that was not the last time. Its job may be as old as that. */
  readonly firstSentAt?: number;
  /** How far the service's clock was ahead of ours then, in milliseconds; absent when it was not measured. */
  readonly clockOffsetMs?: number;
  readonly specUri?: string;
  /** The git commit of the file. */
  readonly gitCommit?: string;
  readonly confirmed?: Confirmation;
  readonly jobId?: string;
  readonly requestId?: string;
  /** The run of a batch that this start is of. */
  readonly runId?: string;
  readonly refusal?: { readonly kind: Refusal['kind']; readonly name: string; readonly message: string };
}

/**
 * How long after it was sent a start may still be in flight, or its job not listed yet; after that, nothing of it is
 * sent any more.
 */
export const reconcileWindowMs = 3 * 60_000;

/** Whether a job may exist that is not known yet. */
export function isUnanswered(intent: Intent): boolean {
  return intent.state === 'sending' || intent.state === 'unclear';
}

/**
 * Returns the intents whose jobs are to be looked for, without those whose answer is still awaited here; earliest
 * first, because the earliest takes the earliest job.
 */
export function toReconcile(intents: readonly Intent[], inFlight: ReadonlySet<string>): readonly Intent[] {
  return intents
    .filter(intent => isUnanswered(intent) && kindOf(intent.action) !== undefined && !inFlight.has(intent.id))
    .sort((a, b) => a.sentAt - b.sentAt);
}

/** Returns a string that is equal for two starts exactly when they would do the same work in the same place. */
export function fingerprintOf(account: Account, region: string, kind: JobKind, request: JsonObject): string {
  const { ClientRequestToken, ...work } = request;
  return canonicalJson([account.partition, account.account, region, kind.action, work]);
}

/**
 * Returns the request to send: with the intent's id as ClientRequestToken if the kind has one and the spec sets none.
 */
export function requestToSend(kind: JobKind, intent: Intent): JsonObject {
  return kind.repeatable ? { ClientRequestToken: intent.id, ...intent.request } : intent.request;
}

/** Returns the job of an intent. Its status is the kind's first one until the service is asked. */
export function jobOf(intent: Intent, kind: JobKind, id: string, now: number, requestId?: string): Job {
  const [firstStatus = ''] = Object.keys(kind.phases);
  return {
    partition: intent.partition,
    account: intent.account,
    region: intent.region,
    service: kind.service,
    id,
    action: intent.action,
    status: firstStatus,
    ...kind.facts(intent.request),
    submittedAt: intent.sentAt,
    seenAt: now,
    intentId: intent.id,
    request: intent.request,
    timeline: [{ status: firstStatus, seenAt: now }],
    ...originOf(intent),
    ...defined({ requestId }),
  };
}

/** The origin of a start, kept in its intent and then in its job. */
type Origin = Pick<Intent, 'specUri' | 'written' | 'gitCommit' | 'confirmed'>;

export function originOf({ specUri, written, gitCommit, confirmed }: Origin): Origin {
  return defined({ specUri, written, gitCommit, confirmed });
}
