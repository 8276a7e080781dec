// What the SDK throws, told apart by the error's name and never by its HTTP code alone: the two services disagree on codes.
import type { Refusal, RefusalKind } from '../domain/refusal.ts';

/** The kinds of refusals by the names of errors; each name must be on the list of `domain/errorNames`, to be logged. */
export const kindsByName: Readonly<Record<string, RefusalKind>> = {
  AccessDeniedException: 'denied', AccessDenied: 'denied', NotAuthorized: 'denied', UnauthorizedOperation: 'denied',
  UnrecognizedClientException: 'credentials', InvalidClientTokenId: 'credentials', InvalidSignatureException: 'credentials',
  SignatureDoesNotMatch: 'credentials', MissingAuthenticationTokenException: 'credentials', MissingAuthenticationToken: 'credentials',
  IncompleteSignatureException: 'credentials', OptInRequired: 'credentials',
  InvalidAccessKeyId: 'credentials', NoCredentials: 'credentials',
  RequestTimeTooSkewed: 'clock', RequestExpired: 'clock', RequestInTheFuture: 'clock',
  ExpiredTokenException: 'expired', ExpiredToken: 'expired',
  InvalidRequestException: 'invalid', ValidationException: 'invalid', InvalidEncodingException: 'invalid',
  TextSizeLimitExceededException: 'invalid', SerializationException: 'invalid',
  ConflictException: 'conflict',
  ExceedsLimitException: 'limit', ServiceQuotaExceededException: 'limit', LimitExceededException: 'limit',
  ResourceNotFoundException: 'notFound', NoSuchBucket: 'notFound',
  TooManyRequestsException: 'throttled', ThrottlingException: 'throttled', Throttling: 'throttled', RequestLimitExceeded: 'throttled',
  SlowDown: 'throttled', RequestThrottled: 'throttled', RequestThrottledException: 'throttled',
  InternalServerException: 'fault', InternalServerError: 'fault', InternalFailure: 'fault', ServiceUnavailableException: 'fault', ServiceUnavailable: 'fault',
  AbortError: 'cancelled', TimeoutError: 'timeout', RequestTimeout: 'timeout', AnswerTooLarge: 'badReply',
};

/** Faults of the way to the service in which not a byte of the request was sent. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO', 'ERR_INVALID_URL',
]);

/** Faults of a connection that stood: the request may have arrived. */
const brokenOff: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * Turns what a client threw into a refusal. `nothingHappened` is true only where that is certain: the request never left
 * this machine, or the service itself answered that it turned the request down.
 */
