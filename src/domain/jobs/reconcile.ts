// A start whose answer never came: was a job made or not? Only the service knows, and it is asked by reading, never by
// starting again.
import { type Answer, answered } from '../refusal.ts';
import type { Intent } from './intent.ts';
import type { Job, Snapshot } from './job.ts';
import { type JobKind, kindOf } from './kinds.ts';
import type { JobRecords, JobServices } from './ports.ts';
import { jobOf } from './start.ts';

/** For so long after it was sent, a start that is not listed may still be on its way, or be another window's. */
export const lookForMs = 3 * 60_000;
/** This machine's clock and the service's may differ by this much; more, and the service refuses the signature anyway. */
const clockSkewMs = 5 * 60_000;
/** Pages read for one intent: five hundred Comprehend Medical jobs each, newest first, within minutes of the start. */
const mostPages = 20;

/** What became of an intent: its job, nothing yet, or that there is none. */
export type Reconciled = { readonly job: Job } | { readonly pending: true } | { readonly none: true };

/** Looks for the job of an unanswered intent among what the service lists, and writes down what it found. */
export async function reconcile(intent: Intent, services: JobServices, records: JobRecords, now: number, signal?: AbortSignal): Promise<Answer<Reconciled>> {
  const kind = kindOf(intent.action);
  if (kind === undefined) return answered({ pending: true });
  const found = await find(intent, kind, services, records.claimedIds(intent), signal);
  if (!found.ok) return found;
  if (found.value.snapshot !== undefined) {
    const { id, ...said } = found.value.snapshot;
    const job: Job = { ...jobOf(intent, kind, id, now), ...said };
    records.resolve({ ...intent, state: 'started', jobId: id }, job);
    return answered({ job });
  }
  if (!found.value.readAll || now - intent.sentAt < lookForMs) return answered({ pending: true });
  records.resolve({ ...intent, state: 'notFound' });
  return answered({ none: true });
}

/** The unclaimed job that fits an intent, and whether every job that could be it was read. */
interface Found {
  readonly snapshot?: Snapshot;
  readonly readAll: boolean;
}

async function find(intent: Intent, kind: JobKind, services: JobServices, claimed: ReadonlySet<string>, signal?: AbortSignal): Promise<Answer<Found>> {
  const { workflow } = kind.facts(intent.request);
  const since = intent.sentAt - clockSkewMs;
  const candidates: Snapshot[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await services.list(kind, intent.region, {
      ...(workflow === undefined ? { submittedAfter: since } : { workflow }), ...(nextToken === undefined ? {} : { nextToken }),
    }, signal);
    if (!answer.ok) return answer;
    candidates.push(...answer.value.jobs.filter(job => !claimed.has(job.id) && (job.submittedAt ?? Infinity) >= since));
    nextToken = answer.value.nextToken;
    if (nextToken === undefined) break;
  }
  // The oldest first: of two identical starts the earlier intent takes the earlier job.
  for (const candidate of candidates.sort((a, b) => (a.submittedAt ?? 0) - (b.submittedAt ?? 0))) {
    const whole = workflow === undefined ? answered(candidate) : await services.describe(kind, intent.region, { id: candidate.id, workflow }, signal);
    if (!whole.ok) return whole;
    if (couldBe(intent, kind, whole.value)) return answered({ snapshot: whole.value, readAll: true });
  }
  return answered({ readAll: nextToken === undefined });
}

/** Whether what the service says of a job fits the request; what it does not say cannot contradict. */
function couldBe(intent: Intent, kind: JobKind, job: Snapshot): boolean {
  const asked = kind.facts(intent.request);
  const same = (wanted: string | undefined, said: string | undefined): boolean => wanted === undefined || said === undefined || wanted === said;
  return (kind.service === 'entityresolution' || asked.name === job.name)
    && same(asked.input, job.input) && same(asked.role, job.role)
    // The service appends the job's own folder to the output it was asked for.
    && (asked.output === undefined || job.output === undefined || job.output.startsWith(asked.output));
}
