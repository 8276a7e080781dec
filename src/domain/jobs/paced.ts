import { defined } from '../defined.ts';
import type { Clock } from '../clock.ts';
import { type Answer, refused } from '../refusal.ts';
import { type Permit, type Rate, TokenBucket } from './bucket.ts';
import type { JobKind } from './kinds.ts';
import { type Service, serviceFacts } from './services.ts';
import { pageWithItems } from './pages.ts';
import type { JobPage, JobServices } from './ports.ts';

/** A type of rate-limited call. A start is not one of them, because it never waits. */
export type PacedVerb = 'list' | 'describe' | 'stop' | 'workflows';

/** How many requests per second a service accepts for one operation, from the whole account. */
export type DocumentedRates = Readonly<Record<Service, Readonly<Record<PacedVerb, number>>>>;

/**
 * For Comprehend Medical, the figures from "Guidelines and quotas" in its developer guide, which apply to each
 * operation; if an account has other quotas, throttling finds them. For Entity Resolution none are available, so the
 * lowest of the others is used.
 */
export const documentedRates: DocumentedRates = {
  comprehendmedical: { list: 10, describe: 10, stop: 5, workflows: 5 },
  entityresolution: { list: 5, describe: 5, stop: 5, workflows: 5 },
};

/** The documented rate of starts per second. Source: as `documentedRates`, for StartEntitiesDetectionV2Job. */
export const startsPerSecond = 5;

/** One window uses half of the account's rate: colleagues, other windows and programs share it. */
const ownShare = 0.5;

const wrapped = new WeakMap<JobServices, JobServices>();
/** By account and operation. A test with its own clock has its own. */
const bucketsOf = new WeakMap<Clock, Map<string, TokenBucket>>();

/**
 * Wraps services so that all calls except `start` are rate-limited, and lists skip empty pages. An account has one
 * bucket per operation, which all its services share: those of the watch, of the checks before a start and of each run
 * of the queue. Returns the same wrapper each time for the same services; a wrapper is returned unchanged.
 */
export function pacedServices(
  services: JobServices,
  clock: Clock,
  rates: DocumentedRates = documentedRates,
): JobServices {
  let paced = wrapped.get(services);
  if (paced === undefined) {
    paced = new PacedServices(services, clock, rates);
    wrapped.set(services, paced);
    wrapped.set(paced, paced);
  }
  return paced;
}

/**
 * The rate of one window for an operation: half of the documented rate, with a burst of half a second's worth. The rest
 * also leaves room for the SDK's retries.
 */
export function ownRate(documented: number): Rate {
  const perSecond = documented * ownShare;
  return { perSecond, burst: Math.max(1, Math.floor(perSecond / 2)) };
}

class PacedServices implements JobServices {
  readonly region: string;
  readonly endpoint: JobServices['endpoint'];
  readonly start: JobServices['start'];
  readonly #services: JobServices;
  readonly #clock: Clock;
  readonly #rates: DocumentedRates;
  readonly #buckets: Map<string, TokenBucket>;

  constructor(services: JobServices, clock: Clock, rates: DocumentedRates) {
    const buckets = bucketsOf.get(clock) ?? new Map<string, TokenBucket>();
    bucketsOf.set(clock, buckets);
    this.#buckets = buckets;
    this.#services = services;
    this.#clock = clock;
    this.#rates = rates;
    this.region = services.region;
    this.endpoint = (service, region) => services.endpoint(service, region);
    this.start = (kind, region, request, signal) => services.start(kind, region, request, signal);
  }

  get identity(): JobServices['identity'] {
    return this.#services.identity;
  }

  get clockOffsetMs(): number | undefined {
    return this.#services.clockOffsetMs;
  }

  holdsCredential(text: string): boolean {
    return this.#services.holdsCredential?.(text) === true;
  }

  readonly list: JobServices['list'] = async (kind, region, { nextToken, ...query }, signal) => {
    let skipped = 0;
    const read = async (from: string | undefined): Promise<Answer<JobPage>> => {
      const page = await this.#paced('list', `List${kind.family}Jobs`, kind, signal, () =>
        this.#services.list(kind, region, { ...query, ...defined({ nextToken: from }) }, signal),
      );
      if (page.ok) skipped += page.value.skipped ?? 0;
      return page;
    };
    const answer = await pageWithItems(nextToken, read, ({ jobs }) => jobs.length === 0, signal);
    return answer.ok && skipped > 0 ? { ...answer, value: { ...answer.value, skipped } } : answer;
  };

  readonly describe: JobServices['describe'] = (kind, region, ref, signal) =>
    this.#paced('describe', `${serviceFacts[kind.service].describeVerb}${kind.family}Job`, kind, signal, () =>
      this.#services.describe(kind, region, ref, signal),
    );

  readonly stop: JobServices['stop'] = (kind, region, id, signal) =>
    this.#paced('stop', `Stop${kind.family}Job`, kind, signal, () => this.#services.stop(kind, region, id, signal));

  readonly workflows: JobServices['workflows'] = (kind, region, nextToken, signal) =>
    pageWithItems(
      nextToken,
      from =>
        this.#paced('workflows', `List${kind.family}Workflows`, kind, signal, () =>
          this.#services.workflows(kind, region, from, signal),
        ),
      ({ workflows }) => workflows.length === 0,
      signal,
    );

  async #paced<T>(
    verb: PacedVerb,
    operation: string,
    { service }: JobKind,
    signal: AbortSignal | undefined,
    call: () => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const permit = await this.#bucket(operation, this.#rates[service][verb]).take(signal);
    if (permit === undefined)
      return refused({ kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true, operation });
    const answer = await call();
    report(permit, answer);
    return answer;
  }

  #bucket(operation: string, documented: number): TokenBucket {
    const { partition, account } = this.identity;
    const key = [partition, account, operation].join('|');
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, (bucket = new TokenBucket(this.#clock, ownRate(documented))));
    return bucket;
  }
}

/** A refusal for any other reason says nothing about the rate that the service accepts. */
function report(permit: Permit, answer: Answer<unknown>): void {
  if (answer.ok) permit.succeeded();
  else if (answer.refusal.kind === 'throttled') permit.throttled(answer.refusal.retryAfterMs);
}
