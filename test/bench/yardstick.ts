// The reference for other times: a fixed piece of work, done between the measured runs, so that a slow or busy machine
// slows down both. A limit is a number of yardsticks, never of milliseconds.
import { median } from './median.ts';
import type { Timed } from './row.ts';

/**
 * The approximate time of a yardstick on an idle core of 2026, in milliseconds. Limits are specified in these
 * milliseconds and converted to yardsticks.
 */
const idleMs = 10;

const records = Array.from({ length: 5_700 }, (_, index) => ({
  id: `job-${(index * 7_919) % 5_700}`,
  name: `ward-${index % 12} notes ${index}`,
  at: index * 60_000,
  tags: [`a${index % 7}`, `b${index % 11}`],
}));

/**
 * Runs a yardstick once: creates, parses, sorts and searches text, as the product does. Returns the milliseconds it
 * took.
 */
export function yardstick(): number {
  const from = performance.now();
  const read = JSON.parse(JSON.stringify(records)) as typeof records;
  read.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (read.filter(({ name }) => /^ward-7 notes \d*9$/.test(name)).length === 0)
    throw new Error('the yardstick found nothing');
  return performance.now() - from;
}

/** Alternating times of the measured work and of yardsticks, in milliseconds. */
export class Measurement {
  readonly #times: number[] = [];
  readonly #yardsticks: number[] = [];

  /** Times synchronous work. */
  take(work: () => unknown): void {
    this.#yardsticks.push(yardstick());
    const from = performance.now();
    work();
    this.#times.push(performance.now() - from);
  }

  /** Adds a time that was measured elsewhere, in milliseconds. */
  add(ms: number): void {
    this.#yardsticks.push(yardstick());
    this.#times.push(ms);
  }

  /** The row: medians, and the limit of their ratio. `idleLimitMs`: the limit on an idle core. */
  row(name: string, idleLimitMs?: number): Timed {
    return againstYardstick(name, median(this.#times), median(this.#yardsticks), idleLimitMs);
  }
}

/** Measures synchronous work: `warmUps` runs that do not count, then `runs` that do. */
export function measure(work: () => unknown, { runs = 9, warmUps = 3 } = {}): Measurement {
  for (let run = 0; run < warmUps; run += 1) {
    work();
    yardstick();
  }
  const measurement = new Measurement();
  for (let run = 0; run < runs; run += 1) measurement.take(work);
  return measurement;
}

/** A row with a time and the yardsticks of the same run, both medians in milliseconds. */
export function againstYardstick(name: string, ms: number, yardstickMs: number, idleLimitMs?: number): Timed {
  return {
    name,
    ms,
    peer: 'yardstick',
    peerMs: yardstickMs,
    ...(idleLimitMs === undefined ? {} : { maxRatio: idleLimitMs / idleMs }),
  };
}
