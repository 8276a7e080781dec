import type { Clock } from '../clock.ts';
import type { Job } from '../jobs/job.ts';
import type { JobServices } from '../jobs/ports.ts';
import type { LivePort } from '../live/port.ts';
import type { Answer } from '../refusal.ts';
import type { ResultsPort } from '../results/port.ts';
import type { Finding } from './finding.ts';
import type { PreflightPort } from './port.ts';
import type { Subject } from './subject.ts';

/** What the checks ask, and what they know beforehand. */
export interface CheckInput {
  readonly subject: Subject;
  readonly port: PreflightPort;
  readonly live: LivePort;
  readonly results: Pick<ResultsPort, 'list'>;
  readonly services: JobServices;
  readonly clock: Clock;
  /** Whether everything is simulated. */
  readonly simulated: boolean;
  /** When the connection's credentials end, in milliseconds since 1970 UTC; absent if they have no known end. */
  readonly credentialsEnd?: number;
  /** How long such a job usually takes, in milliseconds; absent if none has finished yet. */
  readonly usualMs?: number;
  /** The unfinished jobs of the history in this account. */
  readonly unfinished: readonly Job[];
  /** Whether the first bytes of a few documents may be read. */
  readonly readsDocuments: boolean;
  /** The user's own rates, as they were written. */
  readonly rates: unknown;
}

/** What a check gets: the input, and answers that several checks need and are asked for once. */
export interface CheckContext extends CheckInput {
  /** Asks once per question, whichever check asks first. */
  readonly once: <T>(question: string, ask: () => Promise<Answer<T>>) => Promise<Answer<T>>;
}

/** A row of the table of checks. */
export interface Check {
  readonly id: string;
  /** What it answers, as the head of its part of the report. */
  readonly title: string;
  /** How long it may take, in milliseconds; what is not answered by then could not be told. */
  readonly deadlineMs: number;
  /** Whether a spec has anything to check here. */
  readonly applies: (subject: Subject) => boolean;
  /** Calls `tell` with how far it is, for work that takes long. */
  readonly run: (
    context: CheckContext,
    signal: AbortSignal,
    tell: (soFar: string) => void,
  ) => Promise<readonly Finding[]>;
}

/** The deadline of a check that makes a few calls. */
export const callsMs = 15_000;
