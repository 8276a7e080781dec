import type { ConnectionChoice } from '../../domain/connection.ts';
import { type Job, elapsedOf, kindOfJob, titleOf } from '../../domain/jobs/job.ts';

/** Formats a duration in its one or two largest units. `ms`: milliseconds. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A time as ISO 8601 in UTC, to the second. `time`: milliseconds since 1970 UTC. */
export function timeText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A job in one line: its ID, status, kind, name, and how long it has been running or ran. */
export function jobLine(job: Job, now: number): string {
  const elapsed = elapsedOf(job, now);
  const title = titleOf(job);
  return [
    job.id,
    job.gone === true ? `${job.status} (no longer listed by AWS)` : job.status,
    kindOfJob(job)?.family ?? job.action,
    ...(title === job.id ? [] : [title]),
    ...(elapsed === undefined ? [] : [durationText(elapsed)]),
  ].join('  ');
}

/** What programs get of a job: the facts, without the request and the service's message, which may quote data. */
export function jobReport(job: Job): Readonly<Record<string, unknown>> {
  const time = (at: number | undefined): string | undefined => (at === undefined ? undefined : timeText(at));
  return {
    jobId: job.id,
    status: job.status,
    phase: kindOfJob(job)?.phases[job.status] ?? 'unknown',
    action: job.action,
    partition: job.partition,
    account: job.account,
    region: job.region,
    name: job.name,
    workflow: job.workflow,
    jobType: job.jobType,
    submittedAt: time(job.submittedAt),
    endedAt: time(job.endedAt),
    seenAt: time(job.seenAt),
    knownToService: job.gone !== true,
    output: job.output,
    spec: job.specUri,
    gitCommit: job.gitCommit,
    metrics: job.metrics,
  };
}

/** An account and how it is connected to, in a question. */
export function accountText(account: string, choice: ConnectionChoice): string {
  return `${account}${choice.sandbox === true ? ' (simulated)' : ` · ${profileText(choice.profile)}`}`;
}

/** A connection, in a sentence. */
export function connectionText(choice: ConnectionChoice): string {
  if (choice.sandbox === true) return 'the local sandbox';
  const profile = choice.profile === undefined ? profileText() : `profile ${JSON.stringify(choice.profile)}`;
  return choice.region === '' ? profile : `${profile} in ${choice.region}`;
}

const profileText = (profile?: string): string => profile ?? 'environment credentials';
