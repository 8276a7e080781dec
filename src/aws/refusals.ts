// Classifies what the SDK throws by the error's name, never by the HTTP status alone: the two
// services use different statuses.
import { defined } from '../domain/defined.ts';
import type { Refusal, RefusalKind } from '../domain/refusal.ts';

/** The kind of refusal by error name. Each name must also be listed in `domain/errorNames` to be logged. */
export const kindsByName: Readonly<Record<string, RefusalKind>> = {
  AccessDeniedException: 'denied',
  AccessDenied: 'denied',
  NotAuthorized: 'denied',
  UnauthorizedOperation: 'denied',
  UnrecognizedClientException: 'credentials',
  InvalidClientTokenId: 'credentials',
  InvalidSignatureException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  MissingAuthenticationToken: 'credentials',
  IncompleteSignatureException: 'credentials',
  OptInRequired: 'credentials',
  InvalidAccessKeyId: 'credentials',
  NoCredentials: 'credentials',
  RequestTimeTooSkewed: 'clock',
  RequestExpired: 'clock',
  RequestInTheFuture: 'clock',
  ExpiredTokenException: 'expired',
  ExpiredToken: 'expired',
  InvalidRequestException: 'invalid',
  ValidationException: 'invalid',
  InvalidEncodingException: 'invalid',
  TextSizeLimitExceededException: 'invalid',
  SerializationException: 'invalid',
  InvalidObjectState: 'invalid',
  PermanentRedirect: 'invalid',
  InvalidRange: 'invalid',
  ConflictException: 'conflict',
  ConditionalRequestConflict: 'conflict',
  PreconditionFailed: 'invalid',
  InvalidRequest: 'invalid',
  EntityTooLarge: 'invalid',
  KeyTooLongError: 'invalid',
  BadDigest: 'invalid',
  // Ours: the file was not sent as it was shown.
  FileChanged: 'invalid',
  ExceedsLimitException: 'limit',
  ServiceQuotaExceededException: 'limit',
  LimitExceededException: 'limit',
  // Of stores other than AWS's that limit a bucket.
  QuotaExceeded: 'limit',
  ResourceNotFoundException: 'notFound',
  NoSuchBucket: 'notFound',
  NoSuchKey: 'notFound',
  NoSuchUpload: 'notFound',
  // HeadBucket's answer has no body with another name.
  NotFound: 'notFound',
  NoSuchEntity: 'notFound',
  NoSuchEntityException: 'notFound',
  NotFoundException: 'notFound',
  NoSuchResourceException: 'notFound',
  // Deleted, with older versions.
  DeleteMarker: 'notFound',
  TooManyRequestsException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  RequestLimitExceeded: 'throttled',
  SlowDown: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  InternalServerException: 'fault',
  InternalServerError: 'fault',
  InternalFailure: 'fault',
  ServiceUnavailableException: 'fault',
  ServiceUnavailable: 'fault',
  AbortError: 'cancelled',
  TimeoutError: 'timeout',
  RequestTimeout: 'timeout',
  AnswerTooLarge: 'badReply',
  // A key that cannot be encoded.
  URIError: 'invalid',
};

/** Error codes of connections that were never made: no byte of the request was sent. */
const connectErrorCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'EPROTO',
  'ERR_INVALID_URL',
]);

/** Error codes of connections that were lost: the request may have arrived. */
const connectionLostCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

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
 * Converts what a client threw to a refusal. `nothingHappened` is true only if that is certain: the request never left
 * this machine, or the service itself responded that it rejected the request.
 */
export function refusalOf(thrown: unknown, operation?: string): Refusal {
  const error: Thrown = typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) };
  const code = codeOf(error);
  const status = error.$metadata?.httpStatusCode;
  const name =
    code !== undefined && (connectErrorCodes.has(code) || connectionLostCodes.has(code)) ? code : nameOf(error);
  const fromService = status !== undefined && error.$fault !== undefined && !genericNames.has(name);
  const kind = kindFor(name, status, fromService, error, operation);
  const offset = kind === 'clock' ? clockOffset(error) : undefined;
  const retryAfterMs = retryAfter(error);
  const requestId = requestIdOf(error.$metadata);
  return {
    kind,
    name,
    message: messageOf(error, kind),
    nothingHappened:
      isNeverConnected(name, error) ||
      isBeforeSending(name) ||
      (fromService && status < 500 && kind !== 'timeout' && kind !== 'fault'),
    ...defined({ operation, requestId, httpStatus: status, retryAfterMs, clockOffsetMs: offset }),
  };
}

/** The AWS request id; undefined if the header does not look like one, so that it does not get into the log. */
export function requestIdOf(metadata: { readonly requestId?: string | undefined } | undefined): string | undefined {
  const id = metadata?.requestId;
  return id !== undefined && /^[\w+/=.:-]{1,128}$/.test(id) ? id : undefined;
}