export function refusalOf(thrown: unknown, operation?: string): Refusal {
  const error: Thrown = typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) };
  const code = codeOf(error);
  const status = error.$metadata?.httpStatusCode;
  const name = code !== undefined && (neverConnected.has(code) || brokenOff.has(code)) ? code : nameOf(error);
  const fromService = status !== undefined && error.$fault !== undefined && !nameless.has(name);
  const kind = kindFor(name, status, fromService, error, operation);
  const offset = kind === 'clock' ? clockOffset(error) : undefined;
  const retryAfterMs = retryAfter(error);
  const requestId = requestIdOf(error.$metadata);
  return {
    kind, name,
    message: messageOf(error, kind),
    nothingHappened: isNeverConnected(name, error) || isBeforeSending(name) || (fromService && status < 500 && kind !== 'timeout' && kind !== 'fault'),
    ...(operation === undefined ? {} : { operation }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(status === undefined ? {} : { httpStatus: status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(offset === undefined ? {} : { clockOffsetMs: offset }),
  };
}

/** AWS's id of a request; a header that looks like none is not let into the log. */
export function requestIdOf(metadata: { readonly requestId?: string | undefined } | undefined): string | undefined {
  const id = metadata?.requestId;
  return id !== undefined && /^[\w+/=.:-]{1,128}$/.test(id) ? id : undefined;
}

/** A refusal of our own making, in which surely nothing was sent. */
export function refusal(kind: RefusalKind, name: string, message: string, operation?: string): Refusal {
  return { kind, name, message, nothingHappened: true, ...(operation === undefined ? {} : { operation }) };
}

function kindFor(name: string, status: number | undefined, fromService: boolean, error: Thrown, operation: string | undefined): RefusalKind {
  if (isNeverConnected(name, error)) return 'network';
  if (neverConnected.has(name) || brokenOff.has(name)) return name === 'ETIMEDOUT' ? 'timeout' : 'brokenOff';
  if (isBeforeSending(name) && name !== 'NoCredentials') return sessionKinds.find(([text]) => text.test(String(error.message)))?.[1] ?? 'credentials';
  // A service may use any name, `constructor` too.
  const byName = Object.hasOwn(kindsByName, name) ? kindsByName[name] : undefined;
  if (byName === 'credentials' && signatureTimes.test(String(error.message))) return 'clock';
  if (byName === 'throttled' && operation?.startsWith('Start') === true && activeJobs.test(String(error.message))) return 'limit';
  if (byName !== undefined) return byName;
  // Something went wrong when the request may already have been sent.
  if (status === undefined) return name === 'SyntaxError' ? 'badReply' : 'brokenOff';
  if (!fromService) return 'badReply';
  if (status >= 500) return 'fault';
  if (status === 429) return 'throttled';
  return status === 403 || status === 401 ? 'denied' : 'invalid';
}

/** How services tell that a signature's time is too far from theirs, under a name they also have for wrong keys. */
const signatureTimes = /Signature (expired|not yet current)/i;

/** Comprehend Medical has one name for too many requests and too many active jobs; only its text tells the two apart. */
const activeJobs = /^(?=.*\bjobs?\b).*\b(?:active|running|concurrent|in[- ]progress|unfinished)\b/is;

/** What the SDK's credential providers say of sessions, which have no names of their own; the first that fits counts. */
const sessionKinds: readonly (readonly [RegExp, RefusalKind])[] = [
  [/Failed to load (a )?token|session token associated with profile=|SSO session associated with this profile is invalid/, 'signedOut'],
  [/expired|session token|re-?authenticate|aws (sso )?login/i, 'expired'],
];

/** What an error is called that no service gave a name: a gateway's, or a page. */
const nameless: ReadonlySet<string> = new Set(['Unknown', 'UnknownError', 'SyntaxError', 'Error']);

/** Names go into the log, so what is no name (a gateway's text that quotes the request) is not taken for one. */
function nameOf({ name }: Thrown): string {
  return typeof name === 'string' && /^\w{1,100}$/.test(name) ? name : 'UnknownError';
}

/** The same codes come where a connection that stood is lost; only there the system was reading or writing. */
function isNeverConnected(name: string, { syscall }: Thrown): boolean {
  return neverConnected.has(name) && !(syscall === 'read' || (syscall === 'write' && name !== 'EPROTO'));
}

/** Credentials are looked for before a request is made. */
function isBeforeSending(name: string): boolean {
  return name === 'CredentialsProviderError' || name === 'TokenProviderError' || name === 'NoCredentials';
}

/** Node gathers the attempts at several addresses in an AggregateError; the first one's code speaks for them. */
function codeOf(error: Thrown): string | undefined {
  for (const each of [error, error.cause, ...(Array.isArray(error.errors) ? error.errors as unknown[] : [])]) {
    const code = (each as Thrown | undefined)?.code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** An answer that is not the service's is a page of some proxy: its text is of no use to anybody and may be long. */
function messageOf(error: Thrown, kind: RefusalKind): string {
  const text = typeof error.message === 'string' ? error.message : '';
  if (kind === 'badReply') return '';
  return text.length > 1_000 ? `${text.slice(0, 1_000)}…` : text;
}

function retryAfter(error: Thrown): number | undefined {
  const seconds = Number(error.$response?.headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

/** How far the service's clock is ahead of this machine's, by the date of its refusal; milliseconds. */
function clockOffset(error: Thrown): number | undefined {
  const at = Date.parse(error.$response?.headers?.['date'] ?? '');
  return Number.isNaN(at) ? undefined : at - Date.now();
}
