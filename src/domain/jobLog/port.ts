import type { Answer } from '../refusal.ts';

/** A page of a list; `next`: the token of the page after it. A page may be empty and still have one. */
export interface LogPage<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** What sends logs. `resources`: ARNs. */
export interface DeliverySource {
  readonly name: string;
  readonly resources: readonly string[];
  readonly logType?: string;
}

/** A source with one of its destinations. `destination`: an ARN; `type`: CWL, S3, FH or XRAY. */
export interface Delivery {
  readonly source: string;
  readonly destination: string;
  readonly type?: string;
}

/** `resource`: the ARN of the log group, the bucket or the stream. */
export interface DeliveryDestination {
  readonly arn: string;
  readonly resource?: string;
}

/** A line of a log group. `at`: milliseconds since 1970 UTC. */
export interface LogLine {
  readonly id?: string;
  readonly at?: number;
  readonly text: string;
}

/** Which lines to read: those of a log group (its ARN or name) that contain `term`, from a time in milliseconds since 1970 UTC. */
export interface LogQuery {
  readonly group: string;
  readonly term: string;
  readonly from?: number;
  readonly next?: string;
}

/** Reads what Amazon CloudWatch Logs has of jobs. */
export interface JobLogPort {
  sources(region: string, next?: string, signal?: AbortSignal): Promise<Answer<LogPage<DeliverySource>>>;
  deliveries(region: string, next?: string, signal?: AbortSignal): Promise<Answer<LogPage<Delivery>>>;
  destinations(region: string, next?: string, signal?: AbortSignal): Promise<Answer<LogPage<DeliveryDestination>>>;
  lines(region: string, query: LogQuery, signal?: AbortSignal): Promise<Answer<LogPage<LogLine>>>;
}
