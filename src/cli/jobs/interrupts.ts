import { exitCodes } from './exitCodes.ts';

/** What ends a command, with its number. SIGPIPE is none to Node, but an error of the stream. */
const numbers = { SIGHUP: 1, SIGINT: 2, SIGPIPE: 13, SIGTERM: 15 } as const;
type EndingSignal = keyof typeof numbers;
const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const satisfies readonly EndingSignal[];

/** How long a start that was sent may still be answered after a signal, in milliseconds: an answer is better than none. */
const graceMs = 2_000;

/** What a signal, or a reader that is gone, ends: first everything but a start that was sent, then that, and a second signal the process. */
export class Interrupts {
  readonly #stop = new AbortController();
  readonly #stopStarts = new AbortController();
  readonly #handlers: readonly (readonly [EndingSignal, () => void])[];
  #received: EndingSignal | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#handlers = signals.map(name => [
      name,
      () => {
        this.#receive(name);
      },
    ]);
    for (const [name, handler] of this.#handlers) process.on(name, handler);
    // Nobody reads what is printed any more. To end at once, as commands do that only read, would break off a start.
    for (const stream of [process.stdout, process.stderr])
      stream.removeAllListeners('error').on('error', () => {
        if (this.#received === undefined) this.#receive('SIGPIPE');
      });
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
