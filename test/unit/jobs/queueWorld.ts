// Windows that send the queue of one history, with a clock and services in the hands of a test.
import type { Account } from '../../../src/domain/jobs/job.ts';
import { isUnanswered } from '../../../src/domain/jobs/intent.ts';
import { type JobKind, kindOf } from '../../../src/domain/jobs/kinds.ts';
import type { Batch, Run } from '../../../src/domain/jobs/queue/run.ts';
import type { RunnerPorts } from '../../../src/domain/jobs/queue/ports.ts';
import { QueueRunner } from '../../../src/domain/jobs/queue/runner.ts';
import { answered } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock } from '../fakeClock.ts';
import { FakeServices, account, region, requestOf } from './fakeServices.ts';

export const hourMs = 3_600_000;

export class QueueWorld {
  readonly clock = new FakeClock();
  readonly services = new FakeServices(this.clock);
  readonly faults: unknown[] = [];
  current: Account | undefined = account;
  records: JobDatabase;
  #ids = 0;
  readonly #windows: QueueRunner[] = [];

  /** `path`: of the history; in memory by default. */
  constructor(path = ':memory:') {
    this.records = new JobDatabase(path, 0);
  }

  /** Opens a window. */
  open(name: string, ports: Partial<RunnerPorts> = {}): QueueRunner {
    const { records, clock } = this;
    const window = new QueueRunner({
      queue: records.queue,
      records,
      windowId: name,
      start: { records, clock, inFlight: new Set(), newId: () => `${name}-${(this.#ids += 1)}` },
      account: () => this.current,
      services: () => Promise.resolve(answered(this.services)),
      active: group =>
        [...records.unfinished(account), ...records.openIntents(account).filter(isUnanswered)].filter(
          each => each.action === group.action && each.region === group.region,
        ).length,
      recheck: () => Promise.resolve(undefined),
      askAfterMs: () => 12 * hourMs,
      intervalMs: () => 15_000,
      onOutcome: () => undefined,
      onFault: fault => this.faults.push(fault),
      ...ports,
    });
    this.#windows.push(window);
    return window;
  }

  batch(id = 'batch', of = account): Batch {
    return { id, ...of, name: id, createdAt: this.clock.now() };
  }

  run(kind: JobKind, name: string, more: Partial<Run> = {}): Run {
    const now = this.clock.now();
    return {
      id: `run-${name}`,
      batchId: 'batch',
      position: 0,
      name,
      ...account,
      region,
      action: kind.action,
      request: requestOf(kind, name),
      state: 'waiting',
      waitsSince: now,
      confirmed: { at: now, by: 'arn:aws:iam::123456789012:user/me' },
      ...more,
    };
  }

  /** The states of the runs of a batch, in order. */
  states(batch = 'batch'): readonly string[] {
    return this.records.queue.runsOf(batch, 0, 100_000).map(({ state }) => state);
  }

  /** The names of the starts that were sent, in order. */
  sent(): readonly unknown[] {
    return this.services.calls
      .filter(({ operation }) => operation === 'start')
      .map(({ request }) => request?.['JobName'] ?? request?.['workflowName']);
  }

  /** Ends the job of a run, as the watch would see it. */
  end({ jobId, action, region: where }: Run, status: string): void {
    const service = kindOf(action)?.service;
    if (jobId === undefined || service === undefined) throw new Error('it has no job');
    this.records.update({ ...account, region: where, service, id: jobId }, job => ({
      ...job,
      status,
      endedAt: this.clock.now(),
    }));
  }

  dispose(): void {
    for (const window of this.#windows) window.dispose();
    this.records.dispose();
  }
}
