import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/domain/clock.ts';
import type { Intent } from '../../src/domain/jobs/intent.ts';
import type { Job } from '../../src/domain/jobs/job.ts';
import type { JobKind } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { type StartOutcome, startJob } from '../../src/domain/jobs/start.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { Watcher } from '../../src/domain/jobs/watcher.ts';
import type { JobDatabase } from '../../src/machine/database.ts';
import { requestFor } from './requests.ts';
import { allJobs } from '../unit/jobs/allJobs.ts';

/** The spec of all starts of a window. */
export const specUri = 'file:///workspace/notes.awsjob.json';

/**
 * The part of a window that starts and watches jobs: database, store, watcher and starts, with a clock that a test
 * sets.
 */
export class JobWindow {
  now = Date.now();
  readonly #records: JobDatabase;
  readonly #store: JobStore;
  readonly #watcher: Watcher;
  readonly #services: JobServices;
  readonly #inFlight = new Set<string>();
  readonly #clock: Clock = { now: () => this.now, after: () => () => undefined, random: () => 0.5 };

  constructor(records: JobDatabase, services: JobServices) {
    this.#services = services;
    this.#records = records;
    this.#store = new JobStore(this.#records);
    this.#store.select(services.identity);
    this.#watcher = new Watcher({
      store: this.#store,
      records: this.#records,
      clock: this.#clock,
      inFlight: this.#inFlight,
      pace: () => ({ intervalMs: 15_000, visible: true }),
      onFault: fault => {
        throw fault as Error;
      },
    });
    this.#watcher.setServices(services);
  }

  /** Starts without having read the history first, like a window that could not read it. */
  static startOnly(records: JobDatabase, services: JobServices, kind: JobKind, region: string): Promise<StartOutcome> {
    const clock: Clock = { now: () => Date.now(), after: () => () => undefined, random: () => 0.5 };
    return startJob(
      { kind, region, request: requestFor(kind), services, specUri },
      { records, clock, newId: randomUUID, inFlight: new Set() },
    );
  }

  /** From disk, as a newly opened window would see them. */
  get jobs(): readonly Job[] {
    return allJobs(this.#records, this.#services.identity);
  }

  get openIntents(): readonly Intent[] {
    return this.#records.openIntents(this.#services.identity);
  }

  start(kind: JobKind, region: string, request = requestFor(kind)): Promise<StartOutcome> {
    return startJob(
      { kind, region, request, services: this.#services, specUri },
      { records: this.#records, clock: this.#clock, newId: randomUUID, inFlight: this.#inFlight },
    );
  }

  async refresh(): Promise<void> {
    this.#store.sync();
    await this.#watcher.refreshNow();
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#store.dispose();
    this.#records.dispose();
  }
}
