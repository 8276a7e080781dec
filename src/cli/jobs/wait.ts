// `aws-job-specs wait`: waits until jobs have finished.
import { keyText } from '../../domain/jobs/job.ts';
import { packageName, version } from '../self.ts';
import { exitCodes, worstOf } from './exitCodes.ts';
import { findJob } from './findJob.ts';
import type { Session } from './session.ts';
import { howToFind, waitFor } from './waiting.ts';
import { jobLine, jobReport } from './words.ts';

/** Resolves with the exit code. */
export async function wait(session: Session): Promise<number> {
  const { args, terminal, clock } = session;
  const connected = await session.connect();
  const jobs = args.operands.map(id => findJob(session, id));
  const outcomes = await waitFor(
    session,
    connected,
    jobs.map(job => ({ key: keyText(job) })),
  );
  if (args.format === 'text')
    for (const [index, { job }] of outcomes.entries())
      terminal.result(
        job === undefined ? `${args.operands[index] ?? ''} was removed from the history` : jobLine(job, clock.now()),
      );
  else
    terminal.report({
      version: 1,
      tool: { name: packageName, version: await version() },
      jobs: outcomes.map(({ job, code }, index) => ({
        ...(job === undefined ? { jobId: args.operands[index] } : jobReport(job)),
        hasSucceeded: code === exitCodes.done,
      })),
    });
  if (outcomes.some(({ code }) => code === exitCodes.unfinished))
    terminal.warn(`The jobs go on in AWS. ${howToFind(session, args.operands.join(' '))} waits for them again.`);
  return worstOf(outcomes.map(({ code }) => code));
}
