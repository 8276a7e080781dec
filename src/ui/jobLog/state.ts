import type { Event } from '../../domain/event.ts';
import type { JobLog } from '../../domain/jobLog/read.ts';
import type { Job } from '../../domain/jobs/job.ts';
import type { Refusal } from '../../domain/refusal.ts';

/**
 * What is known of a job's log. `readAt`: when it was last read, in milliseconds since 1970 UTC; `refusal`: why it was
 * not read, or not read again; `group`: the log group that was to be read.
 */
export type LogState =
  | { readonly kind: 'reading' | 'offline' | 'stopped' | 'off' }
  | { readonly kind: 'elsewhere'; readonly to: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly readAt: number; readonly group?: string }
  | {
      readonly kind: 'read';
      readonly log: JobLog;
      readonly group: string;
      readonly readAt: number;
      readonly refusal?: Refusal;
    };

/** The logs of the jobs of a window. */
export interface JobLogs {
  /** Announces the `keyText` of a job whose log has changed or is due to be read. */
  readonly onDidChange: Event<string>;
  /** What is known of a job's log, reading it if that is due; undefined for jobs that have none. */
  want(job: Job): LogState | undefined;
  /** Reads a job's log now, also where an earlier answer was final. Never rejects. */
  read(job: Job, signal?: AbortSignal): Promise<LogState>;
  /**
   * Reads the logs of the watched jobs that run, for the rows of the tree. Where a workflow delivers its log is looked up
   * once per connection; what has no log group is not read. Resolves when the steps are known.
   */
  follow(): Promise<void>;
}
