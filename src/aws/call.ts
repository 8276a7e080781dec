import { defined } from '../domain/defined.ts';
import {
  type Answer,
  type Refusal,
  type RefusalKind,
  type CredentialOrigin,
  answered,
  refused,
} from '../domain/refusal.ts';
import { partitionOf } from '../domain/spec/regions.ts';
import type { Clients } from './clients.ts';
import { type Limits, defaultLimits, timedOut } from './handler.ts';
import { refusal, refusalOf, requestIdOf } from './refusals.ts';

/**
 * The log record of a call: the operation, its outcome and its duration. Never contains content of
 * the request or the response.
 */
export interface CallRecord {
  readonly operation: string;
  readonly region: string;
  readonly durationMs: number;
  readonly jobId?: string;
  readonly requestId?: string;
  readonly httpStatus?: number;
  /** The number of list entries that could not be read and were left out. */
  readonly skipped?: number;
  /** The error's name, when the call was refused. */
  readonly refusal?: string;
}

/** The options of every call. */
export interface CallOptions {
  /** The clients to use if there is no gate. With a gate, they are only used to look up endpoints. */
  readonly clients: Clients;
  readonly onCall: (call: CallRecord) => void;
  /**
   * Called before each call. Resolves with the clients to use, whose account is known; a refusal
   * becomes the refusal of the call.
   */
  readonly gate?: () => Promise<Answer<Clients>>;
  /** Called when the service refuses the credentials themselves. */
  readonly onBadCredentials?: () => void;
  /** Where the credentials come from; added to refusals of the credentials. */
  readonly origin?: CredentialOrigin;
  /** The only partition in which the credentials are valid; absent if that does not matter. */
  readonly partition?: string;
  readonly limits?: Limits;
  /** The buckets that are read as their requester, who pays. */
  readonly paidBuckets?: ReadonlySet<string>;
}

const credentialsKinds: ReadonlySet<RefusalKind> = new Set(['credentials', 'signedOut', 'expired']);

/** Whether a refusal is about the credentials themselves, which are then fetched again. */
export function isCredentialsRefusal({ kind }: Refusal): boolean {
  return credentialsKinds.has(kind);
}

/** Adds the origin of the credentials to a refusal that is about them. */
export function withOrigin(found: Refusal, origin: CredentialOrigin | undefined): Refusal {
  return origin === undefined || !isCredentialsRefusal(found) ? found : { ...found, origin };
}

/** `skipped`: the number of list entries that could not be read. */
export interface Metadata {
  readonly requestId?: string | undefined;
  readonly skipped?: number | undefined;
}

/**
 * Makes one call, logs it, and converts anything thrown, and a response without a value, to a refusal. The call ends
 * when the caller's signal aborts or its overall deadline passes; `work` receives both as one signal.
 */
export async function call<T>(
  options: CallOptions,
  facts: Pick<CallRecord, 'operation' | 'region' | 'jobId'>,
  work: (clients: Clients, signal: AbortSignal) => Promise<[T | undefined, Metadata]>,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const { operation, region } = facts;
  if (options.partition !== undefined && options.partition !== partitionOf(region))
    return refused(refusal('wrongPartition', 'WrongPartition', region, operation));
  const gate = await options.gate?.();
  if (gate?.ok === false) return gate;
  const clients = gate?.value ?? options.clients;
  const from = performance.now();
  const record = (more: Partial<CallRecord>): void => {
    options.onCall({ ...facts, durationMs: Math.round(performance.now() - from), ...more });
  };
  const late = AbortSignal.timeout((options.limits ?? defaultLimits).callMs);
  try {
    const [value, metadata] = await untilDeadline(
      work(clients, signal === undefined ? late : AbortSignal.any([signal, late])),
      late,
    );
    const requestId = requestIdOf(metadata);
    const id = requestId === undefined ? {} : { requestId };
    if (value !== undefined) {
      record({ ...id, ...defined({ skipped: metadata.skipped }) });
      return answered(value, requestId);
    }
    record({ ...id, refusal: 'EmptyReply' });
    return refused({ kind: 'badReply', name: 'EmptyReply', message: '', nothingHappened: false, operation, ...id });
  } catch (thrown) {
    const found = withOrigin(
      refusalOf(late.aborted && signal?.aborted !== true ? timedOut() : thrown, operation),
      options.origin,
    );
    if (isCredentialsRefusal(found)) options.onBadCredentials?.();
    record({ refusal: found.name, ...defined({ requestId: found.requestId, httpStatus: found.httpStatus }) });
    return refused(found);
  }
}

/** Settles like `promise`, or rejects with a TimeoutError at the deadline, whether or not the work respects it. */
function untilDeadline<T>(promise: Promise<T>, late: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      reject(timedOut());
    };
    late.addEventListener('abort', end, { once: true });
    promise.then(resolve, reject).finally(() => {
      late.removeEventListener('abort', end);
    });
  });
}
