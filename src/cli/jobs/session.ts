// The history and the connection of a command that starts or watches jobs.
import { aborted } from '../../domain/pause.ts';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnector, everyEndpoint } from '../../aws/index.ts';
import type { Connected, ConnectionChoice } from '../../domain/connection.ts';
import type { Account } from '../../domain/jobs/job.ts';
import { JobList } from '../../domain/jobs/list.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { JobStore } from '../../domain/jobs/store.ts';
import { Watcher } from '../../domain/jobs/watcher.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { sentenceOf } from '../../domain/visible.ts';
import { KnownAccounts } from '../../machine/accounts.ts';
import { systemClock } from '../../machine/clock.ts';
import { JobDatabase } from '../../machine/database.ts';
import { SandboxProcess } from '../../machine/sandbox.ts';
import type { JobArguments } from './arguments.ts';
import { protectedConnections } from './editorSettings.ts';
import { Ended } from './exitCodes.ts';
import { historyPath, thisMachine } from './history.ts';
import type { Interrupts } from './interrupts.ts';
import { refusalText } from './refusals.ts';
import type { Terminal } from './terminal.ts';

export class Session {
  readonly args: JobArguments;
  readonly terminal: Terminal;
  readonly interrupts: Interrupts;
  readonly clock = systemClock;
  /** The path of the job history. */
  readonly path: string;
  readonly records: JobDatabase;
  readonly store: JobStore;
  readonly list: JobList;
  /** The intents of this process that await an answer. */
  readonly inFlight = new Set<string>();
  /** The protected connections; `isProtected` reads them. */
  readonly protectedConnections: readonly unknown[];
  readonly #accounts: KnownAccounts;
  #sandbox: SandboxProcess | undefined;
  #watcher: Watcher | undefined;

  /** Throws Ended if there is no history that can be used. */
  constructor(args: JobArguments, terminal: Terminal, interrupts: Interrupts) {
    requireSqlite();
    this.args = args;
    this.terminal = terminal;
    this.interrupts = interrupts;
    const machine = thisMachine();
    this.path = resolve(historyPath(args.history, machine));
    this.protectedConnections = protectedConnections(machine);
    this.records = new JobDatabase(this.path);
    this.store = new JobStore(this.records);
    this.list = new JobList(this.store, this.records, this.clock);
    this.#accounts = new KnownAccounts(this.records);
    try {
      this.records.version();
    } catch (fault) {
      throw unusable(this.path, fault);
    }
  }

  get choice(): ConnectionChoice {
    const { sandbox, profile, region } = this.args;
    return sandbox ? { sandbox } : { region: region ?? '', ...(profile === undefined ? {} : { profile }) };
  }

  /** Whether the words of others are shown, which may quote a request: nothing is kept of them, or somebody asked. */
  get quotes(): boolean {
    return this.args.messages || this.terminal.isWatched;
  }

  /** Opens the connection and selects its account. Resolves with the refusal if there is none. */
  async open(): Promise<Connected | Refusal> {
    const { endpointUrl } = this.args;
    const endpoints = endpointUrl === undefined ? {} : everyEndpoint(endpointUrl);
    this.terminal.progress('Connecting…');
    const answer = await createConnector({
      endpoints: () => endpoints,
      sandbox: () => this.#runSandbox().run(),
      askMfaCode: async serial => {
        if (!this.terminal.canAsk) throw new Error('an MFA code cannot be asked for here');
        return (await this.terminal.ask(`MFA code of ${serial}:`, this.interrupts.signal)) ?? '';
      },
      onCall: () => undefined,
    }).open(this.choice, this.interrupts.signal);
    this.terminal.progress('');
    if (!answer.ok) return answer.refusal;
    const connected = answer.value;
    this.store.select(connected.services.identity);
    this.#accounts.remember({ state: 'connected', choice: this.choice, connected }, connected.services.identity);
    return connected;
  }

