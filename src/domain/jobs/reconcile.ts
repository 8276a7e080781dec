// Finds out whether an unanswered start created a job. Only the service knows, and it is asked by reading, never by
// starting again.
import { defined } from '../defined.ts';
import { minOf } from '../extremes.ts';
import { type Answer, type Refusal, answered } from '../refusal.ts';
import { type Intent, reconcileWindowMs, jobOf } from './intent.ts';
import type { Job, Snapshot } from './job.ts';
import { type JobKind, kindOf } from './kinds.ts';
import type { StartRecords, JobServices } from './ports.ts';
import { affectsAllCalls } from './refresh.ts';
import { serviceFacts } from './services.ts';

/**
 * The clock difference allowed for when none was measured; with a larger one, the service rejects the signature anyway.
 */
const clockSkewMs = 5 * 60_000;
/** The precision of a measured difference: an older job came from somebody else. */
const seenSkewMs = 10_000;
/**
 * The most pages read for a group's intents: five hundred Comprehend Medical jobs each, newest first, within minutes of
 * the start.
 */
const maxPages = 20;

/** The result for an intent: its job, no decision yet, or no job. */
export type IntentResult = { readonly job: Job } | { readonly pending: true } | { readonly none: true };

/**
 * The results for intents, by id. A refusal that concerns one intent does not stop the others from being looked for;
 * intents not processed are absent.
 */
export interface ReconcileResult {
  readonly outcomes: ReadonlyMap<string, IntentResult>;
  readonly refusal?: Refusal;
}

/**
 * Looks for the jobs of a group of unanswered intents (see `intentGroups`) in one list of the service, and writes the
 * results. `awakeMs`: for how long an intent was looked for, without the time in which the machine slept.
 */
export async function reconcile(
  intents: readonly Intent[],
  services: JobServices,
  records: StartRecords,
  now: number,
  signal?: AbortSignal,
  awakeMs: (intent: Intent) => number = ({ sentAt }) => now - sentAt,
): Promise<ReconcileResult> {
  const outcomes = new Map<string, IntentResult>();
  const [first] = intents;
  const kind = first && kindOf(first.action);
  if (first === undefined || kind === undefined) return { outcomes };
  const { workflow } = kind.facts(first.request);
  const listed = await listSince(
    first.region,
    kind,
    workflow,
    minOf(intents, intent => sinceOf(intent, services)),
    services,
    signal,
  );
  if (!listed.ok) return { outcomes, refusal: listed.refusal };
  const isCalledOff = (): boolean => signal?.aborted === true;
  if (isCalledOff()) return { outcomes };
  const claimed = new Set(records.claimedIds(first));
  const described = new Map<string, Answer<Snapshot>>();
  const whole = async (candidate: Snapshot): Promise<Answer<Snapshot>> => {
    let answer = workflow === undefined ? answered(candidate) : described.get(candidate.id);
    if (answer === undefined)
      described.set(
        candidate.id,
        (answer = await services.describe(kind, first.region, { id: candidate.id, workflow: workflow ?? '' }, signal)),
      );
    return answer;
  };
  let refusal: Refusal | undefined;
  for (const intent of intents) {
    if (isCalledOff()) break;
    const looked = await lookFor(
      intent,
      sinceOf(intent, services),
      kind,
      listed.value,
      claimed,
      whole,
      records,
      now,
      awakeMs(intent),
      signal,
    );
    if (looked.ok) {
      outcomes.set(intent.id, looked.value);
      if ('job' in looked.value) claimed.add(looked.value.job.id);
      continue;
    }
    refusal ??= looked.refusal;
    if (affectsAllCalls(looked.refusal)) break;
  }
  return { outcomes, ...defined({ refusal }) };
}

async function lookFor(
  intent: Intent,
  since: number,
  kind: JobKind,
  { jobs, isWhole }: Listed,
  claimed: ReadonlySet<string>,
  whole: (candidate: Snapshot) => Promise<Answer<Snapshot>>,
  records: StartRecords,
  now: number,
  awakeMs: number,
  signal?: AbortSignal,
): Promise<Answer<IntentResult>> {
  const isCalledOff = (): boolean => signal?.aborted === true;
  // Oldest first: of two identical starts, the earlier intent takes the earlier job.
  for (const candidate of jobs) {
    if (submitTime(candidate) < since || claimed.has(candidate.id)) continue;
    const answer = await whole(candidate);
    if (!answer.ok && answer.refusal.kind === 'notFound') continue;
    if (!answer.ok) return answer;
    if (isCalledOff()) return answered({ pending: true });
    if (!couldBe(intent, kind, answer.value)) continue;
    const { id, ...said } = answer.value;
    const job: Job = { ...jobOf(intent, kind, id, now), ...said, timeline: [{ status: said.status, seenAt: now }] };
    if (records.adopt({ ...intent, state: 'started', jobId: id }, job)) return answered({ job });
  }
  if (isCalledOff() || !isWhole(since) || awakeMs < reconcileWindowMs) return answered({ pending: true });
  records.resolve({ ...intent, state: 'notFound' });
  return answered({ none: true });
}

