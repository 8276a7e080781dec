import type { Clock } from '../clock.ts';

/** So long after the window lost the focus somebody may still be looking at it. */
const lingerMs = 15 * 60_000;

/** Whether somebody may be looking at the window: it has the focus, or had it not long ago. */
export class Attention {
  readonly #clock: Clock;
  #leftAt: number | undefined;

  constructor(clock: Clock, isFocused: boolean) {
    this.#clock = clock;
    this.focusChanged(isFocused);
  }

  get isThere(): boolean {
    return this.#leftAt === undefined || this.#clock.now() - this.#leftAt < lingerMs;
  }

  focusChanged(isFocused: boolean): void {
    this.#leftAt = isFocused ? undefined : this.#leftAt ?? this.#clock.now();
  }
}
