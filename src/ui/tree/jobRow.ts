// The row of a job: status as icon and color, shortened name, start time and duration.
import { l10n } from '../l10n.ts';
import { consoleHost } from '../../domain/jobs/consoleHost.ts';
import {
  type Job,
  isUnfinished,
  isWatched,
  keyText,
  kindOfJob,
  phaseOfJob,
  titleOf,
  elapsedOf,
} from '../../domain/jobs/job.ts';
import { dayOf, groupOf } from '../../domain/jobs/query.ts';
import type { Phase } from '../../domain/jobs/status.ts';
import { type Capability, capabilities } from '../../ids.ts';
import { failureOf } from '../failure.ts';
import { hasDocuments, hasResults } from '../results/hasResults.ts';
import { shortDurationText, durationText, statusText, timeText } from '../words.ts';
import { factsOf } from './facts.ts';
import type { Row, TreeSource } from './source.ts';
import { shortTimeText } from './shortTime.ts';
import { shortNames } from './shortNames.ts';

/**
 * Each phase has an icon with a distinct shape, because color alone is not accessible. Every theme defines these
 * colors, including the high contrast themes.
 */
export const phaseIcons: Readonly<Record<Phase, { readonly id: string; readonly color?: string }>> = {
  waiting: { id: 'clock' },
  running: { id: 'sync', color: 'charts.blue' },
  stopping: { id: 'stop-circle', color: 'charts.purple' },
  succeeded: { id: 'pass', color: 'charts.green' },
  partial: { id: 'warning', color: 'charts.yellow' },
  failed: { id: 'error', color: 'charts.red' },
  stopped: { id: 'circle-slash' },
  unknown: { id: 'question' },
};

/** Phases that the icon alone conveys. Screen readers always get the status in words. */
const plainPhases: ReadonlySet<Phase> = new Set(['running', 'succeeded', 'failed', 'stopped']);

export function jobRow(job: Job | undefined, source: TreeSource): Row | undefined {
  if (job === undefined) return undefined;
  const {
    now,
    query: { grouping },
  } = source;
  const title = titleOf(job);
  const { label, isPrecise } = amongSiblings(job, source);
  const isOpen = isUnfinished(job);
  // It is not known whether an unwatched job is still running.
  const isUnwatched = isOpen && !isWatched(job);
  const elapsed = job.gone === true || isUnwatched ? undefined : elapsedOf(job, now);
  const span = elapsed === undefined ? undefined : durationText(elapsed);
  const when =
    job.submittedAt === undefined
      ? undefined
      : shortTimeText(job.submittedAt, todayOf(job.submittedAt, source), isPrecise);
  const status = job.gone === true ? l10n.t('No longer listed by AWS') : statusText(job.status);
  const reason = failureOf(job)?.reason;
  // Omit what the icon or the group already says. The reason for a failure matters more than the duration.
  const isRedundant = job.gone !== true && (plainPhases.has(phaseOfJob(job)) || grouping === 'status');
  const step = isOpen ? source.steps?.get(keyText(job)) : undefined;
  const rest = isUnwatched
    ? l10n.t('not watched')
    : (unprocessedText(job) ?? reason ?? step ?? (isRedundant ? undefined : status));
  const shortSpan = elapsed === undefined || reason !== undefined ? undefined : shortDurationText(elapsed);
  const started = job.submittedAt === undefined ? undefined : l10n.t('submitted {0}', timeText(job.submittedAt));
  const lasted = span === undefined ? undefined : isOpen ? l10n.t('running for {0}', span) : l10n.t('took {0}', span);
  return {
    label,
    description: joined(' · ', isOpen && shortSpan !== undefined ? undefined : when, shortSpan, rest),
    expandable: 'closed',
    icon: phaseIcons[job.gone === true ? 'unknown' : phaseOfJob(job)],
    capabilities: jobCapabilities(job),
    tooltip: () => [
      ['', title],
      ...(step === undefined ? [] : [[l10n.t('Step'), step] as const]),
      ...factsOf(job).map(({ name, text }) => [name, text] as const),
    ],
    accessibleLabel: joined(
      ', ',
      kindOfJob(job)?.title,
      title,
      status,
      reason ?? step,
      isUnwatched ? rest : lasted,
      started,
    ),
  };
}

