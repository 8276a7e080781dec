/**
 * The meaning of a status, for both services. The set of statuses is open: an unrecognized one is `unknown`, is kept
 * and shown as returned, and the job stays watched.
 */
export type Phase = 'waiting' | 'running' | 'stopping' | 'succeeded' | 'partial' | 'failed' | 'stopped' | 'unknown';

/** JobStatus of Amazon Comprehend Medical's five families. */
export const comprehendMedicalPhases: Readonly<Record<string, Phase>> = {
  SUBMITTED: 'waiting',
  IN_PROGRESS: 'running',
  STOP_REQUESTED: 'stopping',
  COMPLETED: 'succeeded',
  PARTIAL_SUCCESS: 'partial',
  FAILED: 'failed',
  STOPPED: 'stopped',
};

/** JobStatus of AWS Entity Resolution's jobs. */
export const entityResolutionPhases: Readonly<Record<string, Phase>> = {
  QUEUED: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
};

const finished: ReadonlySet<Phase> = new Set(['succeeded', 'partial', 'failed', 'stopped']);

/** Whether a job in this phase will never change again. */
export function isFinished(phase: Phase): boolean {
  return finished.has(phase);
}

/** Returns the phase of a service's status; `unknown` if the table does not contain it. */
export function phaseOf(phases: Readonly<Record<string, Phase>>, status: string): Phase {
  return Object.hasOwn(phases, status) ? (phases[status] ?? 'unknown') : 'unknown';
}
