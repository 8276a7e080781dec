import { exitCodes } from './exitCodes.ts';

/** The signals that end a command, with their numbers. */
const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
type EndingSignal = keyof typeof numbers;

/** How long a start that was sent may still be answered after a signal, in milliseconds: an answer is better than none. */
const graceMs = 2_000;

/** What a signal ends: first everything but a start that was sent, then that, and a second signal the process. */
export class Interrupts {
  readonly #stop = new AbortController();
  readonly #stopStarts = new AbortController();
  readonly #handlers: readonly (readonly [EndingSignal, () => void])[];
  #received: EndingSignal | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#handlers = (Object.keys(numbers) as EndingSignal[]).map(name => [
      name,
      () => {
        this.#receive(name);
      },
    ]);
    for (const [name, handler] of this.#handlers) process.on(name, handler);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted a moment later; for a start that is in flight. */
  get startSignal(): AbortSignal {
    return this.#stopStarts.signal;
  }

  /** The exit code if there was a signal. */
  get code(): number | undefined {
    return this.#received === undefined ? undefined : exitCodes.interrupted + numbers[this.#received];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const [name, handler] of this.#handlers) process.off(name, handler);
  }

  #receive(name: EndingSignal): void {
    if (this.#received !== undefined) process.exit(exitCodes.interrupted + numbers[name]);
    this.#received = name;
    this.#timer = setTimeout(() => {
      this.#stopStarts.abort();
    }, graceMs);
    this.#stop.abort();
  }
}
