// `aws-job-specs list`: the jobs of the history, and the starts that need attention.
import { resolve } from 'node:path';
import type { Intent } from '../../domain/jobs/intent.ts';
import { type Job, isUnfinished, phaseOfJob } from '../../domain/jobs/job.ts';
import { jobKinds, kindOf } from '../../domain/jobs/kinds.ts';
import { type JobFilter, defaultQuery } from '../../domain/jobs/query.ts';
import { isFinished, phaseOf } from '../../domain/jobs/status.ts';
import { packageName, version } from '../self.ts';
import { Ended, exitCodes } from './exitCodes.ts';
import { stateNames } from './options.ts';
import { refusalText } from './refusals.ts';
import type { Session } from './session.ts';
import { specUriOf } from './specUri.ts';
import { jobLine, jobReport, timeText } from './words.ts';

/**
 * The statuses that jobs of a state may have: of a phase, all that are not the end, or the status itself. `known`: all
 * that the history has, because a status that no kind has is not the end.
 */
function statusesOf(state: string, known: readonly string[]): readonly string[] {
  if (!stateNames.some(name => name === state)) return [state.toUpperCase()];
  const all = [...known, ...jobKinds.flatMap(({ phases }) => Object.keys(phases))];
  return all.filter(status =>
    jobKinds.some(({ phases }) => {
      const phase = phaseOf(phases, status);
      return state === 'unfinished' ? !isFinished(phase) : phase === state;
    }),
  );
}

/** Whether a job is of a state. One that the services no longer list has an unfinished status, and is not unfinished. */
function isOf(job: Job, state: string): boolean {
  if (state === 'unfinished') return isUnfinished(job);
  return stateNames.some(name => name === state) ? phaseOfJob(job) === state : job.status === state.toUpperCase();
}

/**
 * Brings the history up to date. Resolves with whether that is so; without a connection, what is recorded is shown.
 */
export async function refresh(session: Session): Promise<boolean> {
  const { args, terminal } = session;
  if (args.recorded) {
    if (session.selectKnown()) return true;
    throw new Ended('It is not known to which account this connection leads. Leave out --recorded once.');
  }
  const opened = await session.open();
  if ('services' in opened) {
    terminal.progress('Asking the services…');
    const { failure } = (await session.refreshed(opened)).state;
    terminal.progress('');
    session.throwIfInterrupted();
    if (failure !== undefined)
      terminal.warn(`Not everything could be refreshed. ${refusalText(failure.refusal, session.quotes)}`);
    return failure === undefined;
  }
  session.throwIfInterrupted();
  const why = refusalText(opened, session.quotes);
  if (!session.selectKnown()) throw new Ended(`Could not connect. ${why}`);
  terminal.warn(`Could not connect, so this is what was last known. ${why}`);
  return false;
}

/** Resolves with the exit code: `failed` if the jobs are shown as last known, although they were to be refreshed. */
export async function list(session: Session): Promise<number> {
  const { args, terminal, clock, store } = session;
  const isFresh = await refresh(session);
  const filter: JobFilter = {
    ...(args.states.length === 0
      ? {}
      : { statuses: [...new Set(args.states.flatMap(state => statusesOf(state, session.list.statuses())))] }),
    ...(args.kinds.length === 0 ? {} : { actions: args.kinds }),
  };
  const specUri = args.spec === undefined ? undefined : specUriOf(resolve(process.cwd(), args.spec));
  session.list.setQuery({ ...defaultQuery, filter });
  const jobs: Job[] = [];
  let hasMore = false;
  for (const job of session.list.all()) {
    if (specUri !== undefined && job.specUri !== specUri) continue;
    if (args.states.length > 0 && !args.states.some(state => isOf(job, state))) continue;
    if (jobs.length === args.limit) {
      hasMore = true;
      break;
    }
    jobs.push(job);
  }
  const starts = store.openIntents.filter(
    intent =>
      (specUri === undefined || intent.specUri === specUri) &&
      (args.kinds.length === 0 || args.kinds.includes(intent.action)) &&
      (args.states.length === 0 || args.states.includes('unfinished')),
  );
  if (args.format === 'json')
    terminal.report({
      version: 1,
      tool: { name: packageName, version: await version() },
      history: session.path,
      partition: store.account?.partition,
      account: store.account?.account,
      refreshed: isFresh && !args.recorded,
      starts: starts.map(({ state, sentAt, action, region, specUri: spec }) => ({
        state,
        sentAt: timeText(sentAt),
        action,
        region,
        spec,
      })),
      jobs: jobs.map(jobReport),
    });
  else {
    for (const intent of starts) terminal.result(startLine(intent));
    for (const job of jobs) terminal.result(jobLine(job, clock.now()));
    if (jobs.length + starts.length === 0) terminal.note('No jobs.');
    else if (hasMore) terminal.note(`The newest ${args.limit} are shown; --limit shows more.`);
  }
  return isFresh ? exitCodes.done : exitCodes.failed;
}

/** A start that was not answered or not found, in one line. */
function startLine({ state, sentAt, action, specUri }: Intent): string {
  const spec = specUri?.slice(specUri.lastIndexOf('/') + 1) ?? '';
  const what =
    state === 'notFound'
      ? 'AWS never confirmed this start, and no job was found; “start … --again” starts it again'
      : 'AWS has not confirmed this start yet; its job is looked for';
  return ['(start)', timeText(sentAt), kindOf(action)?.family ?? action, spec, what]
    .filter(part => part !== '')
    .join('  ');
}
