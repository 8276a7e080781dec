// Compares the results of two jobs over the same input, document by document.
import { Emitter } from '../event.ts';
import { type Answer, type Refusal, answered, refused } from '../refusal.ts';
import { type Comparison, compareOutputs } from './comparison.ts';
import type { Clock } from '../clock.ts';
import type { JobResults } from './jobResults.ts';
import { cancelled, concernsObject, withTries } from './refusals.ts';

/** What differs in a document. Its entities are not kept: they are read again when it is opened. */
export interface ComparedDocument {
  readonly input: string;
  /** Its number in each job's results; absent where a job does not know it. */
  readonly before?: number;
  readonly after?: number;
  /** Absent when one of the two outputs could not be read. */
  readonly counts?: Readonly<Record<ComparedCount, number>>;
}

export const comparedCounts = ['gained', 'lost', 'changed', 'same'] as const;
export type ComparedCount = (typeof comparedCounts)[number];

const concurrency = 8;

export class ResultsComparison {
  readonly before: JobResults;
  readonly after: JobResults;
  readonly #clock: Clock;
  #documents: ComparedDocument[] = [];
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  #stop = new AbortController();
  #total = 0;
  #isBusy = false;
  #failure: Refusal | undefined;

  constructor(before: JobResults, after: JobResults, clock: Clock) {
    this.before = before;
    this.after = after;
    this.#clock = clock;
  }

  /** The documents compared so far. */
  get documents(): readonly ComparedDocument[] {
    return this.#documents;
  }

  /** How many documents the two jobs have together. */
  get total(): number {
    return this.#total;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get failure(): Refusal | undefined {
    return this.#failure;
  }

  /** The sums of all documents that were compared. */
  get counts(): Readonly<Record<ComparedCount, number>> {
    const sums = { gained: 0, lost: 0, changed: 0, same: 0 };
    for (const { counts } of this.#documents)
      if (counts !== undefined) for (const name of comparedCounts) sums[name] += counts[name];
    return sums;
  }

  /** Compares what was not compared yet. */
  async run(): Promise<Answer<true>> {
    if (this.#isBusy) return answered(true);
    this.#isBusy = true;
    this.#stop = new AbortController();
    this.#failure = undefined;
    this.#changes.fire();
    try {
      const answer = await this.#compareAll();
      if (!answer.ok && answer.refusal.kind !== 'cancelled') this.#failure = answer.refusal;
      return answer;
    } finally {
      this.#isBusy = false;
      this.#changes.fire();
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  dispose(): void {
    this.stop();
    this.#changes.dispose();
  }

  async #compareAll(): Promise<Answer<true>> {
    const { signal } = this.#stop;
    for (const results of [this.before, this.after]) {
      const located = await results.locate(signal);
      if (!located.ok) return located;
    }
    // What could not be compared is tried again.
    this.#documents = this.#documents.filter(({ counts }) => counts !== undefined);
    const done = new Set(this.#documents.map(({ input }) => input));
    const inputs = inputsOf(this.before, this.after);
    this.#total = inputs.length;
    const queue = inputs.filter(input => !done.has(input)).values();
    let end: Refusal | undefined;
    const work = async (): Promise<void> => {
      for (const input of queue) {
        if (end !== undefined || signal.aborted) return;
        const compared = await this.#compare(input, signal);
        if (compared.ok) this.#documents.push(compared.value);
        else end ??= compared.refusal;
        this.#changes.fire();
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    if (end !== undefined) return refused(end);
    return signal.aborted ? refused(cancelled) : answered(true);
  }

  async #compare(input: string, signal: AbortSignal): Promise<Answer<ComparedDocument>> {
    const indices = [this.before, this.after].map(({ documents }) => documents.indexOf(input));
    const [before, after] = indices;
    const document = {
      input,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
    const [left, right] = await Promise.all([
      before === undefined ? undefined : withTries(this.#clock, signal, () => this.before.output(before, signal)),
      after === undefined ? undefined : withTries(this.#clock, signal, () => this.after.output(after, signal)),
    ]);
    for (const answer of [left, right]) if (answer?.ok === false && !concernsObject(answer.refusal)) return answer;
    if (left?.ok !== true || right?.ok !== true || left.value === undefined || right.value === undefined)
      return answered(document);
    return answered({ ...document, counts: countsOf(compareOutputs(left.value, right.value)) });
  }
}

function inputsOf(...all: readonly JobResults[]): readonly string[] {
  const inputs = new Set<string>();
  for (const { documents } of all)
    for (let index = 0; index < documents.length; index += 1) inputs.add(documents.inputOf(index) ?? '');
  return Array.from(inputs);
}

function countsOf({ gained, lost, changed, same }: Comparison): Readonly<Record<ComparedCount, number>> {
  return { gained: gained.length, lost: lost.length, changed: changed.length, same };
}
