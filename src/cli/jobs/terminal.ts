// What the commands that start and watch jobs print, and ask. Results go to standard output; questions, progress and
// what went wrong to standard error.
import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { packageName } from '../self.ts';
import { asLine, escapeForTerminal, jsonText } from '../text.ts';

/** The streams of the process; a stream that is no terminal has no `isTTY`. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream | ReadStream;
  readonly stdout: NodeJS.WriteStream | WriteStream;
  readonly stderr: NodeJS.WriteStream | WriteStream;
}

export class Terminal {
  /** Whether somebody can be asked. */
  readonly canAsk: boolean;
  /** Whether everything is printed on a terminal, so that nothing keeps it. */
  readonly isWatched: boolean;
  /** Whether progress is one line that changes; without a terminal, each change is a line. */
  readonly isLive: boolean;
  readonly #streams: Streams;
  #progress = '';

  constructor(streams: Streams = process, env: NodeJS.ProcessEnv = process.env) {
    this.#streams = streams;
    this.canAsk = isTerminal(streams.stdin) && isTerminal(streams.stderr);
    this.isWatched = this.canAsk && isTerminal(streams.stdout);
    this.isLive = isTerminal(streams.stderr) && env['TERM'] !== 'dumb';
  }

  /** Prints a line of the result. */
  result(line: string): void {
    this.#clear();
    this.#streams.stdout.write(`${asLine(line)}\n`);
    this.#draw();
  }

  /** Prints a report for programs. */
  report(value: unknown): void {
    this.#clear();
    this.#streams.stdout.write(jsonText(value));
  }

  /** Prints a line about what happens. */
  note(line: string): void {
    this.#clear();
    this.#streams.stderr.write(`${asLine(line)}\n`);
    this.#draw();
  }

  /** Says what went wrong, or what the user has to know. */
  warn(sentence: string): void {
    this.note(`${packageName}: ${sentence}`);
  }

  /** Changes the line of progress; only on a terminal. An empty text removes it. */
  progress(text: string): void {
    if (!this.isLive) return;
    this.#clear();
    this.#progress = text;
    this.#draw();
  }

  /** Asks, and resolves with the answer without blanks around it; undefined: the input has ended. Rejects when aborted. */
  async ask(question: string, signal: AbortSignal): Promise<string | undefined> {
    this.progress('');
    // Not as a terminal: then Ctrl+C stays a signal.
    const lines = createInterface({ input: this.#streams.stdin, output: this.#streams.stderr, terminal: false });
    const ended = new Promise<undefined>(resolve => {
      lines.once('close', () => {
        resolve(undefined);
      });
    });
    try {
      const answer = await Promise.race([lines.question(`${escapeForTerminal(question)} `, { signal }), ended]);
      // The end of the input may be heard of before the signal is.
      signal.throwIfAborted();
      return answer?.trim();
    } finally {
      lines.close();
      if (signal.aborted) this.#streams.stderr.write('\n');
    }
  }

  /** How many characters of progress fit; a terminal that does not know its width has none. */
  get #width(): number {
    const { columns } = this.#streams.stderr;
    return (columns > 10 ? columns : 80) - 1;
  }

  #clear(): void {
    if (this.#progress !== '') this.#streams.stderr.write('\r\u001B[2K');
  }

  #draw(): void {
    if (this.#progress === '') return;
    this.#streams.stderr.write(Array.from(escapeForTerminal(this.#progress)).slice(0, this.#width).join(''));
  }
}

const isTerminal = ({ isTTY }: { readonly isTTY?: boolean }): boolean => isTTY === true;
