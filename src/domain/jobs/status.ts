/**
 * What a status means, whichever service said it. The services' words are an open set: one that is new here is `unknown`,
 * its word is kept and shown, and the job goes on being watched.
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

/** The phase of a service's status word; `unknown` for a word the table has not. */
export function phaseOf(phases: Readonly<Record<string, Phase>>, status: string): Phase {
  return Object.hasOwn(phases, status) ? phases[status] ?? 'unknown' : 'unknown';
}
