import { type Answer, type Refusal, type RefusalKind, type CredentialOrigin, answered, refused } from '../domain/refusal.ts';
import { partitionOf } from '../domain/spec/regions.ts';
import type { Clients } from './clients.ts';
import { type Limits, defaultLimits, timedOut } from './handler.ts';
import { refusal, refusalOf, requestIdOf } from './refusals.ts';

/** One line for the log: which call, how it went, how long it took. Never anything of what was sent or came back. */
export interface CallRecord {
  readonly operation: string;
  readonly region: string;
  readonly durationMs: number;
  readonly jobId?: string;
  readonly requestId?: string;
  readonly httpStatus?: number;
  /** How many entries of a list could not be read and were left out. */
  readonly skipped?: number;
  /** The error's name, when the call was refused. */
  readonly refusal?: string;
}

/** What every call goes through. */
export interface CallOptions {
  /** What calls go through when there is no gate; with one, they only tell endpoints. */
  readonly clients: Clients;
  readonly onCall: (call: CallRecord) => void;
  /** Asked before each call: the clients to make it with, whose account is known; an answer other than ok is the call's own. */
  readonly gate?: () => Promise<Answer<Clients>>;
  /** Told when the service refused the credentials themselves. */
  readonly onBadCredentials?: () => void;
  /** Where the credentials come from, to be told with a refusal of them. */
  readonly origin?: CredentialOrigin;
  /** The credentials' partition, in which alone they are good; absent where that does not matter. */
  readonly partition?: string;
  readonly limits?: Limits;
}

const ofCredentials: ReadonlySet<RefusalKind> = new Set(['credentials', 'signedOut', 'expired']);

/** Whether a refusal is about the credentials themselves: then they are fetched anew. */
export function isOfCredentials({ kind }: Refusal): boolean {
  return ofCredentials.has(kind);
}

/** A refusal with the origin of the credentials, where it is about them. */
export function withOrigin(found: Refusal, origin: CredentialOrigin | undefined): Refusal {
  return origin === undefined || !isOfCredentials(found) ? found : { ...found, origin };
}

/** `skipped`: how many entries of a list could not be read. */
export interface Metadata { readonly requestId?: string | undefined; readonly skipped?: number | undefined }

/**
 * Makes one call, logs its bare facts, and turns whatever is thrown, or an answer without its substance, into a refusal. The call ends
 * when the caller's signal or the deadline for all of it does; `work` is given both as one signal.
 */
export async function call<T>(
  options: CallOptions, facts: Pick<CallRecord, 'operation' | 'region' | 'jobId'>, work: (clients: Clients, signal: AbortSignal) => Promise<[T | undefined, Metadata]>, signal?: AbortSignal,
): Promise<Answer<T>> {
  const { operation, region } = facts;
  if (options.partition !== undefined && options.partition !== partitionOf(region)) return refused(refusal('wrongPartition', 'WrongPartition', region, operation));
  const gate = await options.gate?.();
  if (gate?.ok === false) return gate;
  const clients = gate?.value ?? options.clients;
  const from = performance.now();
  const record = (more: Partial<CallRecord>): void => { options.onCall({ ...facts, durationMs: Math.round(performance.now() - from), ...more }); };
  const late = AbortSignal.timeout((options.limits ?? defaultLimits).callMs);
  try {
    const [value, metadata] = await untilLate(work(clients, signal === undefined ? late : AbortSignal.any([signal, late])), late);
    const requestId = requestIdOf(metadata);
    const id = requestId === undefined ? {} : { requestId };
    if (value !== undefined) { record({ ...id, ...(metadata.skipped === undefined ? {} : { skipped: metadata.skipped }) }); return answered(value, requestId); }
    record({ ...id, refusal: 'EmptyReply' });
    return refused({ kind: 'badReply', name: 'EmptyReply', message: '', nothingHappened: false, operation, ...id });
  } catch (thrown) {
    const found = withOrigin(refusalOf(late.aborted && signal?.aborted !== true ? timedOut() : thrown, operation), options.origin);
    if (isOfCredentials(found)) options.onBadCredentials?.();
    record({ refusal: found.name, ...(found.requestId === undefined ? {} : { requestId: found.requestId }), ...(found.httpStatus === undefined ? {} : { httpStatus: found.httpStatus }) });
    return refused(found);
  }
}

/** What is waited for, but no longer than to the deadline, whether or not it heeds that. */
function untilLate<T>(promise: Promise<T>, late: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => { reject(timedOut()); };
    late.addEventListener('abort', end, { once: true });
    promise.then(resolve, reject).finally(() => { late.removeEventListener('abort', end); });
  });
}
