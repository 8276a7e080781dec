// What is really there in the account, for the person who writes a spec: asked for while they type, so seldom and briefly.
import { AnswerCache, type Patience } from './answerCache.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { JobKind, Service } from './jobs/kinds.ts';
import type { Answer } from './refusal.ts';

/** A list as far as it was fetched. */
export interface Listed<T> {
  readonly items: readonly T[];
  /** Whether the service has more than these. */
  readonly more: boolean;
}

export interface BucketSummary {
  readonly name: string;
  /** Where the bucket lies, if the service says so. */
  readonly region?: string;
}

/** What stands on one level of a bucket: an object, or a folder, whose key ends in a slash. */
export interface S3Entry {
  readonly key: string;
  readonly isFolder: boolean;
}

export interface WorkflowSummary {
  readonly name: string;
  readonly arn: string;
}

export interface RoleSummary {
  readonly arn: string;
  readonly name: string;
  /** Whether the role's trust policy lets the service take it on. */
  readonly isTrusting: boolean;
}

/** Reads what an account holds; a refusal is a value. */
export interface LivePort {
  /** The buckets of the account, wherever they lie. */
  listBuckets(region: string, signal?: AbortSignal): Promise<Answer<Listed<BucketSummary>>>;
  /** What begins with a prefix, up to the next slash. */
  listPrefixes(region: string, bucket: string, prefix: string, signal?: AbortSignal): Promise<Answer<Listed<S3Entry>>>;
  /** The workflows that a kind of Entity Resolution job can run. */
  listWorkflows(kind: JobKind, region: string, signal?: AbortSignal): Promise<Answer<Listed<WorkflowSummary>>>;
  /** The roles a person can hand to a service; those that trust it are told apart. */
  listRoles(service: Service, signal?: AbortSignal): Promise<Answer<Listed<RoleSummary>>>;
}

/** Nobody waits longer for a completion list; a call that takes longer is left to end for the next time. */
export const livePatience: Patience = { keptMs: 60_000, waitMs: 2_000, callMs: 20_000 };

/** A port whose answers are kept for a minute and waited for briefly. */
function kept(port: LivePort, clock: Clock): LivePort {
  const cache = new AnswerCache(clock, livePatience);
  return {
    listBuckets: region => cache.ask(`buckets ${region}`, signal => port.listBuckets(region, signal)),
    listPrefixes: (region, bucket, prefix) => cache.ask(`prefixes ${region} ${bucket} ${prefix}`, signal => port.listPrefixes(region, bucket, prefix, signal)),
    listWorkflows: (kind, region) => cache.ask(`workflows ${region} ${kind.action}`, signal => port.listWorkflows(kind, region, signal)),
    listRoles: service => cache.ask(`roles ${service}`, signal => port.listRoles(service, signal)),
  };
}

/** What the window's connection can be asked; another connection starts with nothing known. */
export class LiveValues {
  readonly #connection: Pick<Connection, 'state'>;
  readonly #clock: Clock;
  #held: { readonly port: LivePort; readonly kept: LivePort } | undefined;

  constructor(connection: Pick<Connection, 'state'>, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The way to ask, or undefined while there is no connection; none is opened. */
  get port(): LivePort | undefined {
    const { state } = this.#connection;
    if (state.state !== 'connected') return this.#held = undefined;
    const { live } = state.connected;
    if (this.#held?.port !== live) this.#held = { port: live, kept: kept(live, this.#clock) };
    return this.#held.kept;
  }
}
