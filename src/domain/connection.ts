import type { LivePort } from './live/port.ts';
import type { Clock } from './clock.ts';
import { Emitter, type Event } from './event.ts';
import type { Service } from './jobs/services.ts';
import { isJsonObject } from './json.ts';
import type { JobServices } from './jobs/ports.ts';
import { type Answer, type Refusal, isPassing, refused } from './refusal.ts';

/** The setting `awsJobs.connection`: the sandbox, or a profile (absent: the environment's own credentials) and a region. */
export type ConnectionChoice =
  | { readonly sandbox: true }
  | { readonly sandbox?: false; readonly profile?: string; readonly region: string };

/** The setting's value as a choice; undefined for one with a member that is unknown or of a wrong type, which must never mean something else. */
export function parseChoice(value: unknown): ConnectionChoice | undefined {
  if (!isJsonObject(value)) return undefined;
  const { sandbox, profile, region, ...unknown } = value;
  if (Object.keys(unknown).length > 0) return undefined;
  if (sandbox === true) return profile === undefined && region === undefined ? { sandbox } : undefined;
  const isText = (member: unknown): member is string | undefined => member === undefined || typeof member === 'string';
  if ((sandbox !== undefined && sandbox !== false) || !isText(profile) || !isText(region) || (profile === undefined && region === undefined)) return undefined;
  return { region: region ?? '', ...(profile === undefined || profile === '' ? {} : { profile }) };
}

/** The setting `awsJobs.endpoints`: URLs that stand in for a service's own. */
export type EndpointOverrides = Readonly<Partial<Record<Service | 'sts' | 's3' | 'iam' | 'kms', string>>>;

/** A way to the services that is open: as whom, and by which choice. */
export interface Connected {
  readonly choice: ConnectionChoice;
  readonly services: JobServices;
  /** What the account holds, for whoever writes a spec. */
  readonly live: LivePort;
  /** Whether all that is seen through it is simulated. */
  readonly simulated: boolean;
  /** The same identity with credentials that cannot change any more, checked anew: what a start goes through. */
  pinned(signal?: AbortSignal): Promise<Answer<JobServices>>;
}

/** Opens connections; implemented over the SDK. */
export interface Connector {
  open(choice: ConnectionChoice, signal?: AbortSignal): Promise<Answer<Connected>>;
}

/** `idle`: a choice is made, and nothing has needed it yet. */
export type ConnectionState =
  | { readonly state: 'none' }
  | { readonly state: 'idle'; readonly choice: ConnectionChoice }
  | { readonly state: 'connecting'; readonly choice: ConnectionChoice }
  | { readonly state: 'connected'; readonly choice: ConnectionChoice; readonly connected: Connected }
  | { readonly state: 'failed'; readonly choice: ConnectionChoice; readonly refusal: Refusal };

const firstRetryMs = 15_000;
const maxRetryMs = 5 * 60_000;

/** What a window does around a change of its connection. */
export interface ConnectionHooks {
  /** Called with each new state before anyone is told of it: whatever shows an account's jobs must already show the new account's. */
  readonly beforeChange?: (state: ConnectionState) => void;
  /** Called with an unexpected exception of the connector, which ends the attempt like a refusal. */
  readonly onFault?: (fault: unknown) => void;
}

/** The window's one connection. It follows the setting, is opened when it is first needed, and reopened after a fault that passes. */
export class Connection {
  readonly #connector: Connector;
  readonly #choice: () => ConnectionChoice | undefined;
  readonly #clock: Clock;
  readonly #hooks: ConnectionHooks;
  readonly #changes = new Emitter<ConnectionState>();
  readonly onDidChange: Event<ConnectionState> = this.#changes.event;
  #state: ConnectionState;
  #opening: Promise<ConnectionState> | undefined;
  #stop = new AbortController();
  #takeBackRetry: (() => void) | undefined;
  #isDisposed = false;

  /** `choice`: reads the setting. */
  constructor(connector: Connector, choice: () => ConnectionChoice | undefined, clock: Clock, hooks: ConnectionHooks = {}) {
    this.#connector = connector;
    this.#choice = choice;
    this.#clock = clock;
    this.#hooks = hooks;
    this.#state = unopened(choice());
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The connection, opened when it is not yet; resolves when it is settled: none, connected or failed. */
  async current(): Promise<ConnectionState> {
    for (;;) {
      if (this.#opening === undefined && this.#state.state === 'idle') this.#open(this.#state.choice, false, firstRetryMs);
      const opening = this.#opening;
      if (opening === undefined) return this.#state;
      await opening;
      if (opening === this.#opening) return this.#state;
    }
  }

  /** Takes the setting's new value; a connection that was in use is opened anew at once. */
  choiceChanged(): void {
    if (this.#isDisposed) return;
    const wasInUse = this.#opening !== undefined;
    this.#giveUp();
    this.#set(unopened(this.#choice()));
    if (wasInUse) void this.current();
  }

  /** Opens anew, with credentials and profiles read again. */
  retry(): Promise<ConnectionState> {
    if (!this.#isDisposed) {
      this.#giveUp();
      this.#set(unopened(this.#choice()));
    }
    return this.current();
  }

  /** Whoever still waits, or asks later, is told `none`. */
  dispose(): void {
    this.#isDisposed = true;
    this.#giveUp();
    this.#state = { state: 'none' };
    this.#changes.dispose();
  }

  #giveUp(): void {
    this.#stop.abort();
    this.#takeBackRetry?.();
    this.#takeBackRetry = undefined;
    this.#opening = undefined;
  }

  /** `quietly`: a retry by itself leaves the failure on screen until it has succeeded. */
  #open(choice: ConnectionChoice, quietly: boolean, retryMs: number): void {
    const { signal } = this.#stop = new AbortController();
    // Nobody waits for an attempt that was given up, whether or not it heeds that.
    const givenUp = new Promise<undefined>(resolve => { signal.addEventListener('abort', () => { resolve(undefined); }, { once: true }); });
    this.#opening = Promise.race([givenUp, this.#attempt(choice, signal)]).then(answer => {
      if (signal.aborted || answer === undefined) return this.#state;
      if (answer.ok) this.#set({ state: 'connected', choice, connected: answer.value });
      else {
        if (isPassing(answer.refusal)) this.#takeBackRetry = this.#clock.after(retryMs, () => { this.#open(choice, true, Math.min(retryMs * 2, maxRetryMs)); });
        this.#set({ state: 'failed', choice, refusal: answer.refusal });
      }
      return this.#state;
    });
    if (!quietly) this.#set({ state: 'connecting', choice });
  }

  async #attempt(choice: ConnectionChoice, signal: AbortSignal): Promise<Answer<Connected>> {
    try {
      return await this.#connector.open(choice, signal);
    } catch (fault) {
      if (!signal.aborted) this.#hooks.onFault?.(fault);
      return refused({ kind: 'fault', name: fault instanceof Error ? fault.name : 'Error', message: '', nothingHappened: true });
    }
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#hooks.beforeChange?.(state);
    this.#changes.fire(state);
  }
}

function unopened(choice: ConnectionChoice | undefined): ConnectionState {
  return choice === undefined ? { state: 'none' } : { state: 'idle', choice };
}
