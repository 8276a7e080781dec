// `aws-job-specs stop`: stops jobs after one question, with credentials that were just verified.
import type { Connected } from '../../domain/connection.ts';
import { type Job, isEndUnknown, kindOfJob, phaseOfJob } from '../../domain/jobs/job.ts';
import { type StopOutcome, recordStop, stopJobs } from '../../domain/jobs/stop.ts';
import { plural } from '../../domain/plural.ts';
import { packageName, version } from '../self.ts';
import { Ended, exitCodes, worstOf } from './exitCodes.ts';
import { findJob } from './findJob.ts';
import { refusalText } from './refusals.ts';
import type { Session } from './session.ts';
import { accountText, jobLine } from './words.ts';

/** What became of a job. */
interface StopReport {
  readonly id: string;
  readonly outcome: StopOutcome['type'] | 'notStoppable' | 'notTried';
  readonly code: number;
  readonly text: string;
}

/** Resolves with the exit code. */
export async function stop(session: Session): Promise<number> {
  const { args, terminal, clock, store, interrupts } = session;
  const connected = await session.connect();
  const jobs = args.operands.map(id => findJob(session, id));
  const reports = new Map<string, StopReport>();
  for (const job of jobs) {
    const why = whyNot(job);
    if (why !== undefined)
      reports.set(job.id, {
        id: job.id,
        outcome: 'notStoppable',
        code: exitCodes.notDone,
        text: `not stopped: ${why}`,
      });
  }
  const stoppable = jobs.filter(({ id }) => !reports.has(id));
  if (stoppable.length > 0) {
    await agreeToStop(stoppable, connected, session);
    const services = await session.pinned(connected);
    terminal.progress('Stopping…');
    for await (const { job, outcome } of stopJobs(stoppable, services, clock, interrupts.signal)) {
      recordStop(outcome, job, store, clock.now());
      reports.set(job.id, reportOf(job, outcome, session));
    }
    terminal.progress('');
  }
  const all = jobs.map(
    ({ id }): StopReport =>
      reports.get(id) ?? { id, outcome: 'notTried', code: exitCodes.notDone, text: 'not stopped: interrupted before' },
  );
  if (args.format === 'text') for (const { id, text } of all) terminal.result(`${id} ${text}`);
  else
    terminal.report({
      version: 1,
      tool: { name: packageName, version: await version() },
      jobs: all.map(({ id: jobId, outcome, text: message }) => ({ jobId, outcome, message })),
    });
  return worstOf(all.map(({ code }) => code));
}

function whyNot(job: Job): string | undefined {
  if (job.gone === true) return 'no longer listed by AWS';
  if (!isEndUnknown(job)) return `already finished (${job.status})`;
  if (phaseOfJob(job) === 'stopping') return 'already stopping';
  return kindOfJob(job)?.stoppable === true ? undefined : 'AWS Entity Resolution jobs cannot be stopped';
}

/** Throws Ended if the user does not agree. */
async function agreeToStop(
  jobs: readonly Job[],
  { choice, services: { identity } }: Connected,
  { args, terminal, clock, interrupts }: Session,
): Promise<void> {
  if (args.yes) return;
  terminal.note(`  Account: ${accountText(identity.account, choice)}`);
  terminal.note(`  Region: ${[...new Set(jobs.map(({ region }) => region))].join(', ')}`);
  for (const job of jobs) terminal.note(`  ${jobLine(job, clock.now())}  ${job.output ?? ''}`.trimEnd());
  terminal.note(
    'A stopped job cannot be resumed. Output it has already written stays in S3; the rest is not analyzed.',
  );
  const question = plural('{0, plural, one {Stop # job? [y/N]} other {Stop # jobs? [y/N]}}', jobs.length);
  const answer = await terminal.ask(question, interrupts.signal);
  if (!/^y(?:es)?$/i.test(answer ?? '')) throw new Ended('Nothing was stopped. You did not agree.', exitCodes.notDone);
}

function reportOf({ id }: Job, outcome: StopOutcome, session: Session): StopReport {
  const report = (code: number, text: string): StopReport => ({ id, outcome: outcome.type, code, text });
  switch (outcome.type) {
    case 'stopping':
      return report(exitCodes.done, 'is stopping');
    case 'stopped':
      return report(exitCodes.done, 'has stopped');
    case 'ended':
      return report(exitCodes.notDone, `not stopped: already finished (${outcome.snapshot.status})`);
    case 'gone':
      return report(exitCodes.notDone, 'not stopped: no longer listed by AWS');
    case 'tooEarly':
      return report(exitCodes.notDone, 'not stopped: AWS does not list the new job yet. Try again in a minute.');
    case 'refused':
      return report(exitCodes.refused, `not stopped. ${refusalText(outcome.refusal, session.quotes)}`);
    case 'unclear':
      return report(exitCodes.unclear, `may or may not be stopped. ${refusalText(outcome.refusal, session.quotes)}`);
  }
}
