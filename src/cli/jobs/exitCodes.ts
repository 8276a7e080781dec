/**
 * The exit codes of `start`, `wait`, `list`, `show` and `stop`:
 * - `notDone`: nothing was started or stopped, because a spec, a check or a guard speaks against it, or nobody agreed
 * - `failed`: wrong usage, no connection, no such job, or a history that cannot be used · `refused`: by the service
 * - `unclear`: a job may have been started or stopped · `jobFailed`: a job that was waited for did not succeed
 * - `unfinished`: a job that was waited for has not finished · `interrupted`: plus the number of the signal
 */
export const exitCodes = {
  done: 0,
  notDone: 1,
  failed: 2,
  refused: 3,
  unclear: 4,
  jobFailed: 5,
  unfinished: 6,
  interrupted: 128,
} as const;

/** What matters most comes first: several outcomes have one exit code. */
const order: readonly number[] = [
  exitCodes.unclear,
  exitCodes.failed,
  exitCodes.refused,
  exitCodes.notDone,
  exitCodes.jobFailed,
  exitCodes.unfinished,
];

/** Returns the exit code of several outcomes. */
export function worstOf(codes: readonly number[]): number {
  return order.find(code => codes.includes(code)) ?? exitCodes.done;
}

/** Ends the command with an exit code; the message is for the user. */
export class Ended extends Error {
  readonly code: number;

  constructor(message: string, code: number = exitCodes.failed) {
    super(message);
    this.code = code;
  }
}
