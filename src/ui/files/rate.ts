import type { Clock } from '../../domain/clock.ts';

/** Over how long the rate is measured, in milliseconds. */
const windowMs = 5_000;

/** Bytes per second over the last seconds. */
export class Rate {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #from: number;
  #marks: { readonly at: number; readonly bytes: number }[];

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#from = clock.now();
    this.#marks = [{ at: this.#from, bytes: 0 }];
  }

  /** Takes how many bytes came since the beginning; returns the rate. */
  add(bytes: number): number {
    const at = this.#clock.now();
    this.#marks.push({ at, bytes });
    const begin = this.#marks.findLastIndex(mark => at - mark.at >= windowMs);
    if (begin > 0) this.#marks = this.#marks.slice(begin);
    const [first] = this.#marks;
    const spanMs = at - (first?.at ?? at);
    return spanMs <= 0 ? 0 : Math.max(0, ((bytes - (first?.bytes ?? 0)) / spanMs) * 1_000);
  }
}
