// What is really there in the account, for the person who writes a spec: asked for while they type, so seldom and briefly.
import type { LivePort } from './port.ts';
import { AnswerCache, type Patience } from './answerCache.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connection.ts';

/** Nobody waits longer for a completion list; a call that takes longer is left to end for the next time. */
export const livePatience: Patience = { keptMs: 60_000, waitMs: 2_000, callMs: 20_000 };

/** A port whose answers are kept for a minute and waited for briefly; but `measure`, which takes its time and tells how far it is. */
function kept(port: LivePort, clock: Clock): LivePort {
  const cache = new AnswerCache(clock, livePatience);
  return {
    listBuckets: region => cache.ask(`buckets ${region}`, signal => port.listBuckets(region, signal)),
    listPrefixes: (region, bucket, prefix) => cache.ask(`prefixes ${region} ${bucket} ${prefix}`, signal => port.listPrefixes(region, bucket, prefix, signal)),
    browse: (region, bucket, prefix, next) => cache.ask(`browse ${region} ${bucket} ${JSON.stringify([prefix, next])}`, signal => port.browse(region, bucket, prefix, next, signal)),
    measure: (region, bucket, prefix, signal, onProgress) => port.measure(region, bucket, prefix, signal, onProgress),
    workflow: (kind, region, name) => cache.ask(`workflow ${region} ${kind.action} ${name}`, signal => port.workflow(kind, region, name, signal)),
    lastRun: (kind, region, name) => cache.ask(`last run ${region} ${kind.action} ${name}`, signal => port.lastRun(kind, region, name, signal)),
    listWorkflows: (kind, region) => cache.ask(`workflows ${region} ${kind.action}`, signal => port.listWorkflows(kind, region, signal)),
    listRoles: service => cache.ask(`roles ${service}`, signal => port.listRoles(service, signal)),
    listKeys: region => cache.ask(`keys ${region}`, signal => port.listKeys(region, signal)),
  };
}

/** What the window's connection can be asked; another connection starts with nothing known. */
export class LiveValues {
  readonly #connection: Pick<Connection, 'state'>;
  readonly #clock: Clock;
  #held: { readonly port: LivePort; readonly kept: LivePort } | undefined;

  constructor(connection: Pick<Connection, 'state'>, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The way to ask, or undefined while there is no connection; none is opened. */
  get port(): LivePort | undefined {
    const { state } = this.#connection;
    if (state.state !== 'connected') return this.#held = undefined;
    const { live } = state.connected;
    if (this.#held?.port !== live) this.#held = { port: live, kept: kept(live, this.#clock) };
    return this.#held.kept;
  }
}
