// The answers of the checks before a start.
import type { Refusal } from '../refusal.ts';

/**
 * - `yes`: as it should be · `no`: the job would fail, or would not do what its spec says
 * - `unknown`: could not tell, such as after a denied call: never a failure
 */
export type Verdict = 'yes' | 'no' | 'unknown';

/** One answer. Texts are plain sentences; what they quote is escaped where they are shown. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was found. */
  readonly text: string;
  /** What to do; every `no` has it. */
  readonly advice?: string;
  /** What is worth knowing besides, one line each, such as the largest documents. */
  readonly details?: readonly string[];
  /** The size of the documents that the job reads, where they were counted to the end. */
  readonly bytes?: number;
  /** What the job is expected to cost, where the user has a rate for it. */
  readonly cost?: CostRange;
}

/** An estimate in the currency of the user's rates. `high`: unknown if not all documents were counted. */
export interface CostRange {
  readonly low: number;
  readonly high?: number;
}

export const yes = (text: string, details?: readonly string[]): Finding =>
  details === undefined ? { verdict: 'yes', text } : { verdict: 'yes', text, details };

export const no = (text: string, advice: string, details?: readonly string[]): Finding =>
  details === undefined ? { verdict: 'no', text, advice } : { verdict: 'no', text, advice, details };

export const unknown = (text: string, advice?: string): Finding =>
  advice === undefined ? { verdict: 'unknown', text } : { verdict: 'unknown', text, advice };

/** What to do where a right is missing. */
export const policyAdvice = 'Use Copy Least-Privilege Policies for what the role needs.';

/** Why something could not be told: the call was refused. `what`: the end of a sentence, such as “the bucket’s policy”. */
export function untold(what: string, { kind, name, operation }: Refusal): Finding {
  const call = operation === undefined ? '' : ` (${operation})`;
  switch (kind) {
    case 'denied':
      return unknown(`You don’t have permission to read ${what}${call}.`);
    case 'timeout':
      return unknown(`Reading ${what} took too long${call}.`);
    default:
      return unknown(`Could not read ${what}${call}: ${name}.`);
  }
}
