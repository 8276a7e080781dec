/**
 * Why a call did not succeed, in kinds that a user would handle differently:
 * - `denied`: the caller lacks a permission · `credentials`: none, wrong or unreadable
 * - `signedOut`: not signed in yet · `expired`: the session has ended
 * - `setup`: the profile or the settings are incomplete or unusable · `clock`: this machine's clock is too far off
 * - `wrongAccount`: the credentials belong to another account than before · `wrongPartition`: the region is in another
 *   partition than the credentials
 * - `invalid`: the service rejects the request as written · `conflict`: something is already running · `limit`: a
 *   quota
 * - `notFound` · `throttled`: too many requests · `fault`: the service failed · `badReply`: the answer did not come
 *   from the service
 * - `network`: the service was not reached · `brokenOff`: the connection was lost after the request was sent
 * - `timeout`: no answer in time · `cancelled`: by the user
 */
export const refusalKinds = [
  'denied',
  'credentials',
  'signedOut',
  'expired',
  'setup',
  'clock',
  'wrongAccount',
  'wrongPartition',
  'invalid',
  'conflict',
  'limit',
  'notFound',
  'throttled',
  'fault',
  'badReply',
  'network',
  'brokenOff',
  'timeout',
  'cancelled',
] as const;

export type RefusalKind = (typeof refusalKinds)[number];

/** An expected "no" from a service or from the connection to it. It is a value: only accidents are exceptions. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** The error's name, such as `InvalidRequestException` or `ECONNREFUSED`. */
  readonly name: string;
  /** The error's message; it may quote the request, so it is shown but never logged. */
  readonly message: string;
  /** True when the call definitely changed nothing: the request was not sent, or the service itself rejected it. */
  readonly nothingHappened: boolean;
  readonly operation?: string;
  readonly requestId?: string;
  readonly httpStatus?: number;
  /** How long the service asks to wait before the next call, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Where the credentials come from, when the refusal is about them. */
  readonly origin?: CredentialOrigin;
  /** How far the service's clock is ahead of this machine's, in milliseconds, when the refusal is about the clock. */
  readonly clockOffsetMs?: number;
  /** The bucket that could not be read, if it may be one whose requests the caller must offer to pay. */
  readonly unpaidBucket?: string;
}

/** A port's answer: the value, or a refusal. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly requestId?: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Wraps a value as an answer. */
export function answered<T>(value: T, requestId?: string): Answer<T> {
  return requestId === undefined ? { ok: true, value } : { ok: true, value, requestId };
}

/** Wraps a refusal as an answer. */
export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

const passing: ReadonlySet<RefusalKind> = new Set([
  'throttled',
  'fault',
  'network',
  'brokenOff',
  'timeout',
  'badReply',
]);

/** Whether the same call may succeed later without anyone doing anything. */
export function isPassing(refusal: Refusal): boolean {
  return passing.has(refusal.kind);
}

/**
 * The source of credentials:
 * - `sso`: IAM Identity Center · `login`: `aws login` · `process`: a credential_process · `keys`: static keys in the profile
 * - `webIdentity`: a token file · `environment`: AWS_ACCESS_KEY_ID and its like · `machine`: the role of a container or an EC2 instance
 * - `none`: the profile names no source
 */
export type CredentialSourceKind =
  | 'sso'
  | 'login'
  | 'process'
  | 'keys'
  | 'webIdentity'
  | 'environment'
  | 'machine'
  | 'none';

export interface CredentialOrigin {
  readonly from: CredentialSourceKind;
  /**
   * The profile that defines the source: the chosen one, the one in AWS_PROFILE, or the last in a `source_profile`
   * chain.
   */
  readonly profile?: string;
}
