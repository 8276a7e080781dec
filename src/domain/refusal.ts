/**
 * Why a call did not bring what was asked for, in the few sorts a person would act on differently:
 * - `denied`: the caller lacks a right · `credentials`: none, wrong or unreadable · `expired`: a session ran out
 * - `invalid`: the service refuses the request as written · `conflict`: something is already running · `limit`: a quota
 * - `notFound` · `throttled`: too many requests · `fault`: the service failed · `network`: it was not reached
 * - `timeout`: no answer in time · `badReply`: an answer that is not the service's · `cancelled`: by the person
 * - `wrongAccount`: the credentials lead to another account than before
 */
export type RefusalKind =
  | 'denied' | 'credentials' | 'expired' | 'invalid' | 'conflict' | 'limit' | 'notFound' | 'throttled'
  | 'fault' | 'network' | 'timeout' | 'badReply' | 'cancelled' | 'wrongAccount';

/** An expected "no" of a service or of the way to it. It is a value: accidents alone are exceptions. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** The error's own name, such as `InvalidRequestException` or `ECONNREFUSED`. */
  readonly name: string;
  /** The error's own text; it may quote the request and is therefore shown, never logged. */
  readonly message: string;
  /** True when the call surely changed nothing: the request never left, or the service itself turned it down. */
  readonly nothingHappened: boolean;
  readonly operation?: string;
  readonly requestId?: string;
  readonly httpStatus?: number;
  /** How long the service asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** What a port answers: the value, or a refusal. */
export type Answer<T> = { readonly ok: true; readonly value: T; readonly requestId?: string } | { readonly ok: false; readonly refusal: Refusal };

/** Wraps a value as an answer. */
export function answered<T>(value: T, requestId?: string): Answer<T> {
  return requestId === undefined ? { ok: true, value } : { ok: true, value, requestId };
}

/** Wraps a refusal as an answer. */
export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

const passing: ReadonlySet<RefusalKind> = new Set(['throttled', 'fault', 'network', 'timeout', 'badReply']);

/** Whether the same call may well succeed later without anybody doing anything. */
export function isPassing(refusal: Refusal): boolean {
  return passing.has(refusal.kind);
}
