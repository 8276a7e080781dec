import type { SandboxRequest, SandboxResponse } from './http.ts';
import type { Database } from './store/database.ts';

/** Milliseconds since the epoch. Passed in, so that a test can move time. */
export type Clock = () => number;

/** What a service needs to answer one call. One `now` serves the whole call, so that its parts cannot disagree on a status. */
export interface CallContext {
  readonly database: Database;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From the signature's scope; jobs are kept per region. */
  readonly region: string;
  readonly requestId: string;
  /** How long a job started now takes, in milliseconds. */
  readonly jobDurationMs: number;
  /** Active jobs of one Comprehend Medical operation in one region. */
  readonly maxActiveJobs: number;
  /** Empty pages, each with a token for the next, that every list of jobs or workflows begins with. */
  readonly emptyPages: number;
}

/** A service's answer to a request whose signature was good. Throws ServiceError or RefusalError to refuse. */
export type ServiceHandler = (request: SandboxRequest, context: CallContext) => SandboxResponse;