/** The jobs submitted late enough, oldest first; `isWhole`: whether they include all jobs submitted after a time. */
interface Listed {
  readonly jobs: readonly Snapshot[];
  readonly isWhole: (since: number) => boolean;
}

/** Returns the earliest time, by the service's clock, at which an intent's job may have been submitted. */
function sinceOf({ firstSentAt, sentAt, clockOffsetMs }: Intent, services: JobServices): number {
  // The offset at the start may differ from the offset now; a job must be too old by both to be ruled out.
  const seen = [clockOffsetMs, services.clockOffsetMs].filter(offset => offset !== undefined);
  return (firstSentAt ?? sentAt) + (seen.length === 0 ? -clockSkewMs : minOf(seen, Number) - seenSkewMs);
}

async function listSince(
  region: string,
  kind: JobKind,
  workflow: string | undefined,
  since: number,
  services: JobServices,
  signal?: AbortSignal,
): Promise<Answer<Listed>> {
  const jobs: Snapshot[] = [];
  let hasSkipped = false;
  let nextToken: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await services.list(
      kind,
      region,
      {
        ...(workflow === undefined ? { submittedAfter: since } : { workflow }),
        ...defined({ nextToken }),
      },
      signal,
    );
    // A deleted workflow lists no jobs.
    if (!answer.ok && answer.refusal.kind === 'notFound') return answered({ jobs: [], isWhole: () => true });
    if (!answer.ok) return answer;
    for (const job of answer.value.jobs) jobs.push(job);
    hasSkipped ||= answer.value.skipped !== undefined;
    nextToken = answer.value.nextToken;
    if (nextToken === undefined || isPast(jobs, since)) break;
  }
  const isRead = nextToken === undefined;
  return answered({
    jobs: jobs.toSorted((a, b) => submitTime(a) - submitTime(b)),
    isWhole: from => !hasSkipped && (isRead || isPast(jobs, from)),
  });
}

/** Whether a list is newest first so far and has reached jobs that are too old: the rest of it is older still. */
function isPast(jobs: readonly Snapshot[], since: number): boolean {
  const last = jobs.at(-1);
  return (
    last !== undefined &&
    jobs.length > 1 &&
    submitTime(last) < since &&
    jobs.every((job, index) => job.submittedAt !== undefined && submitTime(job) <= submitTime(jobs[index - 1] ?? job))
  );
}

/** A job without a submit time may have been submitted at any time: it is considered last. */
function submitTime(job: Snapshot): number {
  return job.submittedAt ?? Number.MAX_SAFE_INTEGER;
}

/** Whether the facts that the service returned for a job match the request; absent facts match anything. */
function couldBe(intent: Intent, kind: JobKind, job: Snapshot): boolean {
  const asked = kind.facts(intent.request);
  const same = (wanted: string | undefined, said: string | undefined): boolean =>
    wanted === undefined || said === undefined || wanted === said;
  return (
    (serviceFacts[kind.service].hasWorkflows || asked.name === job.name) &&
    same(asked.input, job.input) &&
    same(asked.role, job.role) &&
    same(asked.jobType, job.jobType) &&
    (asked.output === undefined || job.output === undefined || isIn(asked.output, job.output, job.id))
  );
}

/**
 * Whether a place is the requested folder, or the job's own folder in it, which the service appends. Another start's
 * folder may be inside this one as well, so a deeper place must contain the job id.
 */
function isIn(folder: string, place: string, jobId: string): boolean {
  const bare = folder.replace(/(?<!\/)\/+$/, '');
  if (place !== bare && !place.startsWith(`${bare}/`)) return false;
  const [own = '', ...deeper] = place
    .slice(bare.length)
    .split('/')
    .filter(part => part !== '');
  return deeper.length === 0 || own.includes(jobId);
}
