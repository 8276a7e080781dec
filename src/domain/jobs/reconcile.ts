// A start whose answer never came: was a job made or not? Only the service knows, and it is asked by reading, never by
// starting again.
import { leastOf } from '../extremes.ts';
import { type Answer, answered } from '../refusal.ts';
import { type Intent, lookForMs } from './intent.ts';
import type { Job, Snapshot } from './job.ts';
import { type JobKind, kindOf } from './kinds.ts';
import type { JobRecords, JobServices } from './ports.ts';
import { jobOf } from './start.ts';

/** Where the difference of the clocks was not seen, it may be this much; more, and the service refuses the signature anyway. */
const clockSkewMs = 5 * 60_000;
/** A difference that was seen is right to about this: a job that is older was somebody else's. */
const seenSkewMs = 10_000;
/** Pages read for one intent: five hundred Comprehend Medical jobs each, newest first, within minutes of the start. */
const mostPages = 20;

/** What became of an intent: its job, nothing yet, or that there is none. */
export type Reconciled = { readonly job: Job } | { readonly pending: true } | { readonly none: true };

/** Looks for the job of an unanswered intent among what the service lists, and writes down what it found. */
export async function reconcile(intent: Intent, services: JobServices, records: JobRecords, now: number, signal?: AbortSignal): Promise<Answer<Reconciled>> {
  const kind = kindOf(intent.action);
  if (kind === undefined) return answered({ pending: true });
  const listed = await listSince(intent, kind, services, signal);
  if (!listed.ok) return listed;
  const isCalledOff = (): boolean => signal?.aborted === true;
  if (isCalledOff()) return answered({ pending: true });
  const { workflow } = kind.facts(intent.request);
  const claimed = records.claimedIds(intent);
  // The oldest first: of two identical starts the earlier intent takes the earlier job.
  for (const candidate of listed.value.jobs.filter(job => !claimed.has(job.id)).sort((a, b) => submitTime(a) - submitTime(b))) {
    const whole = workflow === undefined ? answered(candidate) : await services.describe(kind, intent.region, { id: candidate.id, workflow }, signal);
    if (!whole.ok && whole.refusal.kind === 'notFound') continue;
    if (!whole.ok) return whole;
    if (isCalledOff()) return answered({ pending: true });
    if (!couldBe(intent, kind, whole.value)) continue;
    const { id, ...said } = whole.value;
    const job: Job = { ...jobOf(intent, kind, id, now), ...said, timeline: [{ status: said.status, seenAt: now }] };
    if (records.adopt({ ...intent, state: 'started', jobId: id }, job)) return answered({ job });
  }
  if (isCalledOff() || !listed.value.readAll || now - intent.sentAt < lookForMs) return answered({ pending: true });
  records.resolve({ ...intent, state: 'notFound' });
  return answered({ none: true });
}

/** The jobs that were submitted late enough to be an intent's, and whether there can be no others. */
interface Listed {
  readonly jobs: readonly Snapshot[];
  readonly readAll: boolean;
}

async function listSince(intent: Intent, kind: JobKind, services: JobServices, signal?: AbortSignal): Promise<Answer<Listed>> {
  const { workflow } = kind.facts(intent.request);
  // A job is ruled out by neither clock alone: what was seen at the start may differ from what is seen now.
  const seen = [intent.clockOffsetMs, services.clockOffsetMs].filter(offset => offset !== undefined);
  const since = (intent.firstSentAt ?? intent.sentAt) + (seen.length === 0 ? -clockSkewMs : leastOf(seen, Number) - seenSkewMs);
  const jobs: Snapshot[] = [];
  let hasSkipped = false;
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await services.list(kind, intent.region, {
      ...(workflow === undefined ? { submittedAfter: since } : { workflow }), ...(nextToken === undefined ? {} : { nextToken }),
    }, signal);
    // Of a workflow that is gone, no job can be listed any more.
    if (!answer.ok && answer.refusal.kind === 'notFound') return answered({ jobs: [], readAll: true });
    if (!answer.ok) return answer;
    for (const job of answer.value.jobs) jobs.push(job);
    hasSkipped ||= answer.value.skipped !== undefined;
    nextToken = answer.value.nextToken;
    if (nextToken === undefined || isPast(jobs, since)) { nextToken = undefined; break; }
  }
  return answered({ jobs: jobs.filter(job => submitTime(job) >= since), readAll: nextToken === undefined && !hasSkipped });
}

/** Whether a list has shown itself to be newest first, and has come to jobs that are too old: then the rest of it is older still. */
function isPast(jobs: readonly Snapshot[], since: number): boolean {
  const last = jobs.at(-1);
  return last !== undefined && jobs.length > 1 && submitTime(last) < since
    && jobs.every((job, index) => job.submittedAt !== undefined && submitTime(job) <= submitTime(jobs[index - 1] ?? job));
}

/** A job that is not dated could have been submitted at any time: it is looked at last. */
function submitTime(job: Snapshot): number {
  return job.submittedAt ?? Number.MAX_SAFE_INTEGER;
}

/** Whether what the service says of a job fits the request; what it does not say cannot contradict. */
function couldBe(intent: Intent, kind: JobKind, job: Snapshot): boolean {
  const asked = kind.facts(intent.request);
  const same = (wanted: string | undefined, said: string | undefined): boolean => wanted === undefined || said === undefined || wanted === said;
  return (kind.service === 'entityresolution' || asked.name === job.name)
    && same(asked.input, job.input) && same(asked.role, job.role) && same(asked.jobType, job.jobType)
    && (asked.output === undefined || job.output === undefined || isIn(asked.output, job.output, job.id));
}

/**
 * Whether a place is the folder that was asked for, or the job's own in it, which the service appends. Another start's folder may
 * lie in this one's as well: what is deeper must name the job.
 */
function isIn(folder: string, place: string, jobId: string): boolean {
  const bare = folder.replace(/(?<!\/)\/+$/, '');
  if (place !== bare && !place.startsWith(`${bare}/`)) return false;
  const [own = '', ...deeper] = place.slice(bare.length).split('/').filter(part => part !== '');
  return deeper.length === 0 || own.includes(jobId);
}
