import type { Database } from '../store/database.ts';
import { allJobsOfWorkflow, type ResolutionJob } from '../entityresolution/job.ts';
import { jobLog, type LogRecord } from '../entityresolution/workflowLog.ts';
import { workflowNamed, type LogDelivery } from '../entityresolution/workflows.ts';
import type { LoggedWorkflow } from './deliveries.ts';

/** A line of a log group; times in milliseconds since the epoch. */
export interface LogLine {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** How late the lines of a `late` log come. */
const lateMs = 180_000;

/** How many lines other jobs have written beside each job of a `large` log. */
const otherLines = 12_000;

/** What a log group holds at `now`, sorted by time. */
export function linesOf(
  database: Database,
  { kind, workflow: name, log }: LoggedWorkflow,
  region: string,
  now: number,
): readonly LogLine[] {
  const workflow = workflowNamed(database, kind, name);
  if (workflow === undefined) return [];
  const delayMs = log === 'late' ? lateMs : 0;
  return allJobsOfWorkflow(database, region, kind, name)
    .flatMap(job => [
      ...(log === 'large' ? linesOfOthers(job, now) : []),
      ...jobLog(database, job, workflow, now).flatMap(record => messagesOf(record, log)),
    ])
    .map(line => ({ ...line, ingestionTime: line.timestamp + delayMs }))
    .filter(({ ingestionTime }) => ingestionTime <= now)
    .sort((left, right) => left.timestamp - right.timestamp);
}

function messagesOf(record: LogRecord, log: LogDelivery): Omit<LogLine, 'ingestionTime'>[] {
  const timestamp = record.event_timestamp;
  const line = JSON.stringify(record);
  if (log === 'plain') return [{ timestamp, message: Object.values(record).join(' ') }];
  if (log !== 'mixed' || record.event_type !== 'DATA_PROCESSING_STEP_END') return [{ timestamp, message: line }];
  // What a subscription, a person or a fault may leave between the records.
  return [
    { timestamp, message: `${record.job_id} is not JSON` },
    { timestamp, message: line.slice(0, line.indexOf('workflow_start_time')) },
    { timestamp, message: JSON.stringify([record.job_id, null]) },
    {
      timestamp,
      message: JSON.stringify({
        ...record,
        event_timestamp: String(record.event_timestamp),
        total_records_processed: String(record.total_records_processed),
        total_records_unprocessed: null,
        error_message: '',
      }),
    },
  ];
}

function linesOfOthers({ startedAt, finishesAt, seq }: ResolutionJob, now: number): Omit<LogLine, 'ingestionTime'>[] {
  const stepMs = (finishesAt - startedAt) / otherLines;
  return Array.from({ length: otherLines }, (_, index) => ({
    timestamp: Math.floor(startedAt + index * stepMs),
    message: `{"job_id":"${String(seq)}-${index}"}`,
  })).filter(({ timestamp }) => timestamp <= now);
}