/** A refusal from our own code, for which certainly nothing was sent. */
export function refusal(kind: RefusalKind, name: string, message: string, operation?: string): Refusal {
  return { kind, name, message, nothingHappened: true, ...defined({ operation }) };
}

function kindFor(
  name: string,
  status: number | undefined,
  fromService: boolean,
  error: Thrown,
  operation: string | undefined,
): RefusalKind {
  if (isNeverConnected(name, error)) return 'network';
  if (connectErrorCodes.has(name) || connectionLostCodes.has(name))
    return name === 'ETIMEDOUT' ? 'timeout' : 'brokenOff';
  if (isBeforeSending(name) && unreached.test(String(error.message))) return 'network';
  if (isBeforeSending(name) && name !== 'NoCredentials')
    return sessionKinds.find(([text]) => text.test(String(error.message)))?.[1] ?? 'credentials';
  // A service may use any name, even `constructor`.
  const byName = Object.hasOwn(kindsByName, name) ? kindsByName[name] : undefined;
  if (byName === 'credentials' && signatureTimes.test(String(error.message))) return 'clock';
  if (byName === 'throttled' && operation?.startsWith('Start') === true && activeJobs.test(String(error.message)))
    return 'limit';
  if (byName !== undefined) return byName;
  // S3 passes on why the key of an object cannot be used.
  if (name.startsWith('KMS.')) return 'denied';
  // Something went wrong when the request may already have been sent.
  if (status === undefined) return name === 'SyntaxError' ? 'badReply' : 'brokenOff';
  if (!fromService) return 'badReply';
  if (status >= 500) return 'fault';
  if (status === 429) return 'throttled';
  return status === 403 || status === 401 ? 'denied' : 'invalid';
}

/**
 * The messages for a signature whose time is too far from the service's clock. Their error names are
 * also used for wrong keys.
 */
const signatureTimes = /Signature (expired|not yet current)/i;

/**
 * Comprehend Medical uses one error name for too many requests and for too many active jobs; only the
 * message tells them apart.
 */
const activeJobs = /^(?=.*\bjobs?\b).*\b(?:active|running|concurrent|in[- ]progress|unfinished)\b/is;

/**
 * The messages of the SDK's credential providers about sessions, which have no error names of their
 * own. The first match counts.
 */
const sessionKinds: readonly (readonly [RegExp, RefusalKind])[] = [
  [
    /Failed to load (a )?token|session token associated with profile=|SSO session associated with this profile is invalid/,
    'signedOut',
  ],
  [/expired|session token|re-?authenticate|aws (sso )?login/i, 'expired'],
];

/** What a credential provider says if the service that gives credentials was not reached. */
const unreached = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/;

/** Names of errors that no service named, such as that of a gateway or a web page. */
const genericNames: ReadonlySet<string> = new Set(['Unknown', 'UnknownError', 'SyntaxError', 'Error']);

/**
 * Names are logged, so text that is not a name (a gateway's message that quotes the request) is not accepted as one.
 */
function nameOf({ name }: Thrown): string {
  return typeof name === 'string' && name.length <= 100 && /^\w+(?:\.\w+)*$/.test(name) ? name : 'UnknownError';
}

/**
 * The same codes also occur when an established connection is lost, but only then is the system call a read or a write.
 */
function isNeverConnected(name: string, { syscall }: Thrown): boolean {
  return connectErrorCodes.has(name) && !(syscall === 'read' || (syscall === 'write' && name !== 'EPROTO'));
}

/** Credentials are resolved before a request is made. */
function isBeforeSending(name: string): boolean {
  return name === 'CredentialsProviderError' || name === 'TokenProviderError' || name === 'NoCredentials';
}

/** Node collects the attempts at several addresses in an AggregateError; the first error code found counts. */
function codeOf(error: Thrown): string | undefined {
  for (const each of [error, error.cause, ...(Array.isArray(error.errors) ? (error.errors as unknown[]) : [])]) {
    const code = (each as Thrown | undefined)?.code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** A bad reply comes from something other than the service, such as a proxy: its text is of no use and may be long. */
function messageOf(error: Thrown, kind: RefusalKind): string {
  const text = typeof error.message === 'string' ? error.message : '';
  if (kind === 'badReply') return '';
  return text.length > 1_000 ? `${text.slice(0, 1_000)}…` : text;
}

function retryAfter(error: Thrown): number | undefined {
  const seconds = Number(error.$response?.headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

/** How far the service's clock is ahead of this machine's, in milliseconds, from the Date header of the refusal. */
function clockOffset(error: Thrown): number | undefined {
  const at = Date.parse(error.$response?.headers?.['date'] ?? '');
  return Number.isNaN(at) ? undefined : at - Date.now();
}
