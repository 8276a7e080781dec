// A window without an editor that runs as long as a real one, and an account with jobs in progress.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Discovery } from '../../src/domain/jobs/discovery.ts';
import { isUnanswered } from '../../src/domain/jobs/intent.ts';
import type { Job, Snapshot } from '../../src/domain/jobs/job.ts';
import { type JobKind, type WorkflowKind, jobKinds, medicalKinds } from '../../src/domain/jobs/kinds.ts';
import { pacedServices } from '../../src/domain/jobs/paced.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { type StartOutcome, startJob } from '../../src/domain/jobs/start.ts';
import { isFinished, phaseOf } from '../../src/domain/jobs/status.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { Watcher } from '../../src/domain/jobs/watcher.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { valueOf } from '../contract/connections.ts';
import { requestFor } from '../contract/requests.ts';
import { allJobs } from '../unit/jobs/allJobs.ts';

export const region = 'us-east-1';

/** A window: the real watcher, store and database, with services that can fail. */
export class SoakWindow {
  readonly records: JobDatabase;
  readonly store: JobStore;
  readonly watcher: Watcher;
  /** Exceptions in rounds. */
  readonly faults: unknown[] = [];
  readonly #watched: JobServices;
  readonly #starting: JobServices;
  readonly #inFlight = new Set<string>();

  /** `watched`: the services of the watch; `starting`: the services of starts. */
  constructor(folder: string, watched: JobServices, starting: JobServices) {
    this.#watched = pacedServices(watched, systemClock);
    this.#starting = starting;
    this.records = new JobDatabase(join(folder, 'jobs.sqlite'));
    this.store = new JobStore(this.records);
    this.store.select(watched.identity);
    this.watcher = new Watcher({
      store: this.store,
      records: this.records,
      clock: systemClock,
      inFlight: this.#inFlight,
      windowId: randomUUID(),
      discovery: new Discovery({ store: this.store, records: this.records, clock: systemClock }),
      pace: () => ({ intervalMs: 5_000, visible: true }),
      onFault: fault => {
        this.faults.push(fault);
      },
    });
    this.watcher.setServices(this.#watched);
  }

  async start(kind: JobKind, mark: string): Promise<StartOutcome> {
    const outcome = await startJob(
      { kind, region, request: requestFor(kind, mark), services: this.#starting, specUri: `file:///soak/${mark}` },
      { records: this.records, clock: systemClock, newId: randomUUID, inFlight: this.#inFlight },
    );
    this.store.intentsChanged(outcome.type === 'started' ? outcome.job : undefined);
    return outcome;
  }

  /** Requests to stop one of the unfinished jobs. */
  async stopOne(random: () => number): Promise<void> {
    const going = this.store.unfinished.filter(({ service }) => service === 'comprehendmedical');
    const job = going[Math.floor(random() * going.length)];
    const kind = medicalKinds.find(({ action }) => action === job?.action);
    if (job !== undefined && kind !== undefined) await this.#watched.stop(kind, region, job.id);
  }

  /** The jobs on disk. */
  get jobs(): readonly Job[] {
    return allJobs(this.records, this.#watched.identity);
  }

  get unanswered(): number {
    return this.records.openIntents(this.#watched.identity).filter(isUnanswered).length;
  }

  dispose(): void {
    this.watcher.dispose();
    this.store.dispose();
    this.records.dispose();
  }
}

/** Every job of the account by ID, unaffected by faults. */
export async function jobsOfAccount(direct: JobServices): Promise<ReadonlyMap<string, Snapshot>> {
  const jobs = new Map<string, Snapshot>();
  for (const kind of jobKinds) {
    for (const workflow of kind.service === 'comprehendmedical' ? [undefined] : await workflowsOf(direct, kind)) {
      let nextToken: string | undefined;
      do {
        const page = valueOf(
          await direct.list(kind, region, {
            ...(workflow === undefined ? {} : { workflow }),
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        );
        for (const job of page.jobs) jobs.set(job.id, job);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
  }
  return jobs;
}

/** Whether a status is final, in either service. */
export function hasEnded(status: string): boolean {
  return jobKinds.some(({ phases }) => isFinished(phaseOf(phases, status)));
}

async function workflowsOf(direct: JobServices, kind: WorkflowKind): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = valueOf(await direct.workflows(kind, region, nextToken));
    names.push(...page.workflows.map(({ name }) => name));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}
