/**
 * Why a call did not bring what was asked for, in the kinds that a person would act on differently:
 * - `denied`: the caller lacks a permission · `credentials`: none, wrong or unreadable
 * - `signedOut`: nobody has signed in yet · `expired`: the session has ended
 * - `setup`: the profile or the settings lack something, or hold what cannot be used · `clock`: this machine's clock is too far off
 * - `wrongAccount`: the credentials are of another account than before · `wrongPartition`: the region is in another partition than the credentials
 * - `invalid`: the service refuses the request as written · `conflict`: something is already running · `limit`: a quota
 * - `notFound` · `throttled`: too many requests · `fault`: the service failed · `badReply`: an answer that is not the service's
 * - `network`: the service was not reached · `brokenOff`: the connection was lost after the request went out
 * - `timeout`: no answer in time · `cancelled`: by the person
 */
export const refusalKinds = [
  'denied', 'credentials', 'signedOut', 'expired', 'setup', 'clock', 'wrongAccount', 'wrongPartition', 'invalid', 'conflict', 'limit',
  'notFound', 'throttled', 'fault', 'badReply', 'network', 'brokenOff', 'timeout', 'cancelled',
] as const;

export type RefusalKind = (typeof refusalKinds)[number];

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
  /** Where the credentials come from, when the refusal is about them. */
  readonly origin?: CredentialOrigin;
  /** How far the service's clock is ahead of this machine's, in milliseconds, when the refusal is about that. */
  readonly clockOffsetMs?: number;
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

const passing: ReadonlySet<RefusalKind> = new Set(['throttled', 'fault', 'network', 'brokenOff', 'timeout', 'badReply']);

/** Whether the same call may well succeed later without anybody doing anything. */
export function isPassing(refusal: Refusal): boolean {
  return passing.has(refusal.kind);
}

/**
 * The source of credentials:
 * - `sso`: IAM Identity Center · `login`: `aws login` · `process`: a credential_process · `keys`: static keys in the profile
 * - `webIdentity`: a token file · `environment`: AWS_ACCESS_KEY_ID and its like · `machine`: the role of a container or an EC2 instance
 * - `none`: the profile names no source
 */
export type CredentialSourceKind = 'sso' | 'login' | 'process' | 'keys' | 'webIdentity' | 'environment' | 'machine' | 'none';

export interface CredentialOrigin {
  readonly from: CredentialSourceKind;
  /** The profile that holds the source: the chosen one, the one that AWS_PROFILE names, or the `source_profile` at the end of their chain. */
  readonly profile?: string;
}
