// A run's counts in words, as the details and the results show them.
import { titleOf, type Job } from '../domain/jobs/job.ts';
import type { JobList } from '../domain/jobs/list.ts';
import { metricRows, previousRun } from '../domain/jobs/metrics.ts';
import { l10n } from './l10n.ts';
import { metricName } from './tree/facts.ts';
import { timeText } from './words.ts';

/** The maximum number of a workflow's runs that are searched for the previous one. */
const maxRuns = 200;

/** A count: its share of the input, and the change from the previous run; empty where there is none. */
export interface MetricTexts {
  readonly name: string;
  readonly value: string;
  readonly share: string;
  readonly change: string;
}

/** Returns the run before a job of a workflow, with whose counts its own are compared. */
export function previousOf(job: Job, list: Pick<JobList, 'find'>): Job | undefined {
  return job.workflow === undefined
    ? undefined
    : previousRun(
        job,
        list.find({ actions: [job.action], text: titleOf({ id: job.id, workflow: job.workflow }) }, maxRuns),
      );
}

/** Returns the counts of a job, compared with those of the previous run. */
export function metricTexts({ metrics = {} }: Pick<Job, 'metrics'>, previous: Job | undefined): readonly MetricTexts[] {
  return metricRows(metrics, previous?.metrics).map(({ name, value, share, change }) => ({
    name: metricName(name),
    value: value.toLocaleString(),
    share: share === undefined ? '' : share.toLocaleString(undefined, { style: 'percent', maximumFractionDigits: 1 }),
    change: previous === undefined ? '' : changeWords(change),
  }));
}

/** Says with which run the counts are compared. */
export function comparedWith(previous: Job | undefined): string {
  return previous === undefined
    ? l10n.t('There is no earlier run with metrics to compare with.')
    : l10n.t('Change from the run of {0}:', timeText(previous.submittedAt ?? previous.seenAt));
}

function changeWords(change: number | undefined): string {
  if (change === undefined) return '';
  return change === 0 ? '0' : `${change > 0 ? '+' : '−'}${Math.abs(change).toLocaleString()}`;
}
