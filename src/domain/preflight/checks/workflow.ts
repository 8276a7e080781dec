// Entity Resolution: the workflow that a job runs, and what it already runs.
import { isWorkflowKind } from '../../jobs/kinds.ts';
import { plural } from '../../plural.ts';
import { phaseOf } from '../../jobs/status.ts';
import { type Check, callsMs } from '../check.ts';
import { type Finding, no, unknown, untold, yes } from '../finding.ts';
import { workflowOf } from '../workflowSubject.ts';

const activePhases: ReadonlySet<string> = new Set(['waiting', 'running']);

export const workflow: Check = {
  id: 'workflow',
  title: 'Workflow',
  deadlineMs: callsMs,
  applies: ({ workflow: name }) => name !== undefined,
  run: async (context, signal) => {
    const { kind, region, workflow: name = '', jobType, role, output } = context.subject;
    const answer = await workflowOf(context, signal);
    if (answer === undefined) return [];
    if (!answer.ok)
      return [
        answer.refusal.kind === 'notFound'
          ? no(`The workflow ${name} does not exist in ${region}.`, 'Correct the name of the workflow, or the region.')
          : untold('the workflow', answer.refusal),
      ];
    const { type, isIncremental, outputs, roleArn } = answer.value;
    const runs = jobType ?? (isIncremental === true ? 'INCREMENTAL' : 'BATCH');
    return [
      yes(`The workflow ${answer.value.name} exists.`, [
        ...(type === undefined ? [] : [`Matching: ${type}`]),
        ...(kind.family === 'IdMapping' ? [`Job type: ${runs}${jobType === undefined ? ' (default)' : ''}`] : []),
        ...(role === undefined && roleArn !== undefined ? [`Role of the workflow: ${roleArn}`] : []),
        ...(output === undefined ? outputs.map(each => `Output of the workflow: ${each}`) : []),
      ]),
      ...(isIncremental === false && (jobType === 'INCREMENTAL' || jobType === 'DELETE_ONLY')
        ? [
            no(
              `The workflow is not set up for incremental runs, so the service may refuse the job type ${jobType}.`,
              'Change “jobType” to BATCH, or set the workflow up for incremental runs.',
            ),
          ]
        : []),
    ];
  },
};

/** Entity Resolution runs one job of each type in a region at a time. Source: "Quotas" of its User Guide. */
export const running: Check = {
  id: 'running',
  title: 'Running jobs',
  deadlineMs: callsMs,
  applies: ({ workflow: name }) => name !== undefined,
  run: async ({ subject, live, unfinished }, signal) => {
    const { kind, region, workflow: name = '' } = subject;
    if (!isWorkflowKind(kind)) return [];
    const own = await live.lastRun(kind, region, name, signal);
    const last = own.ok ? own.value.run : undefined;
    const elsewhere = unfinished.filter(
      job => job.action === kind.action && job.region === region && job.id !== last?.id,
    );
    const findings: Finding[] = [];
    if (!own.ok) findings.push(untold('the jobs of the workflow', own.refusal));
    else if (last !== undefined && activePhases.has(phaseOf(kind.phases, last.status)))
      findings.push(
        no(
          `A job of this workflow is ${last.status}: ${last.id}.`,
          'Wait until it has ended: the service runs one job of this type in a region at a time.',
        ),
      );
    else if (last === undefined && own.value.neverRan !== true)
      findings.push(unknown('Which job of this workflow ran last could not be determined.'));
    else findings.push(yes('No job of this workflow is running.'));
    if (elsewhere.length > 0)
      findings.push(
        unknown(
          plural(
            '{0, plural, one {# other job of this type may be running in {1}. The service runs one at a time.} other {# other jobs of this type may be running in {1}. The service runs one at a time.}}',
            elsewhere.length,
            [region],
          ),
          'Wait until they have ended.',
        ),
      );
    return findings;
  },
};
