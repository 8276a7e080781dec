import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions } from '@smithy/types';
import type { ServiceClock } from './serviceClock.ts';
import { free, takeSpace } from './spaces.ts';

/** The limits on the duration of a call and the size of its response. */
export interface Limits {
  /** How long to wait for a response, or for its next part, in milliseconds. */
  readonly answerMs: number;
  /** The maximum total duration of a call, including the SDK's retries, in milliseconds. */
  readonly callMs: number;
  readonly maxAnswerBytes: number;
}

/** The largest responses are pages of 1,000 roles with their policies, about 10 MB. */
export const defaultLimits: Limits = { answerMs: 20_000, callMs: 60_000, maxAnswerBytes: 32 * 1_024 * 1_024 };

const connectMs = 5_000;
/** Smaller responses are collected chunk by chunk. */
const collectedBytes = 1_048_576;

/** Transforms a whole response body. An operation that returns a stream needs a stream. */
export type TransformBody = (body: Uint8Array) => Uint8Array | Readable;

type Request = Parameters<NodeHttpHandler['handle']>[0];
type Handled = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/**
 * The request handler of every client. The SDK's handler waits forever for a response that arrives byte by byte, and
 * accepts one of any length. This one reads the whole response within limits, and passes its Date header to the clock.
 */
export class BoundedHandler extends NodeHttpHandler {
  readonly #limits: Limits;
  readonly #clock: ServiceClock | undefined;
  readonly #transformBody: TransformBody;

  /** `transformBody`: transforms a response body before the SDK reads it. */
  constructor(limits: Limits, clock?: ServiceClock, transformBody: TransformBody = body => body) {
    super({
      connectionTimeout: connectMs,
      requestTimeout: limits.answerMs,
      throwOnRequestTimeout: true,
      socketTimeout: limits.answerMs,
    });
    this.#limits = limits;
    this.#clock = clock;
    this.#transformBody = transformBody;
  }

  override async handle(request: Request, options: HttpHandlerOptions = {}): Promise<Handled> {
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
    }, this.#limits.callMs);
    const given = options.abortSignal as AbortSignal | undefined;
    const signal = given === undefined ? late.signal : AbortSignal.any([given, late.signal]);
    const sentAt = this.#clock?.now();
    try {
      const { response } = await super.handle(request, { ...options, abortSignal: signal });
      if (sentAt !== undefined && response.headers['age'] === undefined)
        this.#clock?.recordResponse(response.headers['date'], sentAt);
      response.body = this.#transformBody(
        await whole(
          response.body as IncomingMessage,
          response.headers['content-length'],
          this.#limits.maxAnswerBytes,
          signal,
        ),
      );
      return { response };
    } catch (thrown) {
      throw late.signal.aborted ? timedOut() : thrown;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** An error with the name that the SDK uses for a call that took too long. */
export function timedOut(): Error {
  return Object.assign(new Error('no whole answer in time'), { name: 'TimeoutError' });
}

/**
 * Collects a body by its events: for the thousands of chunks of a large one, an iterator takes longer than copying them.
 * Rejects with `AnswerTooLarge`, or as the connection breaks.
 */
async function whole(
  body: IncomingMessage,
  length: string | undefined,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // Space for a large response is taken once: collecting its chunks would hold all of it twice.
  const expected = Number(length);
  const space = expected > collectedBytes && expected <= maxBytes ? takeSpace(expected) : undefined;
  const chunks: Buffer[] = [];
  const { socket } = body;
  let size = 0;
  const stop = (): void => {
    body.destroy(Object.assign(new Error('called off'), { name: 'AbortError' }));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    // What a chunk was parsed from; the parser, which listened first, has copied it.
    if (space !== undefined) socket.on('data', free);
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes)
        body.destroy(Object.assign(new Error('the answer is too large'), { name: 'AnswerTooLarge' }));
      else if (space === undefined) chunks.push(chunk);
      else {
        chunk.copy(space, size - chunk.length);
        free(chunk);
      }
    });
    await finished(body);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.off('data', free);
  }
  if (space !== undefined) return space.subarray(0, size);
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}
