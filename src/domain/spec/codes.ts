// Every check has a code that never changes its meaning; the sentence a person reads may. Errors are only what the service
// surely refuses or what cannot be sent as it stands; what documents disagree on is a warning. docs/checks.md explains each.
import { type Severity } from './problem.ts';

const error = (title: string): CheckInfo => ({ severity: 'error', title });
const warning = (title: string): CheckInfo => ({ severity: 'warning', title });
const information = (title: string): CheckInfo => ({ severity: 'information', title });

/** What a code stands for. */
export interface CheckInfo {
  readonly severity: Severity;
  readonly title: string;
}

/** Every code a check can report. */
export const codes = {
  // The text.
  AJ001: error('Not JSON'),
  AJ002: error('Empty file'),
  AJ003: error('File too large'),
  AJ004: error('Not a text file'),
  AJ005: error('Nested too deeply'),
  AJ006: error('Name used twice'),
  AJ007: error('Half a character'),
  AJ008: error('Too many values'),
  // The schema.
  AJ010: error('Wrong type'),
  AJ011: error('Missing member'),
  AJ012: error('Unknown member'),
  AJ013: error('Not one of the choices'),
  AJ014: error('Wrong form'),
  AJ015: error('Too short or too long'),
  AJ016: error('Wrong number of entries'),
  // The job.
  AJ070: information('DELETE_ONLY removes records'),
  AJ072: warning('ClientRequestToken in the file'),
  AJ073: warning('Personal data in the name'),
  AJ074: information('Long name'),
} as const satisfies Readonly<Record<string, CheckInfo>>;

/** A code of the table. */
export type Code = keyof typeof codes;
