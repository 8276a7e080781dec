// The results of one job, as far as they were read. They are in memory only.
import type { Clock } from '../clock.ts';
import { Emitter } from '../event.ts';
import type { Job } from '../jobs/job.ts';
import { type Answer, type Refusal, answered, isPassing, refused } from '../refusal.ts';
import { s3PlaceOf } from '../s3Place.ts';
import { Documents } from './documents.ts';
import { type Located, isFull, locateDocuments, notConnected, outputPlace, readText } from './located.ts';
import { type Output, parseOutput } from './output.ts';
import type { ResultsPort } from './port.ts';

/** How many outputs are read at once. S3 allows thousands of requests a second for a prefix. */
const concurrency = 16;
/** Reading ends after this many refusals in a row, which then concern all documents. */
const maxRefusalsInARow = 8;
const firstPauseMs = 500;

export type Activity = 'locating' | 'reading' | 'reconciling';

/** A document's text and what was found in it. */
export interface ReadDocument {
  readonly text: string;
  readonly output: Output;
}

export class JobResults {
  readonly documents = new Documents();
  readonly job: Job;
  readonly #access: () => ResultsPort | undefined;
  readonly #clock: Clock;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  #located: Promise<Answer<Located>> | undefined;
  #known: Located | undefined;
  #activity: Activity | undefined;
  #failure: Refusal | undefined;
  #stop: AbortController | undefined;
  readonly #modelVersions = new Map<string, number>();
  #addedLater = 0;
  #isReconciled = false;

  /** `access`: the port for the job's account, or undefined while there is no connection to it. */
  constructor(job: Job, access: () => ResultsPort | undefined, clock: Clock) {
    this.job = job;
    this.#access = access;
    this.#clock = clock;
  }

  /** What is being done now. */
  get activity(): Activity | undefined {
    return this.#activity;
  }

  /** Why the last activity ended before it was through. */
  get failure(): Refusal | undefined {
    return this.#failure;
  }

  get located(): Located | undefined {
    return this.#known;
  }

