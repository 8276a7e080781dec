import type { ModelNumber } from './comprehendmedical/analysis/entry.ts';
import type { SandboxRequest, SandboxResponse } from './http.ts';
import type { Database } from './store/database.ts';

/** Milliseconds since the epoch. Passed in, so that a test can control the time. */
export type Clock = () => number;

/**
 * What a service needs to answer one call. `now` is the same for the whole call, so that its parts
 * cannot disagree on a status.
 */
export interface CallContext {
  readonly database: Database;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From the signature's scope; jobs are stored per region. */
  readonly region: string;
  readonly requestId: string;
  /** How long a job started now takes, in milliseconds. */
  readonly jobDurationMs: number;
  /** The maximum number of active jobs of one Comprehend Medical operation in one region. */
  readonly maxActiveJobs: number;
  /** The number of empty pages, each with a token for the next, that every list of jobs or workflows begins with. */
  readonly emptyPages: number;
  /** The model that jobs started now use. */
  readonly model: ModelNumber;
}

/** Answers a request whose signature is valid. Throws ServiceError or RefusalError to refuse it. */
export type ServiceHandler = (request: SandboxRequest, context: CallContext) => SandboxResponse;
