// The results of one job, as far as they were read. They are in memory only.
import type { Clock } from '../clock.ts';
import { Emitter } from '../event.ts';
import type { Job } from '../jobs/job.ts';
import { type Answer, type Refusal, answered, isPassing, refused } from '../refusal.ts';
import { s3PlaceOf } from '../s3Place.ts';
import { Documents, type Trouble } from './documents.ts';
import { type Located, isFull, locateDocuments, notConnected, outputPlace, readText } from './located.ts';
import { type Output, parseOutput } from './output.ts';
import type { ResultsPort } from './port.ts';
import { eachPage } from './pages.ts';
import { cancelled, concernsObject, maxTries, orCancelled, pauseMs } from './refusals.ts';
import { pause } from '../pause.ts';

/** How many outputs are read at once. S3 allows thousands of requests a second for a prefix. */
const concurrency = 16;
/** Reading ends after this many refusals in a row, which then concern all documents. */
const maxRefusalsInARow = 8;

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
  #failed: Activity | undefined;
  #isDisposed = false;
  #stop: AbortController | undefined;
  readonly #modelVersions = new Map<string, number>();
  #addedLater = 0;
  #isReconciled = false;
  #running: Promise<Answer<true>> | undefined;

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

  /** What was being done when `failure` ended it. */
  get failed(): Activity | undefined {
    return this.#failed;
  }

  /** Finds the documents; once, unless that failed. */
  locate(signal?: AbortSignal): Promise<Answer<Located>> {
    this.#located ??= this.#locate().finally(() => {
      if (this.#known === undefined) this.#located = undefined;
    });
    // Others may wait for the same, so that only `stop` ends it.
    return orCancelled(this.#located, signal);
  }

  async #locate(): Promise<Answer<Located>> {
    return await this.#during('locating', undefined, async (port, signal) => {
      const answer = await locateDocuments(port, this.job, this.documents, this.#changed, signal);
      if (answer.ok) this.#known = answer.value;
      return answer;
    });
  }

  /**
   * Reads the outputs that were not read yet, and those that could not be read. Resolves with `true`, or with why it
   * ended before; what was read until then is kept, and the next call continues.
   */
  async readOutputs(given?: AbortSignal): Promise<Answer<true>> {
    const located = await this.locate(given);
    if (!located.ok) return located;
    return await this.#during('reading', given, (port, signal) => {
      // What was not readable may be by now.
      this.documents.retry();
      return this.#readUnread(port, signal);
    });
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
    const [text, output] = await Promise.all([this.text(index, signal), this.output(index, signal)]);
    if (!text.ok) return text;
    if (!output.ok) return output;
    return output.value === undefined ? answered('noOutput') : answered({ text: text.value, output: output.value });
  }

  /** Reads a document's input text. */
  async text(index: number, signal?: AbortSignal): Promise<Answer<string>> {
    const port = this.#access();
    const key = this.documents.inputOf(index);
    const bucket = s3PlaceOf(this.job.input)?.bucket;
    if (port === undefined) return notConnected();
    if (key === undefined || bucket === undefined) return noSuchDocument();
    return await readText(port, this.job.region, { bucket, key }, signal);
  }

  /** Reads a document's output as text; the value is undefined if it has none. */
  async outputText(index: number, signal?: AbortSignal): Promise<Answer<string | undefined>> {
    const port = this.#access();
    const key = this.documents.outputOf(index);
    const bucket = outputPlace(this.job)?.bucket;
    if (port === undefined) return notConnected();
    if (this.documents.inputOf(index) === undefined || bucket === undefined) return noSuchDocument();
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
    this.#fail(index, { code: parsed.problem, message: '' });
    return refused({ kind: 'badReply', name: 'NotAnOutput', message: parsed.problem, nothingHappened: true });
  }

  /** Lists the input to find documents of which nothing tells. */
  async reconcile(given?: AbortSignal): Promise<Answer<true>> {
    const located = await this.locate(given);
    if (!located.ok) return located;
    return await this.#during('reconciling', given, async (port, signal) => {
      const input = s3PlaceOf(this.job.input);
      if (input === undefined) return answered(true);
      const output = outputPlace(this.job);
      const isOutput = (key: string): boolean => input.bucket === output?.bucket && key.startsWith(output.key);
      let added = 0;
      const listed = await eachPage(port, this.job.region, input, signal, objects => {
        for (const { key, bytes, modifiedAt = 0 } of objects) {
          // A key that ends in a slash is a folder made by the console.
          if (key.endsWith('/') || isOutput(key)) continue;
          const known = this.documents.indexOf(key);
          if (known !== undefined) this.documents.setBytes(known, bytes);
          else if (modifiedAt > (this.job.submittedAt ?? Infinity)) added += 1;
          else if (!isFull(this.documents)) this.documents.add(key, { state: 'missing', bytes });
        }
        this.#changed();
        return undefined;
      });
      if (!listed.ok) return listed;
      this.#addedLater = added;
      this.#isReconciled = true;
      return answered(true);
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.stop();
    this.#changes.dispose();
  }

  async #during<T>(
    activity: Activity,
    given: AbortSignal | undefined,
    work: (port: ResultsPort, signal: AbortSignal) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    // One activity at a time: a second one would end the first by its own stop.
    while (this.#running !== undefined && given?.aborted !== true) await orCancelled(this.#running, given);
    if (this.#isDisposed || given?.aborted === true) return refused(cancelled);
    const port = this.#access();
    if (port === undefined) {
      const answer = notConnected();
      this.#failed = activity;
      this.#failure = answer.refusal;
      this.#changed();
      return answer;
    }
    const stop = (this.#stop = new AbortController());
    const signal = given === undefined ? stop.signal : AbortSignal.any([stop.signal, given]);
    this.#activity = activity;
    this.#failure = undefined;
    this.#changed();
    const done = work(port, signal);
    const over = (): Answer<true> => answered(true);
    this.#running = done.then(over, over);
    try {
      const answer = await done;
      if (!answer.ok && answer.refusal.kind !== 'cancelled') {
        this.#failed = activity;
        this.#failure = answer.refusal;
      }
      return answer;
    } finally {
      this.#activity = undefined;
      this.#running = undefined;
      this.#changed();
    }
  }

  async #readUnread(port: ResultsPort, signal: AbortSignal): Promise<Answer<true>> {
    const { documents, job } = this;
    const bucket = outputPlace(job)?.bucket ?? '';
    const again: number[] = [];
    const tries = new Map<number, number>();
    const denied: number[] = [];
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
        const isOfObject = concernsObject(refusal);
        // Objects may well be gone or odd by the thousand, but what is not allowed for many is not allowed for all.
        if (!isOfObject || refusal.kind === 'denied') inARow += 1;
        if ((!isOfObject && !isPassing(refusal)) || inARow >= maxRefusalsInARow) end ??= refusal;
        else if (isOfObject || (tries.get(index) ?? 1) >= maxTries) {
          if (refusal.kind === 'denied') denied.push(index);
          this.#fail(index, { code: refusal.name, message: refusal.message });
        } else {
          tries.set(index, (tries.get(index) ?? 1) + 1);
          again.push(index);
          await pause(this.#clock, pauseMs(inARow), signal);
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    // What is denied for all is no state of a document.
    if (end?.kind === 'denied') for (const index of denied) documents.forgetFailure(index);
    if (end !== undefined) return refused(end);
    return signal.aborted ? refused(cancelled) : answered(true);
  }

  #record(index: number, text: string): void {
    const parsed = parseOutput(text);
    if ('output' in parsed) this.#keep(index, parsed.output);
    else this.#fail(index, { code: parsed.problem, message: '' });
  }

  /** What was counted stays counted: the file may have been replaced or denied only for a moment. */
  #fail(index: number, trouble: Trouble): void {
    if (this.documents.stateOf(index) === 'read') return;
    this.documents.failed(index, trouble);
    this.#changed();
  }

  #keep(index: number, { entities, modelVersion = '' }: Output): void {
    if (this.documents.stateOf(index) === 'read') return;
    this.documents.read(index, entities);
    this.#modelVersions.set(modelVersion, (this.#modelVersions.get(modelVersion) ?? 0) + 1);
    this.#changed();
  }

  readonly #changed = (): void => {
    this.#changes.fire();
  };
}

/** The answer for a document that the job does not have, such as one of a tab from before. */
function noSuchDocument(): { readonly ok: false; readonly refusal: Refusal } {
  return refused({ kind: 'notFound', name: 'NoSuchDocument', message: '', nothingHappened: true });
}
