// Exports the runs of a batch, with one row per run. What services and checks say is left out, because it may quote data;
// so is the request, whose places have their own columns.
import { type ExportColumns, type ExportFormat, exportTime as time, tableText } from '../../tableExport.ts';
import { type Job, type JobKey, kindOfJob } from '../job.ts';
import { kindOf } from '../kinds.ts';
import type { RunEntry, RunLists } from './listing.ts';
import type { Batch, Run } from './run.ts';
import { stageOf } from './stage.ts';

interface ExportedRun {
  readonly batch: Batch;
  readonly entry: RunEntry;
  readonly run: Run;
  readonly job: Job | undefined;
}

/** All columns in order; times are ISO 8601 in UTC. */
const columns: ExportColumns<ExportedRun> = {
  batch: ({ batch }) => batch.name,
  run: ({ entry }) => entry.number,
  name: ({ run }) => run.name,
  spec: ({ run }) => run.specUri,
  gitCommit: ({ run }) => run.gitCommit,
  partition: ({ run }) => run.partition,
  account: ({ run }) => run.account,
  region: ({ run }) => run.region,
  action: ({ run }) => run.action,
  kind: ({ run }) => kindOfJob(run)?.title,
  input: ({ run }) => factsOf(run)?.input,
  output: ({ run }) => factsOf(run)?.output,
  workflow: ({ run }) => factsOf(run)?.workflow,
  stage: ({ entry }) => stageOf(entry),
  state: ({ run }) => run.state,
  heldFor: ({ run }) => (run.state === 'waiting' || run.state === 'asking' ? run.hold?.why : undefined),
  refusal: ({ run }) => run.refusal?.name,
  jobId: ({ run }) => run.jobId,
  jobStatus: ({ job }) => job?.status,
  waitingSince: ({ run }) => time(run.waitsSince),
  submittedAt: ({ job }) => time(job?.submittedAt),
  endedAt: ({ job }) => time(job?.endedAt),
  confirmedAt: ({ run }) => time(run.confirmed.at),
  confirmedBy: ({ run }) => run.confirmed.by,
};

const factsOf = ({ action, request }: Run): ReturnType<NonNullable<ReturnType<typeof kindOf>>['facts']> | undefined =>
  kindOf(action)?.facts(request);

/** So many runs are read at once. */
const pageSize = 500;

/** Yields the text of an export of these runs; see `tableText`. */
export function exportRuns(
  batch: Batch,
  entries: readonly RunEntry[],
  lists: Pick<RunLists, 'runs'>,
  jobOf: (key: JobKey) => Job | undefined,
  format: ExportFormat,
): Generator<string> {
  return tableText(exported(batch, entries, lists, jobOf), columns, format);
}

function* exported(
  batch: Batch,
  entries: readonly RunEntry[],
  lists: Pick<RunLists, 'runs'>,
  jobOf: (key: JobKey) => Job | undefined,
): Generator<ExportedRun> {
  for (let first = 0; first < entries.length; first += pageSize) {
    const page = entries.slice(first, first + pageSize);
    const runs = new Map(lists.runs(page.map(({ id }) => id)).map(run => [run.id, run]));
    for (const entry of page) {
      const run = runs.get(entry.id);
      if (run === undefined) continue;
      const key = jobKeyOf(run);
      yield { batch, entry, run, job: key && jobOf(key) };
    }
  }
}

/** The key of a run's job, once it has one. */
export function jobKeyOf({ partition, account, region, action, jobId: id }: Run): JobKey | undefined {
  const kind = kindOf(action);
  return kind === undefined || id === undefined ? undefined : { partition, account, region, service: kind.service, id };
}
