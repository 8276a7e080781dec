import * as vscode from 'vscode';
import { isBare } from '../../domain/jobs/again.ts';
import { type Job, keyText, kindOfJob } from '../../domain/jobs/job.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Ports } from '../ports.ts';

/**
 * The job with all that can be known of it: of one that only a list has told of, its service is asked once more, if it can be
 * reached now. `refusal`: why it did not tell; `offline`: nobody could be asked.
 */
export interface Known {
  readonly job: Job;
  readonly offline?: true;
  readonly refusal?: Refusal;
}

/** Asks for what is missing of a job, through the connection that is open; it is not opened for this. Throws when it is called off. */
export async function known(job: Job, { connection: { state }, store, start: { clock } }: Ports, signal?: AbortSignal): Promise<Known> {
  const kind = kindOfJob(job);
  if (kind === undefined || !isBare(job)) return { job };
  const services = state.state === 'connected' ? state.connected.services : undefined;
  if (services?.identity.account !== job.account || services.identity.partition !== job.partition) return { job, offline: true };
  const answer = await pacedServices(services, clock).describe(kind, job.region, { id: job.id, ...(job.workflow === undefined ? {} : { workflow: job.workflow }) }, signal);
  if (signal?.aborted === true) throw new vscode.CancellationError();
  if (!answer.ok) return { job, refusal: answer.refusal };
  store.apply(job, answer.value, clock.now());
  return { job: store.get(keyText(job)) ?? job };
}
