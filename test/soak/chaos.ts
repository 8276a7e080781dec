// Random faults, reproducible for the same seed and order of requests, and the maximum number of requests per second
// for each operation.
import { random } from '../unit/spec/random.ts';
import { type Fault, type SeenRequest, htmlPage, serviceError } from '../contract/faultProxy.ts';

/** The faults, each with the percentage of requests that get it. The others pass. */
const faults: readonly (readonly [percent: number, make: (random: () => number) => Fault])[] = [
  [
    8,
    random => ({
      kind: 'delay',
      until: new Promise(resolve => {
        setTimeout(resolve, random() * 2_000);
      }),
    }),
  ],
  [4, () => ({ kind: 'reset', forward: false })],
  [4, () => ({ kind: 'reset', forward: true })],
  [4, () => serviceError('InternalServerException', 500)],
  [3, () => serviceError('TooManyRequestsException', 429)],
  [2, () => serviceError('ThrottlingException', 429, { 'retry-after': '2' })],
  [3, () => ({ kind: 'cutOff' })],
  [2, () => ({ kind: 'truncate' })],
  [2, () => htmlPage(502)],
  [1, () => ({ kind: 'stall' })],
  [2, () => ({ kind: 'hang', forward: true })],
  [1, () => ({ kind: 'hang', forward: false })],
];

/** The maximum number of requests of an operation within any one second. */
class MostPerSecond {
  readonly #lately = new Map<string, number[]>();
  readonly #most = new Map<string, number>();

  count(name: string): void {
    const now = performance.now();
    const lately = (this.#lately.get(name) ?? []).filter(at => now - at < 1_000);
    lately.push(now);
    this.#lately.set(name, lately);
    this.#most.set(name, Math.max(this.of(name), lately.length));
  }

  of(name: string): number {
    return this.#most.get(name) ?? 0;
  }

  toString(): string {
    return [...this.#most].map(([name, most]) => `${name} ${most}`).join(', ');
  }
}

/** Chooses faults for a proxy and counts them. */
export class Chaos {
  /** The number of requests that got each fault. */
  readonly met = new Map<string, number>();
  isOn = true;
  readonly #random: () => number;
  /** The maximum number of requests of each operation within any one second, of all requests and of first attempts. */
  readonly maxPerSecond = new MostPerSecond();
  readonly maxFirstPerSecond = new MostPerSecond();
  #requests = 0;

  constructor(seed: number) {
    this.#random = random(seed);
  }

  get requests(): number {
    return this.#requests;
  }

  /** The fault of a request. GetCallerIdentity always passes: a lost connection is not tested here. */
  readonly choose = ({ operation, headers }: SeenRequest): Fault => {
    this.#requests += 1;
    this.maxPerSecond.count(operation);
    // The SDK numbers its attempts.
    if (/attempt=1\b/.test(String(headers['amz-sdk-request']))) this.maxFirstPerSecond.count(operation);
    if (!this.isOn || operation === 'GetCallerIdentity') return { kind: 'pass' };
    let at = this.#random() * 100;
    for (const [percent, make] of faults) {
      at -= percent;
      if (at >= 0) continue;
      const fault = make(this.#random);
      const name = fault.kind === 'answer' ? `answer ${fault.status}` : fault.kind;
      this.met.set(name, (this.met.get(name) ?? 0) + 1);
      return fault;
    }
    return { kind: 'pass' };
  };
}
