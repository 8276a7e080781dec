import type { Clock } from '../clock.ts';

/** How long after the window lost focus the user may still be looking at it. */
const lingerMs = 15 * 60_000;

/** Whether the user may be looking at the window: it has focus, or had it recently. */
export class Attention {
  readonly #clock: Clock;
  #leftAt: number | undefined;

  constructor(clock: Clock, isFocused: boolean) {
    this.#clock = clock;
    this.focusChanged(isFocused);
  }

  get isUserPresent(): boolean {
    return this.#leftAt === undefined || this.#clock.now() - this.#leftAt < lingerMs;
  }

  focusChanged(isFocused: boolean): void {
    this.#leftAt = isFocused ? undefined : (this.#leftAt ?? this.#clock.now());
  }
}
