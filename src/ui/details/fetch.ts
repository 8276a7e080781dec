import { defined } from '../../domain/defined.ts';
import * as vscode from 'vscode';
import { isBare } from '../../domain/jobs/repeatRequest.ts';
import { type Job, keyText, kindOfJob } from '../../domain/jobs/job.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Ports } from '../ports.ts';

/**
 * A job with all details that can be loaded. `refusal`: why the service did not return them; `offline`: there was no
 * connection to the job's account.
 */
export interface LoadedJob {
  readonly job: Job;
  readonly offline?: true;
  readonly refusal?: Refusal;
}

/**
 * Loads the missing details of a job that is known only from a list. Uses the current connection but does not open one.
 * Throws a `CancellationError` if the signal is aborted.
 */
export async function loadDetails(
  job: Job,
  { connection: { state }, store, start: { clock } }: Ports,
  signal?: AbortSignal,
): Promise<LoadedJob> {
  const kind = kindOfJob(job);
  if (kind === undefined || !isBare(job)) return { job };
  const services = state.state === 'connected' ? state.connected.services : undefined;
  if (services?.identity.account !== job.account || services.identity.partition !== job.partition)
    return { job, offline: true };
  const answer = await pacedServices(services, clock).describe(
    kind,
    job.region,
    { id: job.id, ...defined({ workflow: job.workflow }) },
    signal,
  );
  if (signal?.aborted === true) throw new vscode.CancellationError();
  if (!answer.ok) return { job, refusal: answer.refusal };
  store.apply(job, answer.value, clock.now());
  return { job: store.get(keyText(job)) ?? job };
}
