import { type JsonObject, canonicalJson } from '../json.ts';
import type { Refusal } from '../refusal.ts';
import type { Account, Confirmation } from './job.ts';
import { type JobKind, kindOf } from './kinds.ts';

/**
 * How far a start has come:
 * - `sending`: on disk, perhaps on the wire; after a crash nobody knows · `unclear`: sent, and no answer that could be believed
 * - `started`: it has a job id · `refused`: surely nothing was started
 * - `notFound`: it stayed unanswered, and the service lists no job that could be it
 * - `dismissed`: a person closed the matter, or started anew in its place
 */
export type IntentState = 'sending' | 'unclear' | 'started' | 'refused' | 'notFound' | 'dismissed';

/** The states that want attention: unanswered, or not found. */
export const openStates = ['sending', 'unclear', 'notFound'] as const satisfies readonly IntentState[];

/** A start as it is written to disk *before* the call, so that no crash can lose a job or start one twice. */
export interface Intent extends Account {
  readonly id: string;
  readonly region: string;
  readonly action: string;
  /** As it is sent: with every variable resolved. */
  readonly request: JsonObject;
  /** As it stands in the file, where that is not the same. */
  readonly written?: JsonObject;
  /** Equal for two starts that would do the same work in the same place. */
  readonly fingerprint: string;
  readonly state: IntentState;
  /** When the request was (last) sent, in milliseconds since 1970 UTC. */
  readonly sentAt: number;
  /** When a request with this token was first sent; absent when that was the last time. Its job may be as old as that. */
  readonly firstSentAt?: number;
  /** How far the service's clock was ahead of ours then, in milliseconds; absent where that was not seen. */
  readonly clockOffsetMs?: number;
  readonly specUri?: string;
  /** The commit the file was at. */
  readonly gitCommit?: string;
  readonly confirmed?: Confirmation;
  readonly jobId?: string;
  readonly requestId?: string;
  readonly refusal?: { readonly kind: Refusal['kind']; readonly name: string; readonly message: string };
}

/** For so long after it was sent, a start may still be on its way, or its job not be listed yet; after that nothing of it is sent any more. */
export const lookForMs = 3 * 60_000;

/** The states in which a job may exist that is not known yet. */
export function isUnanswered(intent: Intent): boolean {
  return intent.state === 'sending' || intent.state === 'unclear';
}

/** The intents whose jobs are to be looked for, but for those whose answer is still awaited here; the earliest first, which is to take the earliest job. */
export function lookedFor(intents: readonly Intent[], inFlight: ReadonlySet<string>): readonly Intent[] {
  return intents.filter(intent => isUnanswered(intent) && kindOf(intent.action) !== undefined && !inFlight.has(intent.id)).sort((a, b) => a.sentAt - b.sentAt);
}

/** The text two starts share exactly when they would do the same work in the same place. */
export function fingerprintOf(account: Account, region: string, kind: JobKind, request: JsonObject): string {
  const { ClientRequestToken, ...work } = request;
  return canonicalJson([account.partition, account.account, region, kind.action, work]);
}

/** The request as it goes out: with the intent's id as ClientRequestToken where the kind has one and the spec wrote none. */
export function requestToSend(kind: JobKind, intent: Intent): JsonObject {
  return kind.repeatable ? { ClientRequestToken: intent.id, ...intent.request } : intent.request;
}