/** How many documents were not processed, where the job's manifest says that there are some. */
function unprocessedText({ metrics }: Job): string | undefined {
  const unprocessed = metrics?.['UnprocessedFilesCount'] ?? 0;
  return unprocessed === 0 ? undefined : l10n.t('{0} unprocessed', unprocessed.toLocaleString());
}

export function factRow(key: string, job: Job | undefined): Row | undefined {
  const fact = job && factsOf(job).find(each => each.key === key);
  if (fact === undefined) return undefined;
  return {
    label: fact.name,
    description: fact.text,
    capabilities: [],
    tooltip: () => [[fact.name, fact.text]],
    accessibleLabel: `${fact.name}: ${fact.text}`,
  };
}

function joined(separator: string, ...parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined && part !== '').join(separator);
}

/** Returns what can be done with a job. An unfinished job is either `watched` or `unwatched`. */
function jobCapabilities(job: Job): readonly Capability[] {
  const when = (is: boolean, capability: Capability): Capability[] => (is ? [capability] : []);
  const isOpen = isUnfinished(job);
  return [
    capabilities.job,
    ...when(job.specUri !== undefined, capabilities.spec),
    ...when(isOpen && isWatched(job), capabilities.watched),
    ...when(isOpen && !isWatched(job), capabilities.unwatched),
    ...when(!isWatched(job), capabilities.removable),
    ...when(job.output !== undefined, capabilities.output),
    ...when(job.input !== undefined, capabilities.input),
    ...when(hasResults(job), capabilities.results),
    ...when(hasDocuments(job), capabilities.documents),
    ...when(job.workflow !== undefined, capabilities.log),
    ...when(job.requestId !== undefined, capabilities.requestId),
    ...when(consoleHost(job.partition) !== undefined, capabilities.console),
  ];
}

/** What makes the start of a job's row unique in its group: a short name, and whether its time must be more precise. */
interface Place {
  readonly label: string;
  readonly isPrecise: boolean;
}

/**
 * The reference for the times in rows: now, or in a group for a day, the job's own time, so that the date is omitted.
 */
function todayOf(time: number, { now, query: { grouping } }: TreeSource): number {
  return grouping === 'day' ? time : now;
}

interface Siblings {
  /** The day of the computation. Two different times of today become the same date tomorrow. */
  readonly day: string;
  readonly places: ReadonlyMap<string, Place & { readonly title: string }>;
}

/** Computed once for each list of rows. */
const siblings = new WeakMap<readonly string[], Siblings>();

function amongSiblings(job: Job, source: TreeSource): Place {
  const { keys } = source.rows(groupOf(job, source.query.grouping));
  let known = siblings.get(keys);
  if (known?.day !== dayOf(source.now)) siblings.set(keys, (known = siblingsOf(keys, source)));
  const title = titleOf(job);
  const place = known.places.get(keyText(job));
  return place?.title === title ? place : { label: shortNames([title]).get(title) ?? title, isPrecise: false };
}

function siblingsOf(keys: readonly string[], source: TreeSource): Siblings {
  const jobs = keys.flatMap(key => {
    const job = source.get(key);
    return job === undefined ? [] : [{ key, title: titleOf(job), submittedAt: job.submittedAt }];
  });
  const names = shortNames(jobs.map(({ title }) => title));
  const beginOf = ({ title, submittedAt }: (typeof jobs)[number]): string =>
    `${title}\n${submittedAt === undefined ? '' : shortTimeText(submittedAt, todayOf(submittedAt, source))}`;
  const counts = new Map<string, number>();
  for (const job of jobs) {
    const begin = beginOf(job);
    counts.set(begin, (counts.get(begin) ?? 0) + 1);
  }
  return {
    day: dayOf(source.now),
    places: new Map(
      jobs.map(job => [
        job.key,
        { title: job.title, label: names.get(job.title) ?? job.title, isPrecise: (counts.get(beginOf(job)) ?? 0) > 1 },
      ]),
    ),
  };
}
