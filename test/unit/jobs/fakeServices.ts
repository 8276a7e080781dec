// The two services of one account, in memory and scripted. Their real behaviour is tested elsewhere.
import type { Clock } from '../../../src/domain/clock.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { type Intent, fingerprintOf, jobOf } from '../../../src/domain/jobs/intent.ts';
import type { Account, Job, Snapshot } from '../../../src/domain/jobs/job.ts';
import { type JobKind, jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { Service } from '../../../src/domain/jobs/services.ts';
import type { JobPage, JobRef, JobServices, ListQuery, Started, WorkflowPage } from '../../../src/domain/jobs/ports.ts';
import { type Answer, type Refusal, type RefusalKind, answered, refused } from '../../../src/domain/refusal.ts';

export const account: Account = { partition: 'aws', account: '123456789012' };
export const region = 'us-east-1';

/** The kind of a family. Throws if there is none. */
export function kindNamed(family: string): JobKind {
  const kind = jobKinds.find(each => each.family === family);
  if (kind === undefined) throw new Error(family);
  return kind;
}

export const entities = kindNamed('EntitiesDetectionV2');
export const phi = kindNamed('PHIDetection');
export const idMapping = kindNamed('IdMapping');
export const matching = kindNamed('Matching');

export function refusalOf(kind: RefusalKind, more: Partial<Refusal> = {}): Refusal {
  return { kind, name: `${kind}Exception`, message: '', nothingHappened: false, ...more };
}

/** A request as in a spec of the kind. */
export function requestOf(kind: JobKind, name = 'notes'): JsonObject {
  if (kind.service === 'comprehendmedical') {
    return {
      JobName: name,
      LanguageCode: 'en',
      DataAccessRoleArn: 'arn:aws:iam::123456789012:role/Data',
      InputDataConfig: { S3Bucket: 'in', S3Key: `${name}/` },
      OutputDataConfig: { S3Bucket: 'out', S3Key: `${name}/` },
    };
  }
  if (kind.family === 'Matching') return { workflowName: name };
  return {
    workflowName: name,
    outputSourceConfig: [{ outputS3Path: `s3://out/${name}/`, roleArn: 'arn:aws:iam::123456789012:role/Data' }],
  };
}

export function intentOf(kind: JobKind, request: JsonObject, sentAt: number, more: Partial<Intent> = {}): Intent {
  return {
    id: `intent-${kind.family}-${sentAt}`,
    ...account,
    region,
    action: kind.action,
    request,
    fingerprint: fingerprintOf(account, region, kind, request),
    state: 'sending',
    sentAt,
    ...more,
  };
}

/** A job as recorded when this extension starts it. */
export function startedJob(kind: JobKind, id: string, now: number, more: Partial<Job> = {}): Job {
  return { ...jobOf(intentOf(kind, requestOf(kind), now, { id: `intent-${id}` }), kind, id, now), ...more };
}

/** A call that was made. */
export interface Call {
  readonly operation: 'list' | 'describe' | 'start' | 'stop' | 'workflows';
  readonly kind: JobKind;
  readonly region: string;
  readonly query?: ListQuery;
  readonly id?: string;
  readonly workflow?: string;
  readonly request?: JsonObject;
  readonly at: number;
  endedAt?: number;
}

interface Remote {
  readonly kind: JobKind;
  readonly region: string;
  snapshot: Snapshot;
}

export class FakeServices implements JobServices {
  identity: Account & { readonly arn: string } = { ...account, arn: 'arn:aws:iam::123456789012:user/me' };
  readonly region = region;
  readonly calls: Call[] = [];
  /** The number of jobs in an answer of List; undefined: the service's maximum. */
  pageSize: number | undefined;
  /** How long an answer takes, in milliseconds. */
  delayMs: (call: Call) => number = () => 0;
  /** A refusal that replaces the answer. If it throws, the call throws. */
  refusing: (call: Call) => Refusal | undefined = () => undefined;
  /** Called before each answer is built, to change the state meanwhile. */
  meanwhile: (call: Call) => void = () => undefined;
  /** Whether a cancelled call ends. */
  heedsSignal = true;
  readonly #clock: Clock;
  readonly #remote = new Map<string, Remote>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a job to the service. */
  has(kind: JobKind, snapshot: Snapshot, where = region): void {
    this.#remote.set(snapshot.id, { kind, region: where, snapshot });
  }

  /** Adds a job that was started here to the service. */
  runs(job: Job, status = job.status): void {
    const kind = jobKinds.find(({ action }) => action === job.action) ?? entities;
    const { id, name, workflow, input, output, role, submittedAt } = job;
    this.has(
      kind,
      {
        id,
        status,
        ...(name === undefined ? {} : { name }),
        ...(workflow === undefined ? {} : { workflow }),
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
        ...(role === undefined ? {} : { role }),
        ...(submittedAt === undefined ? {} : { submittedAt }),
      },
      job.region,
    );
  }

  move(id: string, change: Partial<Snapshot>): void {
    const remote = this.#remote.get(id);
    if (remote === undefined) throw new Error(`no job ${id}`);
    remote.snapshot = { ...remote.snapshot, ...change };
  }

  forget(id: string): void {
    this.#remote.delete(id);
  }

  /** All jobs of the service. */
  get all(): readonly { readonly action: string; readonly snapshot: Snapshot }[] {
    return [...this.#remote.values()].map(({ kind, snapshot }) => ({ action: kind.action, snapshot }));
  }

  count(operation: Call['operation']): number {
    return this.calls.filter(call => call.operation === operation).length;
  }

  endpoint(service: Service): Promise<string> {
    return Promise.resolve(`https://${service}.test`);
  }

  start(kind: JobKind, where: string, request: JsonObject, signal?: AbortSignal): Promise<Answer<Started>> {
    return this.#answer({ operation: 'start', kind, region: where, request, at: this.#clock.now() }, signal, () => {
      const jobId = `job-${this.#remote.size + 1}`;
      const { workflow: _workflow, ...facts } = kind.facts(request);
      this.has(
        kind,
        { id: jobId, status: Object.keys(kind.phases)[0] ?? '', ...facts, submittedAt: this.#clock.now() },
        where,
      );
      return answered({ jobId }, `request-${jobId}`);
    });
  }

  list(kind: JobKind, where: string, query: ListQuery, signal?: AbortSignal): Promise<Answer<JobPage>> {
    return this.#answer(
      {
        operation: 'list',
        kind,
        region: where,
        query,
        ...(query.workflow === undefined ? {} : { workflow: query.workflow }),
        at: this.#clock.now(),
      },
      signal,
      () => {
        const { status, submittedAfter, workflow, nextToken } = query;
        const isWorkflow = kind.service === 'entityresolution';
        const from = Number(nextToken ?? 0);
        const size = this.pageSize ?? (isWorkflow ? 25 : 500);
        const fitting = [...this.#remote.values()]
          .filter(remote => remote.kind === kind && remote.region === where)
          .map(({ snapshot }) => snapshot)
          .filter(
            snapshot =>
              (status === undefined || snapshot.status === status) &&
              (submittedAfter === undefined || (snapshot.submittedAt ?? 0) > submittedAfter) &&
              (!isWorkflow || snapshot.workflow === undefined || snapshot.workflow === workflow),
          )
          .sort((a, b) => (b.submittedAt ?? 0) - (a.submittedAt ?? 0));
        const jobs = fitting.slice(from, from + size).map(snapshot => (isWorkflow ? summaryOf(snapshot) : snapshot));
        return answered(from + size < fitting.length ? { jobs, nextToken: String(from + size) } : { jobs });
      },
    );
  }

  describe(kind: JobKind, where: string, { id, workflow }: JobRef, signal?: AbortSignal): Promise<Answer<Snapshot>> {
    return this.#answer(
      {
        operation: 'describe',
        kind,
        region: where,
        id,
        ...(workflow === undefined ? {} : { workflow }),
        at: this.#clock.now(),
      },
      signal,
      () => {
        const remote = this.#remote.get(id);
        return remote === undefined
          ? refused(refusalOf('notFound', { nothingHappened: true }))
          : answered(remote.snapshot);
      },
    );
  }

  stop(kind: JobKind, where: string, id: string, signal?: AbortSignal): Promise<Answer<undefined>> {
    return this.#answer({ operation: 'stop', kind, region: where, id, at: this.#clock.now() }, signal, () => {
      const remote = this.#remote.get(id);
      if (remote === undefined) return refused(refusalOf('notFound', { nothingHappened: true }));
      remote.snapshot = { ...remote.snapshot, status: 'STOP_REQUESTED' };
      return answered(undefined);
    });
  }

  workflows(kind: JobKind, where: string, nextToken?: string, signal?: AbortSignal): Promise<Answer<WorkflowPage>> {
    return this.#answer({ operation: 'workflows', kind, region: where, at: this.#clock.now() }, signal, () => {
      const names = [
        ...new Set(
          [...this.#remote.values()].flatMap(remote =>
            remote.kind === kind && remote.region === where ? (remote.snapshot.workflow ?? []) : [],
          ),
        ),
      ].sort();
      const from = Number(nextToken ?? 0);
      const workflows = names.slice(from, from + 25).map(name => ({ name }));
      return answered(from + 25 < names.length ? { workflows, nextToken: String(from + 25) } : { workflows });
    });
  }

  async #answer<T>(call: Call, signal: AbortSignal | undefined, make: () => Answer<T>): Promise<Answer<T>> {
    this.calls.push(call);
    const delay = this.delayMs(call);
    if (delay > 0) await this.#wait(delay, signal);
    call.endedAt = this.#clock.now();
    if (this.heedsSignal && signal?.aborted === true) return refused(refusalOf('cancelled'));
    this.meanwhile(call);
    const refusal = this.refusing(call);
    return refusal === undefined ? make() : refused(refusal);
  }

  #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise(resolve => {
      const takeBack = this.#clock.after(ms, resolve);
      if (this.heedsSignal)
        signal?.addEventListener('abort', () => {
          takeBack();
          resolve();
        });
    });
  }
}

/** What the List operation of Entity Resolution returns for a job. */
function summaryOf({ id, status, submittedAt, endedAt }: Snapshot): Snapshot {
  return {
    id,
    status,
    ...(submittedAt === undefined ? {} : { submittedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
