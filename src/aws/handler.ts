import type { IncomingMessage } from 'node:http';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions } from '@smithy/types';
import type { ServiceClock } from './serviceClock.ts';

/** How long a call may take, and how much it may bring. */
export interface Limits {
  /** How long an answer, or the next part of one, is waited for, in milliseconds. */
  readonly answerMs: number;
  /** How long a call may take in all, with the SDK's repetitions of it, in milliseconds. */
  readonly callMs: number;
  readonly maxAnswerBytes: number;
}

/** The largest answers are pages of a thousand roles with their policies, about 10 MB. */
export const defaultLimits: Limits = { answerMs: 20_000, callMs: 60_000, maxAnswerBytes: 32 * 1_024 * 1_024 };

const connectMs = 5_000;

type Request = Parameters<NodeHttpHandler['handle']>[0];
type Handled = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/**
 * What every client sends its requests through. The SDK's own handler waits for ever for an answer that comes byte by byte, and takes
 * one of any length; this one reads it whole, within bounds, and tells the clock what the answer's Date says.
 */
export class BoundedHandler extends NodeHttpHandler {
  readonly #limits: Limits;
  readonly #clock: ServiceClock | undefined;
  readonly #mend: (body: Uint8Array) => Uint8Array;

  /** `mend`: what is made of a body before the SDK reads it. */
  constructor(limits: Limits, clock?: ServiceClock, mend: (body: Uint8Array) => Uint8Array = body => body) {
    super({ connectionTimeout: connectMs, requestTimeout: limits.answerMs, throwOnRequestTimeout: true, socketTimeout: limits.answerMs });
    this.#limits = limits;
    this.#clock = clock;
    this.#mend = mend;
  }

  override async handle(request: Request, options: HttpHandlerOptions = {}): Promise<Handled> {
    const late = new AbortController();
    const timer = setTimeout(() => { late.abort(); }, this.#limits.callMs);
    const given = options.abortSignal as AbortSignal | undefined;
    const signal = given === undefined ? late.signal : AbortSignal.any([given, late.signal]);
    const sentAt = this.#clock?.now();
    try {
      const { response } = await super.handle(request, { ...options, abortSignal: signal });
      if (sentAt !== undefined && response.headers['age'] === undefined) this.#clock?.saw(response.headers['date'], sentAt);
      response.body = this.#mend(await whole(response.body as IncomingMessage, this.#limits.maxAnswerBytes, signal));
      return { response };
    } catch (thrown) {
      throw late.signal.aborted ? timedOut() : thrown;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What the SDK calls a call that took too long. */
export function timedOut(): Error {
  return Object.assign(new Error('no whole answer in time'), { name: 'TimeoutError' });
}

async function whole(body: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): void => { body.destroy(Object.assign(new Error('called off'), { name: 'AbortError' })); };
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw Object.assign(new Error('the answer is too large'), { name: 'AnswerTooLarge' });
      chunks.push(chunk);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return Buffer.concat(chunks);
}
