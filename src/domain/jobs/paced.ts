import type { Clock } from '../clock.ts';
import { type Answer, refused } from '../refusal.ts';
import { type Permit, type Rate, TokenBucket } from './bucket.ts';
import type { JobKind } from './kinds.ts';
import { type Service, serviceFacts } from './services.ts';
import { pageWithItems } from './pages.ts';
import type { JobPage, JobServices } from './ports.ts';

/** A sort of call; a start is none, for it never waits. */
export type PacedVerb = 'list' | 'describe' | 'stop' | 'workflows';

/** How many requests of one operation a service takes a second, from the whole account. */
export type DocumentedRates = Readonly<Record<Service, Readonly<Record<PacedVerb, number>>>>;

/**
 * For Comprehend Medical the figures of its developer guide, "Guidelines and quotas", which hold for each operation; where an account
 * has others, throttling finds them. For Entity Resolution there are none to be had, so the lowest of the others stands in.
 */
export const documentedRates: DocumentedRates = {
  comprehendmedical: { list: 10, describe: 10, stop: 5, workflows: 5 },
  entityresolution: { list: 5, describe: 5, stop: 5, workflows: 5 },
};

/** Of what an account may do one window takes half: colleagues, other windows and programs share it. */
const ownShare = 0.5;

const wrapped = new WeakMap<JobServices, JobServices>();

/**
 * The same services, whose calls but `start` keep to a rate: one bucket for each operation, shared by everything that calls it; and
 * whose lists pass over empty pages.
 * For one services object there is one wrapper, however often it is asked for; a wrapper is its own.
 */
export function pacedServices(services: JobServices, clock: Clock, rates: DocumentedRates = documentedRates): JobServices {
  let paced = wrapped.get(services);
  if (paced === undefined) {
    paced = new PacedServices(services, clock, rates);
    wrapped.set(services, paced);
    wrapped.set(paced, paced);
  }
  return paced;
}

/** What one window may do of an operation: half of the rate, and at once what it may do in half a second. The rest is for the SDK's repetitions, too. */
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
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(services: JobServices, clock: Clock, rates: DocumentedRates) {
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
      const page = await this.#paced('list', `List${kind.family}Jobs`, kind, signal, () => this.#services.list(kind, region, { ...query, ...(from === undefined ? {} : { nextToken: from }) }, signal));
      if (page.ok) skipped += page.value.skipped ?? 0;
      return page;
    };
    const answer = await pageWithItems(nextToken, read, ({ jobs }) => jobs.length === 0, signal);
    return answer.ok && skipped > 0 ? { ...answer, value: { ...answer.value, skipped } } : answer;
  };

  readonly describe: JobServices['describe'] = (kind, region, ref, signal) =>
    this.#paced('describe', `${serviceFacts[kind.service].describeVerb}${kind.family}Job`, kind, signal, () => this.#services.describe(kind, region, ref, signal));

  readonly stop: JobServices['stop'] = (kind, region, id, signal) =>
    this.#paced('stop', `Stop${kind.family}Job`, kind, signal, () => this.#services.stop(kind, region, id, signal));

  readonly workflows: JobServices['workflows'] = (kind, region, nextToken, signal) =>
    pageWithItems(nextToken, from => this.#paced('workflows', `List${kind.family}Workflows`, kind, signal, () => this.#services.workflows(kind, region, from, signal)), ({ workflows }) => workflows.length === 0, signal);

  async #paced<T>(verb: PacedVerb, operation: string, { service }: JobKind, signal: AbortSignal | undefined, call: () => Promise<Answer<T>>): Promise<Answer<T>> {
    const permit = await this.#bucket(operation, this.#rates[service][verb]).take(signal);
    if (permit === undefined) return refused({ kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true, operation });
    const answer = await call();
    report(permit, answer);
    return answer;
  }

  #bucket(operation: string, documented: number): TokenBucket {
    let bucket = this.#buckets.get(operation);
    if (bucket === undefined) this.#buckets.set(operation, bucket = new TokenBucket(this.#clock, ownRate(documented)));
    return bucket;
  }
}

/** A refusal for another reason says nothing about how many calls the service takes. */
function report(permit: Permit, answer: Answer<unknown>): void {
  if (answer.ok) permit.succeeded();
  else if (answer.refusal.kind === 'throttled') permit.throttled(answer.refusal.retryAfterMs);
}
