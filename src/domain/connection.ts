import type { Clock } from './clock.ts';
import { Emitter, type Event } from './event.ts';
import type { Service } from './jobs/kinds.ts';
import type { JobServices } from './jobs/ports.ts';
import { type Answer, type Refusal, isPassing } from './refusal.ts';

/** The setting `awsJobs.connection`: the sandbox, or a profile (absent: the environment's own credentials) and a region. */
export type ConnectionChoice =
  | { readonly sandbox: true }
  | { readonly sandbox?: false; readonly profile?: string; readonly region: string };

/** The setting `awsJobs.endpoints`: URLs that stand in for a service's own. */
export type EndpointOverrides = Readonly<Partial<Record<Service | 'sts', string>>>;

/** A way to the services that is open: as whom, and by which choice. */
export interface Connected {
  readonly choice: ConnectionChoice;
  readonly services: JobServices;
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
const mostRetryMs = 5 * 60_000;

/** The window's one connection. It follows the setting, is opened when it is first needed, and reopened after a fault that passes. */
export class Connection {
  readonly #connector: Connector;
  readonly #choice: () => ConnectionChoice | undefined;
  readonly #clock: Clock;
  readonly #changes = new Emitter<ConnectionState>();
  readonly onDidChange: Event<ConnectionState> = this.#changes.event;
  #state: ConnectionState;
  #opening: Promise<ConnectionState> | undefined;
  #stop = new AbortController();
  #takeBackRetry: (() => void) | undefined;

  /** `choice`: reads the setting. */
  constructor(connector: Connector, choice: () => ConnectionChoice | undefined, clock: Clock) {
    this.#connector = connector;
    this.#choice = choice;
    this.#clock = clock;
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
    const wasInUse = this.#opening !== undefined;
    this.#giveUp();
    this.#set(unopened(this.#choice()));
    if (wasInUse) void this.current();
  }

  /** Opens anew, with credentials and profiles read again. */
  retry(): Promise<ConnectionState> {
    this.#giveUp();
    this.#set(unopened(this.#choice()));
    return this.current();
  }

  dispose(): void {
    this.#giveUp();
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
    if (!quietly) this.#set({ state: 'connecting', choice });
    this.#opening = this.#connector.open(choice, signal).then(answer => {
      if (signal.aborted) return this.#state;
      if (answer.ok) this.#set({ state: 'connected', choice, connected: answer.value });
      else {
        this.#set({ state: 'failed', choice, refusal: answer.refusal });
        if (isPassing(answer.refusal)) this.#takeBackRetry = this.#clock.after(retryMs, () => { this.#open(choice, true, Math.min(retryMs * 2, mostRetryMs)); });
      }
      return this.#state;
    });
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#changes.fire(state);
  }
}

function unopened(choice: ConnectionChoice | undefined): ConnectionState {
  return choice === undefined ? { state: 'none' } : { state: 'idle', choice };
}
