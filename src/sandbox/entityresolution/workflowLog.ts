import type { Database } from '../store/database.ts';
import { getObject } from '../store/objects.ts';
import { parseCsv } from './csv.ts';
import { queuedShare, type ResolutionJob } from './job.ts';
import type { Metrics } from './run.ts';
import { resultOf } from './settle.ts';
import { idColumn } from './sound.ts';
import { workflowArn, type Workflow } from './workflows.ts';

/** A record of a workflow log, with the member names that AWS documents (its spelling of `procesing` included). */
export interface LogRecord {
  readonly resource_arn: string;
  readonly event_type:
    | 'JOB_START'
    | 'DATA_PROCESSING_STEP_START'
    | 'DATA_PROCESSING_STEP_END'
    | 'JOB_SUCCESS'
    | 'JOB_FAILURE';
  /** Milliseconds since the epoch. */
  readonly event_timestamp: number;
  readonly job_id: string;
  readonly workflow_name: string;
  readonly workflow_start_time: string;
  readonly data_procesing_progression: string;
  readonly total_records_processed: number;
  readonly total_records_unprocessed: number;
  readonly incremental_records_processed: number;
  readonly error_message?: string;
}

/** A step that processes data. `from`, `to`: shares of the job's duration. */
interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * What a job has logged by `now` (milliseconds since the epoch), oldest first. AWS documents the records' members, the
 * event types and three of the texts; the steps between and when counts grow are decided here. A job that only deletes
 * matches nothing, and so has no step for it.
 */
export function jobLog(database: Database, job: ResolutionJob, workflow: Workflow, now: number): LogRecord[] {
  const what = job.kind === 'idMapping' ? 'ID_Mapping' : 'Matching';
  const metrics =
    job.metrics === null ? resultOf(database, job, workflow).metrics : (JSON.parse(job.metrics) as Metrics);
  const { totalRecordsProcessed: processed = 0, recordsNotProcessed: unprocessed = 0 } = metrics;
  const added = job.jobType === 'INCREMENTAL' ? (metrics['newUniqueRecordsLoaded'] ?? 0) : 0;
  const matched = job.jobType !== 'DELETE_ONLY';
  const steps: readonly Step[] = [
    { name: 'Loading', from: queuedShare, to: 0.4 },
    ...(matched ? [{ name: what, from: 0.4, to: 0.8 }] : []),
    { name: 'Writing', from: 0.8, to: 1 },
  ];
  const isFailed = job.outcome === 'FAILED';
  const at = (share: number): number => Math.round(job.startedAt + (job.finishesAt - job.startedAt) * share);
  const record = (event: LogRecord['event_type'], share: number, progression: string, error?: string): LogRecord => {
    return {
      resource_arn: workflowArn(workflow, job.region),
      event_type: event,
      event_timestamp: at(share),
      job_id: job.jobId,
      workflow_name: job.workflowName,
      workflow_start_time: new Date(job.startedAt).toISOString().slice(0, 19).replace('T', ' '),
      data_procesing_progression: progression,
      total_records_processed: share >= 0.8 ? processed : 0,
      total_records_unprocessed: share >= 0.4 ? unprocessed : 0,
      incremental_records_processed: share >= 0.8 ? added : 0,
      ...(error === undefined ? {} : { error_message: error }),
    };
  };
  const all = [
    record('JOB_START', queuedShare, `${what} Job Starts ...`),
    ...steps.flatMap(({ name, from, to }, index) => [
      record('DATA_PROCESSING_STEP_START', from, `${name} Step Starts`),
      // What fails here fails when it is written.
      ...(isFailed && index === steps.length - 1 ? [] : [record('DATA_PROCESSING_STEP_END', to, `${name} Step Ends`)]),
    ]),
    isFailed
      ? record('JOB_FAILURE', 1, `${what} Job Fails`, failureText(database, job, workflow))
      : record('JOB_SUCCESS', 1, `${what} Job Ends Successfully`),
  ];
  return all.filter(({ event_timestamp: time }) => time <= now);
}

/** The log says more than the job's own message, and may quote a record, as nobody can rule out for the service. */
function failureText(database: Database, { message }: ResolutionJob, { inputs: [input] }: Workflow): string {
  const [first] = parseCsv(getObject(database, input?.bucket ?? '', input?.key ?? '')?.body.toString('utf8') ?? '');
  return `${message ?? 'The job failed.'} The first record that was not written: ${first?.[idColumn] ?? 'none'}.`;
}
