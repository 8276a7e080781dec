// `aws-job-specs show`: what is known of a job.
import { defined } from '../../domain/defined.ts';
import { type Job, elapsedOf, kindOfJob } from '../../domain/jobs/job.ts';
import { inOrder } from '../../domain/jobs/metrics.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import { decoded } from '../../domain/uri.ts';
import { packageName, version } from '../self.ts';
import { Ended, exitCodes } from './exitCodes.ts';
import { findJob } from './findJob.ts';
import { refresh } from './list.ts';
import { refusalText } from './refusals.ts';
import type { Session } from './session.ts';
import { durationText, jobReport, timeText } from './words.ts';

/** Resolves with the exit code. */
export async function show(session: Session): Promise<number> {
  const { args, terminal } = session;
  const [id = ''] = args.operands;
  let isFresh = true;
  if (args.recorded) await refresh(session);
  else isFresh = await describe(session, id);
  const job = findJob(session, id);
  if (args.format === 'json')
    terminal.report({
      version: 1,
      tool: { name: packageName, version: await version() },
      refreshed: isFresh && !args.recorded,
      job: {
        ...jobReport(job),
        input: job.input,
        role: job.role,
        kmsKey: job.kmsKey,
        manifest: job.manifest,
        message: job.message,
        requestId: job.requestId,
        confirmed: job.confirmed && { ...job.confirmed, at: timeText(job.confirmed.at) },
        timeline: job.timeline?.map(({ status, seenAt }) => ({ status, seenAt: timeText(seenAt) })),
        ...(args.request ? { request: job.request, written: job.written } : {}),
      },
    });
  else for (const line of linesOf(job, session)) terminal.result(line);
  return isFresh ? exitCodes.done : exitCodes.failed;
}

/** Asks the service for the job itself. Resolves with whether it answered. */
async function describe(session: Session, id: string): Promise<boolean> {
  const { terminal, clock, store, interrupts } = session;
  const opened = await session.open();
  session.throwIfInterrupted();
  if (!('services' in opened)) {
    const why = refusalText(opened, session.quotes);
    if (!session.selectKnown()) throw new Ended(`Could not connect. ${why}`);
    terminal.warn(`Could not connect, so this is what was last known. ${why}`);
    return false;
  }
  const job = findJob(session, id);
  const kind = kindOfJob(job);
  if (kind === undefined) return true;
  terminal.progress('Asking the service…');
  const answer = await pacedServices(opened.services, clock).describe(
    kind,
    job.region,
    { id, ...defined({ workflow: job.workflow }) },
    interrupts.signal,
  );
  terminal.progress('');
  session.throwIfInterrupted();
  if (answer.ok) {
    store.apply(job, answer.value, clock.now());
    return true;
  }
  if (answer.refusal.kind === 'notFound') {
    store.sync();
    terminal.warn('The service does not list this job, or no longer does. These are the last known details.');
    return true;
  }
  terminal.warn(`The job could not be refreshed. ${refusalText(answer.refusal, session.quotes)}`);
  return false;
}

function linesOf(job: Job, { clock, args }: Session): readonly string[] {
  const kind = kindOfJob(job);
  const elapsed = elapsedOf(job, clock.now());
  const time = (at: number | undefined): string | undefined => (at === undefined ? undefined : timeText(at));
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Job ID', job.id],
    ['Kind', kind?.title ?? job.action],
    ['Status', job.gone === true ? `${job.status} (no longer listed by AWS)` : job.status],
    ['Name', job.name],
    ['Workflow', job.workflow],
    ['Job type', job.jobType],
    ['Account', job.partition === 'sandbox' ? `${job.account} (simulated)` : job.account],
    ['Region', job.region],
    ['Submitted', time(job.submittedAt)],
    ['Ended', time(job.endedAt)],
    ['Duration', elapsed === undefined ? undefined : durationText(elapsed)],
    ['Expires', time(job.expiresAt)],
    ['Input', job.input],
    ['Output', job.output],
    ['Manifest', job.manifest],
    ['Role', job.role],
    ['KMS key', job.kmsKey],
    ['Message', job.message],
    ['Spec', job.specUri === undefined ? undefined : decoded(job.specUri)],
    ['Git commit', job.gitCommit],
    ['Confirmed by', job.confirmed?.by],
    ['Confirmed', time(job.confirmed?.at)],
    ['Request ID', job.requestId],
    ['Last updated', timeText(job.seenAt)],
  ];
  const width = 14;
  const line = (name: string, value: string): string => `${name.padEnd(width)}${value}`;
  return [
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [line(name, value)])),
    ...(job.timeline ?? []).map(({ status, seenAt }) => line('Seen', `${timeText(seenAt)}  ${status}`)),
    ...inOrder(job.metrics ?? {}).map(([name, value]) => line('Metric', `${name}  ${value}`)),
    ...(job.confirmed?.checks?.rest ?? []).map(({ verdict, text }) => line('Check', `${verdict}  ${text}`)),
    ...(args.request && job.request !== undefined ? [line('Request', JSON.stringify(job.request))] : []),
  ];
}
