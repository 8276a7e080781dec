import { type Job, phaseOfJob } from './job.ts';

/** The metrics in display order, of Entity Resolution's jobs and of Comprehend Medical's manifests; others follow. */
const order: readonly string[] = [
  'InputFileCount',
  'SuccessFilesCount',
  'UnprocessedFilesCount',
  'TotalMeteredCharacters',
  'TotalDurationSeconds',
  'inputRecords',
  'totalRecordsProcessed',
  'recordsNotProcessed',
  'deleteRecordsProcessed',
  'matchIDs',
  'totalMappedRecords',
  'totalMappedSourceRecords',
  'totalMappedTargetRecords',
  'uniqueRecordsLoaded',
  'newMappedRecords',
  'newMappedSourceRecords',
  'newMappedTargetRecords',
  'newUniqueRecordsLoaded',
  'mappedRecordsRemoved',
  'mappedSourceRecordsRemoved',
  'mappedTargetRecordsRemoved',
];

/** Metrics that count files of the input, of which there are `InputFileCount`. */
const fileCounts: ReadonlySet<string> = new Set(['SuccessFilesCount', 'UnprocessedFilesCount']);

/** A metric. `share`: as a fraction of the input, may exceed 1; `change`: difference from the previous run. */
export interface MetricRow {
  readonly name: string;
  readonly value: number;
  readonly share?: number;
  readonly change?: number;
}

/** Returns the metrics of a run, compared with those of the previous run if given. */
export function metricRows(
  metrics: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>> = {},
): readonly MetricRow[] {
  const wholeOf = (name: string): number => {
    if (fileCounts.has(name)) return metrics['InputFileCount'] ?? 0;
    return name === 'inputRecords' || /^[A-Z]/.test(name) ? 0 : (metrics['inputRecords'] ?? 0);
  };
  return inOrder(metrics).map(([name, value]) => {
    const earlier = before[name];
    return {
      name,
      value,
      ...(wholeOf(name) > 0 ? { share: value / wholeOf(name) } : {}),
      ...(earlier === undefined ? {} : { change: value - earlier }),
    };
  });
}

/** Returns the name and value of each metric, in display order. */
export function inOrder(metrics: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(metrics).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** Returns the last run of the same workflow that succeeded, was submitted before this one, and has metrics. */
export function previousRun(job: Job, jobs: readonly Job[]): Job | undefined {
  if (job.workflow === undefined) return undefined;
  let latest: Job | undefined;
  for (const other of jobs) {
    if (
      other.action !== job.action ||
      other.region !== job.region ||
      other.id === job.id ||
      other.metrics === undefined ||
      phaseOfJob(other) !== 'succeeded'
    )
      continue;
    if (nameOf(other.workflow) !== nameOf(job.workflow) || (other.submittedAt ?? Infinity) >= (job.submittedAt ?? 0))
      continue;
    if ((other.submittedAt ?? 0) > (latest?.submittedAt ?? -1)) latest = other;
  }
  return latest;
}

/** A workflow is given by its name or by its ARN, which ends with the name. */
function nameOf(workflow: string | undefined): string | undefined {
  return workflow?.slice(workflow.lastIndexOf('/') + 1);
}