  /** The model versions of the outputs read so far, the most frequent first. */
  get modelVersions(): readonly string[] {
    return Array.from(this.#modelVersions)
      .sort(([, a], [, b]) => b - a)
      .map(([version]) => version);
  }

  /** Whether the input was listed to find documents of which nothing tells. */
  get isReconciled(): boolean {
    return this.#isReconciled;
  }

  /** How many objects lie under the input that are newer than the job. */
  get addedLater(): number {
    return this.#addedLater;
  }

  /** Finds the documents; once, unless that failed. */
  locate(): Promise<Answer<Located>> {
    this.#located ??= this.#locate().then(answer => {
      if (!answer.ok) this.#located = undefined;
      return answer;
    });
    return this.#located;
  }

  async #locate(): Promise<Answer<Located>> {
    return await this.#during('locating', async (port, signal) => {
      const answer = await locateDocuments(port, this.job, this.documents, () => this.#changed(), signal);
      if (answer.ok) this.#known = answer.value;
      return answer;
    });
  }

  /**
   * Reads the outputs that were not read yet. Resolves with `true`, or with why it ended before; what was read until
   * then is kept, and the next call continues.
   */
  async readOutputs(): Promise<Answer<true>> {
    const located = await this.locate();
    if (!located.ok) return located;
    return await this.#during('reading', (port, signal) => this.#readUnread(port, signal));
  }

  /** The port for the job's account; undefined while there is no connection to it. */
  get port(): ResultsPort | undefined {
    return this.#access();
  }

  /** Ends what is being done. */
  stop(): void {
    this.#stop?.abort();
  }

  /** Reads a document's own text and its output. */
  async read(index: number, signal?: AbortSignal): Promise<Answer<ReadDocument | 'noOutput'>> {
    const port = this.#access();
    const input = this.documents.inputOf(index);
    const bucket = s3PlaceOf(this.job.input)?.bucket;
    if (port === undefined || input === undefined || bucket === undefined) return notConnected();
    const [text, output] = await Promise.all([
      readText(port, this.job.region, { bucket, key: input }, signal),
      this.output(index, signal),
    ]);
    if (!text.ok) return text;
    if (!output.ok) return output;
    return output.value === undefined ? answered('noOutput') : answered({ text: text.value, output: output.value });
  }

  /** Reads a document's input text. */
  async text(index: number, signal?: AbortSignal): Promise<Answer<string>> {
    const port = this.#access();
    const key = this.documents.inputOf(index);
    const bucket = s3PlaceOf(this.job.input)?.bucket;
    if (port === undefined || key === undefined || bucket === undefined) return notConnected();
    return await readText(port, this.job.region, { bucket, key }, signal);
  }

  /** Reads a document's output as text; the value is undefined if it has none. */
  async outputText(index: number, signal?: AbortSignal): Promise<Answer<string | undefined>> {
    const port = this.#access();
    const key = this.documents.outputOf(index);
    const bucket = outputPlace(this.job)?.bucket;
    if (port === undefined || bucket === undefined) return notConnected();
    return key === undefined ? answered(undefined) : await readText(port, this.job.region, { bucket, key }, signal);
  }

  /** Reads and parses a document's output; the value is undefined if it has none. */
  async output(index: number, signal?: AbortSignal): Promise<Answer<Output | undefined>> {
    const text = await this.outputText(index, signal);
    if (!text.ok || text.value === undefined) return text as Answer<undefined>;
    const parsed = parseOutput(text.value);
    if ('output' in parsed) {
      this.#keep(index, parsed.output);
      return answered(parsed.output);
    }
    this.documents.failed(index, { code: parsed.problem, message: '' });
    this.#changed();
    return refused({ kind: 'badReply', name: 'NotAnOutput', message: parsed.problem, nothingHappened: true });
  }

  /** Lists the input to find documents of which nothing tells. */
  async reconcile(): Promise<Answer<true>> {
    const located = await this.locate();
    if (!located.ok) return located;
    return await this.#during('reconciling', async (port, signal) => {
      const input = s3PlaceOf(this.job.input);
      if (input === undefined) return answered(true);
      const output = outputPlace(this.job);
      const isOutput = (key: string): boolean => input.bucket === output?.bucket && key.startsWith(output.key);
      let added = 0;
      let next: string | undefined;
      do {
        const page = await port.list(this.job.region, input, next, signal);
        if (!page.ok) return page;
        for (const { key, bytes, modifiedAt = 0 } of page.value.objects) {
          // A key that ends in a slash is a folder made by the console.
          if (key.endsWith('/') || isOutput(key)) continue;
          const known = this.documents.indexOf(key);
          if (known !== undefined) this.documents.setBytes(known, bytes);
          else if (modifiedAt > (this.job.submittedAt ?? Infinity)) added += 1;
          else if (!isFull(this.documents)) this.documents.add(key, { state: 'missing', bytes });
        }
        this.#changed();
        next = page.value.next;
      } while (next !== undefined);
      this.#addedLater = added;
      this.#isReconciled = true;
      return answered(true);
    });
  }

  dispose(): void {
    this.stop();
    this.#changes.dispose();
  }

  async #during<T>(
    activity: Activity,
    work: (port: ResultsPort, signal: AbortSignal) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    // One activity at a time: a second one would end the first by its own stop.
    while (this.#running !== undefined) await this.#running;
    const port = this.#access();
    if (port === undefined) {
      const answer = notConnected();
      this.#failure = answer.refusal;
      this.#changed();
      return answer;
    }
    const stop = (this.#stop = new AbortController());
    this.#activity = activity;
    this.#failure = undefined;
    this.#changed();
    const done = work(port, stop.signal);
    this.#running = done.then(
      () => undefined,
      () => undefined,
    );
    try {
      const answer = await done;
      if (!answer.ok && answer.refusal.kind !== 'cancelled') this.#failure = answer.refusal;
      return answer;
    } finally {
      this.#activity = undefined;
      this.#running = undefined;
      this.#changed();
    }
  }

  #running: Promise<undefined> | undefined;

  async #readUnread(port: ResultsPort, signal: AbortSignal): Promise<Answer<true>> {
    const { documents, job } = this;
    const bucket = outputPlace(job)?.bucket ?? '';
    const again: number[] = [];
    let next = 0;
    let inARow = 0;
    let end: Refusal | undefined;
    const take = (): number | undefined => {
      const first = again.pop();
      if (first !== undefined) return first;
      while (next < documents.length && documents.stateOf(next) !== 'unread') next += 1;
      return next < documents.length ? next++ : undefined;
    };
    const work = async (): Promise<void> => {
      for (let index = take(); index !== undefined && end === undefined && !signal.aborted; index = take()) {
        const key = documents.outputOf(index) ?? '';
        const answer = await readText(port, job.region, { bucket, key }, signal);
        if (answer.ok) {
          inARow = 0;
          this.#record(index, answer.value);
          continue;
        }
        const { refusal } = answer;
        inARow += 1;
        if (
          refusal.kind === 'cancelled' ||
          !(isOfTheObject(refusal) || isPassing(refusal)) ||
          inARow >= maxRefusalsInARow
        )
          end ??= refusal;
        else if (isPassing(refusal) && !isOfTheObject(refusal)) {
          again.push(index);
          await pause(this.#clock, firstPauseMs * 2 ** Math.min(inARow, 5), signal);
        } else {
          documents.failed(index, { code: refusal.name, message: refusal.message });
          this.#changed();
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    if (end !== undefined) return refused(end);
    if (signal.aborted) return refused({ kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true });
    return answered(true);
  }

  #record(index: number, text: string): void {
    const parsed = parseOutput(text);
    if ('output' in parsed) this.#keep(index, parsed.output);
    else {
      this.documents.failed(index, { code: parsed.problem, message: '' });
      this.#changed();
    }
  }

  #keep(index: number, { entities, modelVersion = '' }: Output): void {
    if (this.documents.stateOf(index) === 'read') return;
    this.documents.read(index, entities);
    this.#modelVersions.set(modelVersion, (this.#modelVersions.get(modelVersion) ?? 0) + 1);
    this.#changed();
  }

  #changed(): void {
    this.#changes.fire();
  }
}

/** Resolves after `ms`, or when the signal is aborted. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}

/** Whether a refusal concerns one object and not the connection. */
function isOfTheObject({ kind, name }: Refusal): boolean {
  return kind === 'denied' || kind === 'notFound' || kind === 'invalid' || name === 'AnswerTooLarge';
}
