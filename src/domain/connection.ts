import { aborted } from './pause.ts';
import type { LivePort } from './live/port.ts';
import type { Clock } from './clock.ts';
import type { FilesPort } from './files/port.ts';
import { Emitter, type Event } from './event.ts';
import type { Service } from './jobs/services.ts';
import { isJsonObject } from './json.ts';
import type { JobLogPort } from './jobLog/port.ts';
import type { JobServices } from './jobs/ports.ts';
import type { PreflightPort } from './preflight/port.ts';
import { type Answer, type Refusal, isPassing, refused } from './refusal.ts';
import type { ResultsPort } from './results/port.ts';
import type { UploadPort } from './upload/port.ts';

/** The setting `awsJobs.connection`: the sandbox, or a profile (absent: the environment's own credentials) and a region. */
export type ConnectionChoice =
  | { readonly sandbox: true }
  | { readonly sandbox?: false; readonly profile?: string; readonly region: string };

/**
 * Parses the setting's value. Returns undefined if a member is unknown or has the wrong type: such a value must never
 * mean something else.
 */
export function parseChoice(value: unknown): ConnectionChoice | undefined {
  if (!isJsonObject(value)) return undefined;
  const { sandbox, profile, region, ...unknown } = value;
  if (Object.keys(unknown).length > 0) return undefined;
  if (sandbox === true) return profile === undefined && region === undefined ? { sandbox } : undefined;
  const isText = (member: unknown): member is string | undefined => member === undefined || typeof member === 'string';
  if (
    (sandbox !== undefined && sandbox !== false) ||
    !isText(profile) ||
    !isText(region) ||
    (profile === undefined && region === undefined)
  )
    return undefined;
  return { region: region ?? '', ...(profile === undefined || profile === '' ? {} : { profile }) };
}

/** The setting `awsJobs.endpoints`: URLs that replace a service's default endpoint. */
export type EndpointOverrides = Readonly<
  Partial<Record<Service | 'sts' | 's3' | 'iam' | 'kms' | 'logs' | 'servicequotas' | 'accessanalyzer', string>>
>;

/** An open connection to the services. */
export interface Connected {
  readonly choice: ConnectionChoice;
  /** The profile that the credentials are from: the chosen one, or that of the environment. */
  readonly profile?: string;
  readonly services: JobServices;
  /** Reads the account's resources, to help write a spec. */
  readonly live: LivePort;
  /** Reads the files of jobs. */
  readonly results: ResultsPort;
  /** Writes files of this computer to S3. */
  readonly uploads: UploadPort;
  /** Reads what jobs have logged. */
  readonly logs: JobLogPort;
  /** Reads the folders of jobs as files. */
  readonly files: FilesPort;
  /** The buckets for which the account pays for requests and transfer, because the user has said so. In memory only. */
  readonly paidBuckets: Set<string>;
  /** Reads what the checks before a start ask. */
  readonly preflight: PreflightPort;
  /** When the credentials end, in milliseconds since 1970 UTC; undefined if they have no known end. */
  readonly credentialsEnd: number | undefined;
  /** Whether everything behind it is simulated. */
  readonly simulated: boolean;
  /**
   * Returns the services with the same identity, verified again, and with credentials that can no longer change; used
   * for starts.
   */
  pinned(signal?: AbortSignal): Promise<Answer<JobServices>>;
}

/** Opens connections; implemented with the SDK. */
export interface Connector {
  open(choice: ConnectionChoice, signal?: AbortSignal): Promise<Answer<Connected>>;
}

/** `idle`: a connection is configured, but nothing has needed it yet. */
export type ConnectionState =
  | { readonly state: 'none' }
  | { readonly state: 'idle'; readonly choice: ConnectionChoice }
  | { readonly state: 'connecting'; readonly choice: ConnectionChoice }
  | { readonly state: 'connected'; readonly choice: ConnectionChoice; readonly connected: Connected }
  | { readonly state: 'failed'; readonly choice: ConnectionChoice; readonly refusal: Refusal };

const firstRetryMs = 15_000;
const maxRetryMs = 5 * 60_000;

/** What a window does when its connection changes. */
export interface ConnectionHooks {
  /** Called with each new state before it is announced: by then the account must be selected that the views show. */
  readonly beforeChange?: (state: ConnectionState) => void;
  /** Called with an unexpected exception of the connector, which ends the attempt like a refusal. */
  readonly onFault?: (fault: unknown) => void;
}

/**
 * The window's connection. It follows the setting, opens when first needed, and reopens by itself after a refusal that
 * passes.
 */
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
  #cancelRetry: (() => void) | undefined;
  #isDisposed = false;

  /** `choice`: reads the setting. */
  constructor(
    connector: Connector,
    choice: () => ConnectionChoice | undefined,
    clock: Clock,
    hooks: ConnectionHooks = {},
  ) {
    this.#connector = connector;
    this.#choice = choice;
    this.#clock = clock;
    this.#hooks = hooks;
    this.#state = unopened(choice());
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Returns the connection state, opening the connection if needed. Resolves when the state is settled: none, connected
   * or failed.
   */
  async current(): Promise<ConnectionState> {
    for (;;) {
      if (this.#opening === undefined && this.#state.state === 'idle')
        this.#open(this.#state.choice, false, firstRetryMs);
      const opening = this.#opening;
      if (opening === undefined) return this.#state;
      await opening;
      if (opening === this.#opening) return this.#state;
    }
  }

  /** Applies the setting's new value; a connection that was in use is reopened at once. */
  choiceChanged(): void {
    if (this.#isDisposed) return;
    const wasInUse = this.#opening !== undefined;
    this.#giveUp();
    this.#set(unopened(this.#choice()));
    if (wasInUse) void this.current();
  }

  /** Reopens the connection, reading credentials and profiles again. */
  retry(): Promise<ConnectionState> {
    if (!this.#isDisposed) {
      this.#giveUp();
      this.#set(unopened(this.#choice()));
    }
    return this.current();
  }

  /** Current and later callers get `none`. */
  dispose(): void {
    this.#isDisposed = true;
    this.#giveUp();
    this.#state = { state: 'none' };
    this.#changes.dispose();
  }

  #giveUp(): void {
    this.#stop.abort();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#opening = undefined;
  }

  /** `quietly`: an automatic retry keeps showing the failure until it succeeds. */
  #open(choice: ConnectionChoice, quietly: boolean, retryMs: number): void {
    const { signal } = (this.#stop = new AbortController());
    // Do not wait for an aborted attempt, whether or not it reacts to the signal.
    this.#opening = Promise.race([aborted(signal), this.#attempt(choice, signal)]).then(answer => {
      if (signal.aborted || answer === undefined) return this.#state;
      if (answer.ok) this.#set({ state: 'connected', choice, connected: answer.value });
      else {
        if (isPassing(answer.refusal))
          this.#cancelRetry = this.#clock.after(retryMs, () => {
            this.#open(choice, true, Math.min(retryMs * 2, maxRetryMs));
          });
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
      return refused({
        kind: 'fault',
        name: fault instanceof Error ? fault.name : 'Error',
        message: '',
        nothingHappened: true,
      });
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
