import type { Database } from '../store/database.ts';
import { bucketExists, getObject, putObject } from '../store/objects.ts';
import { parseCsv } from './csv.ts';
import type { ResolutionJob } from './job.ts';
import { runIdMapping, runMatching, type Metrics, type RunInput, type RunResult } from './run.ts';
import type { OutputSource } from './shapes.ts';
import { tableArn, workflowNamed, type Workflow } from './workflows.ts';

/** Gives every job that has run to its end by `now` its outcome, metrics and output files, each job in one transaction. */
export function settleResolutionJobs(database: Database, now: number): void {
  const due = database.all(
    'SELECT * FROM resolutionJobs WHERE outcome IS NULL AND finishesAt <= ? ORDER BY finishesAt, seq',
    now,
  ) as unknown as ResolutionJob[];
  for (const job of due) {
    database.transaction(() => {
      // Another process may have been faster.
      if (database.get('SELECT 1 FROM resolutionJobs WHERE seq = ? AND outcome IS NULL', job.seq) === undefined) return;
      const { outcome, message, metrics } = runJob(database, job);
      database.run(
        'UPDATE resolutionJobs SET outcome = ?, message = ?, metrics = ? WHERE seq = ?',
        outcome,
        message ?? null,
        metrics === undefined ? null : JSON.stringify(metrics),
        job.seq,
      );
    });
  }
}

interface Ending {
  readonly outcome: 'SUCCEEDED' | 'FAILED';
  readonly message?: string;
  readonly metrics?: Metrics;
}

function runJob(database: Database, job: ResolutionJob): Ending {
  const workflow = workflowNamed(database, job.kind, job.workflowName);
  if (workflow === undefined)
    return { outcome: 'FAILED', message: `The workflow ${job.workflowName} is no longer there.` };
  const [, bucket = '', prefix = ''] =
    /^s3:\/\/([^/]+)\/?(.*)$/s.exec((JSON.parse(job.outputSourceConfig) as OutputSource[])[0]?.outputS3Path ?? '') ??
    [];
  if (!bucketExists(database, bucket))
    return { outcome: 'FAILED', message: `The output bucket ${bucket} does not exist.` };
  const { metrics, files } = resultOf(database, job, workflow);
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  for (const { path, csv } of files)
    putObject(
      database,
      { bucket, key: `${folder}${job.workflowName}/${job.jobId}/${path}`, body: csv, contentType: 'text/csv' },
      job.finishesAt,
    );
  return { outcome: 'SUCCEEDED', metrics };
}

/** What a job that ended now would count and write. */
export function resultOf(database: Database, job: ResolutionJob, workflow: Workflow): RunResult {
  const input: RunInput = {
    workflow,
    jobType: job.jobType,
    inputs: workflow.inputs.map(({ table, bucket: from, key }) =>
      parseCsv(getObject(database, from, key)?.body.toString('utf8') ?? '').map(record => ({
        record,
        sourceArn: tableArn(table, job.region),
      })),
    ),
    ...earlierMetrics(database, job),
  };
  return job.kind === 'idMapping' ? runIdMapping(input) : runMatching(input);
}

function earlierMetrics(
  database: Database,
  { region, kind, workflowName, seq }: ResolutionJob,
): Pick<RunInput, 'earlier'> {
  const row = database.get(
    "SELECT metrics FROM resolutionJobs WHERE region = ? AND kind = ? AND workflowName = ? AND seq < ? AND outcome = 'SUCCEEDED' ORDER BY seq DESC LIMIT 1",
    region,
    kind,
    workflowName,
    seq,
  );
  return row === undefined ? {} : { earlier: JSON.parse(String(row['metrics'])) as Metrics };
}