  /** Opens the connection. Throws Ended if there is none. */
  async connect(): Promise<Connected> {
    const opened = await this.open();
    if ('services' in opened) return opened;
    this.throwIfInterrupted();
    throw new Ended(`Could not connect. ${refusalText(opened, this.quotes)}`);
  }

  /** Selects the account that the connection last led to, without asking anybody; false if that is not known. */
  selectKnown(): boolean {
    const account = this.accountOf(this.choice);
    if (account !== undefined) this.store.select(account);
    return account !== undefined;
  }

  /** The account that a connection last led to, if that is known. */
  readonly accountOf = (choice: ConnectionChoice): Account | undefined => this.#accounts.of({ state: 'idle', choice });

  /** The services with the credentials verified again, which cannot change any more. Throws Ended. */
  async pinned(connected: Connected): Promise<JobServices> {
    const answer = await connected.pinned(this.interrupts.signal);
    this.throwIfInterrupted();
    if (!answer.ok) throw new Ended(`The account could not be verified. ${refusalText(answer.refusal, this.quotes)}`);
    return answer.value;
  }

  /**
   * The watch, as an editor's window has one: of several windows and commands, one asks. It is created at the first
   * use and asks for nothing but what is in the history.
   */
  watcher({ services }: Connected): Watcher {
    if (this.#watcher === undefined) {
      this.#watcher = new Watcher({
        store: this.store,
        records: this.records,
        clock: this.clock,
        inFlight: this.inFlight,
        windowId: randomUUID(),
        pace: () => ({ intervalMs: this.args.intervalMs, visible: true }),
        onFault: fault => {
          this.terminal.warn(`Could not refresh. ${sentenceOf(fault instanceof Error ? fault.message : '')}`);
        },
      });
      this.#watcher.setServices(pacedServices(services, this.clock));
    }
    return this.#watcher;
  }

  /** Asks about all unfinished jobs and unanswered starts of the account, once. Resolves at a signal, too. */
  async refreshed(connected: Connected): Promise<Watcher> {
    const watcher = this.watcher(connected);
    const { signal } = this.interrupts;
    if (signal.aborted) return watcher;
    await Promise.race([watcher.refreshNow(), aborted(signal)]);
    return watcher;
  }

  /** Ends the command if a signal came. */
  throwIfInterrupted(): void {
    const { code } = this.interrupts;
    if (code !== undefined) throw new Ended('Interrupted.', code);
  }

  dispose(): void {
    this.terminal.progress('');
    this.#watcher?.dispose();
    this.store.dispose();
    this.records.dispose();
    this.#sandbox?.dispose();
  }

  #runSandbox(): SandboxProcess {
    return (this.#sandbox ??= new SandboxProcess({
      script: sandboxScript(),
      // The editor's, so that both see the same jobs.
      stateDirectory: join(dirname(this.path), 'sandbox'),
      jobSeconds: () => this.args.jobSeconds,
      ownGroup: true,
      onDied: () => {
        this.terminal.warn('The local sandbox has ended by itself.');
      },
    }));
  }
}

/** The history cannot be read or written. */
export function unusable(path: string, fault: unknown): Ended {
  const why = sentenceOf(fault instanceof Error ? fault.message : String(fault));
  return new Ended(
    `The job history ${path} cannot be used, and without it nothing is started. ${why} If another program holds it, try again; to use another one, name it with --history.`,
  );
}

/** The first version whose SQLite needs no option. */
const firstNode = [22, 13] as const;

function requireSqlite(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < firstNode[0] || (major === firstNode[0] && minor < firstNode[1]))
    throw new Ended(
      `start, wait, list, show and stop need Node.js ${firstNode.join('.')} or later; this is ${process.version}.`,
    );
}

/** The sandbox's program: beside the bundle, or among the sources. */
function sandboxScript(): string {
  const places = ['./sandbox.js', '../sandbox.js', '../../sandbox/main.ts'];
  const found = places.map(place => fileURLToPath(new URL(place, import.meta.url))).find(path => existsSync(path));
  if (found === undefined) throw new Error('it is not part of this installation');
  return found;
}
