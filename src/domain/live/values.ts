// Reads the account's resources through the window's connection, from a cache.
import type { LivePort } from './port.ts';
import { AnswerCache, type CacheLimits } from './answerCache.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connection.ts';

/** The limits for a completion list; a call that takes longer completes for the next time. */
export const liveCacheLimits: CacheLimits = { keptMs: 60_000, waitMs: 2_000, callMs: 20_000 };

/**
 * Wraps a port with a cache that keeps answers for a minute and limits the wait; except for `measure`, which takes its
 * time and reports progress.
 */
function kept(port: LivePort, clock: Clock): LivePort {
  const cache = new AnswerCache(clock, liveCacheLimits);
  return {
    listBuckets: region => cache.ask(`buckets ${region}`, signal => port.listBuckets(region, signal)),
    listPrefixes: (region, bucket, prefix) =>
      cache.ask(`prefixes ${region} ${bucket} ${prefix}`, signal => port.listPrefixes(region, bucket, prefix, signal)),
    browse: (region, bucket, prefix, next) =>
      cache.ask(`browse ${region} ${bucket} ${JSON.stringify([prefix, next])}`, signal =>
        port.browse(region, bucket, prefix, next, signal),
      ),
    measure: (region, bucket, prefix, signal, onProgress) => port.measure(region, bucket, prefix, signal, onProgress),
    workflow: (kind, region, name) =>
      cache.ask(`workflow ${region} ${kind.action} ${name}`, signal => port.workflow(kind, region, name, signal)),
    lastRun: (kind, region, name) =>
      cache.ask(`last run ${region} ${kind.action} ${name}`, signal => port.lastRun(kind, region, name, signal)),
    listWorkflows: (kind, region) =>
      cache.ask(`workflows ${region} ${kind.action}`, signal => port.listWorkflows(kind, region, signal)),
    listRoles: service => cache.ask(`roles ${service}`, signal => port.listRoles(service, signal)),
    listKeys: region => cache.ask(`keys ${region}`, signal => port.listKeys(region, signal)),
  };
}

/** Reads through the window's connection; another connection starts with an empty cache. */
export class LiveValues {
  readonly #connection: Pick<Connection, 'state'>;
  readonly #clock: Clock;
  #held: { readonly port: LivePort; readonly kept: LivePort } | undefined;

  constructor(connection: Pick<Connection, 'state'>, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The port, or undefined while there is no connection; does not open one. */
  get port(): LivePort | undefined {
    const { state } = this.#connection;
    if (state.state !== 'connected') return (this.#held = undefined);
    const { live } = state.connected;
    if (this.#held?.port !== live) this.#held = { port: live, kept: kept(live, this.#clock) };
    return this.#held.kept;
  }
}
