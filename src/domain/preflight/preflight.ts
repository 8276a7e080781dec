// Runs the checks before a start beside each other, and keeps their answers as they come.
import { defined } from '../defined.ts';
import { Emitter } from '../event.ts';
import type { Answer } from '../refusal.ts';
import type { Check, CheckContext, CheckInput } from './check.ts';
import { checks as allChecks } from './checks.ts';
import { type CostRange, type Finding, type Verdict, unknown } from './finding.ts';
import type { KeptChecks } from './kept.ts';

/** How far a check is. `soFar`: what it says while it works. */
export interface CheckResult {
  readonly check: Pick<Check, 'id' | 'title'>;
  readonly findings?: readonly Finding[];
  readonly soFar?: string;
}

/** How many answers there are of each kind, and how many checks are still at work. */
export type Tally = Readonly<Record<Verdict | 'open', number>>;

export class Preflight {
  readonly input: CheckInput;
  readonly #checks: readonly Check[];
  readonly #results = new Map<string, CheckResult>();
  readonly #changes = new Emitter<void>();
  /** Fires when an answer came, or when a check says how far it is. */
  readonly onDidChange = this.#changes.event;
  readonly #stop = new AbortController();
  readonly #onFault: (fault: unknown) => void;
  #running: Promise<void> | undefined;
  #endedAt: number | undefined;

  /** `onFault`: called with what a check throws, which is an accident; its question could not be told then. */
  constructor(input: CheckInput, onFault: (fault: unknown) => void, checks = allChecks) {
    this.input = input;
    this.#onFault = onFault;
    this.#checks = checks.filter(({ applies }) => applies(input.subject));
    for (const { id, title } of this.#checks) this.#results.set(id, { check: { id, title } });
  }

  /** The checks in order, each with what is known. */
  get results(): readonly CheckResult[] {
    return Array.from(this.#results.values());
  }

  get tally(): Tally {
    const tally = { yes: 0, no: 0, unknown: 0, open: 0 };
    for (const { findings } of this.#results.values()) {
      if (findings === undefined) tally.open += 1;
      for (const { verdict } of findings ?? []) tally[verdict] += 1;
    }
    return tally;
  }

  /** What is kept with a job that is started now. */
  get kept(): KeptChecks {
    const { yes: passed, open } = this.tally;
    const rest = this.results.flatMap(({ findings = [] }) =>
      findings.flatMap(({ verdict, text }) => (verdict === 'yes' ? [] : [{ verdict, text }])),
    );
    const bytes = this.results.flatMap(({ findings = [] }) => findings.flatMap(each => each.bytes ?? []))[0];
    return { passed, open, rest, ...defined({ bytes }) };
  }

  /** What the job is expected to cost; undefined without a rate of the user's, or as long as it is not known. */
  get cost(): CostRange | undefined {
    return this.results.flatMap(({ findings = [] }) => findings.flatMap(({ cost }) => cost ?? []))[0];
  }

  /** When the last answer came, in milliseconds since 1970 UTC; undefined while checks are at work. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** Runs all checks. Resolves when each has answered or its deadline has passed; never rejects. */
  run(): Promise<void> {
    return (this.#running ??= this.#runAll());
  }

  /** Ends the checks that are still at work. */
  stop(): void {
    this.#stop.abort();
  }

  dispose(): void {
    this.stop();
    this.#changes.dispose();
  }

  async #runAll(): Promise<void> {
    const asked = new Map<string, Promise<Answer<unknown>>>();
    const context: CheckContext = {
      ...this.input,
      once: <T>(question: string, ask: () => Promise<Answer<T>>) => {
        const known = asked.get(question) ?? ask();
        asked.set(question, known);
        // Safe, because one question is always asked with the same type of call.
        return known as Promise<Answer<T>>;
      },
    };
    await Promise.all(this.#checks.map(check => this.#runOne(check, context)));
    this.#endedAt = this.input.clock.now();
    this.#changes.fire();
  }

  async #runOne(check: Check, context: CheckContext): Promise<void> {
    const { id, title, deadlineMs } = check;
    const end = new AbortController();
    let why: 'late' | 'stopped' = 'stopped';
    const cancelTimer = this.input.clock.after(deadlineMs, () => {
      why = 'late';
      end.abort();
    });
    const stop = (): void => {
      end.abort();
    };
    this.#stop.signal.addEventListener('abort', stop, { once: true });
    if (this.#stop.signal.aborted) stop();
    const ended = new Promise<readonly Finding[]>(resolve => {
      const tell = (): void => {
        const { soFar } = this.#results.get(id) ?? {};
        const how = why === 'late' ? 'No answer in time.' : 'Stopped.';
        resolve([unknown(soFar === undefined ? how : `${how} ${soFar}.`)]);
      };
      end.signal.addEventListener('abort', tell, { once: true });
      if (end.signal.aborted) tell();
    });
    try {
      const findings = await Promise.race([
        check.run(context, end.signal, soFar => {
          if (end.signal.aborted) return;
          this.#results.set(id, { check: { id, title }, soFar });
          this.#changes.fire();
        }),
        ended,
      ]);
      this.#set(check, findings);
    } catch (fault) {
      this.#onFault(fault);
      this.#set(check, [unknown('This could not be checked.')]);
    } finally {
      cancelTimer();
      this.#stop.signal.removeEventListener('abort', stop);
    }
  }

  #set({ id, title }: Check, findings: readonly Finding[]): void {
    this.#results.set(id, { check: { id, title }, findings });
    this.#changes.fire();
  }
}
