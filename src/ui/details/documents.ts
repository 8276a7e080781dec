// Read-only documents about jobs: details, request and metrics. They are generated from the store and update with it.
import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { isPassing } from '../../domain/refusal.ts';
import { documentScheme } from '../../ids.ts';
import type { JobLogs } from '../jobLog/state.ts';
import type { Ports } from '../ports.ts';
import type { DetailsContext } from './markdown.ts';
import { readDocumentUri } from './uris.ts';

/** Makes the documents, and fires a change of a document when its job has changed. */
export class JobDocuments {
  readonly #ports: Ports;
  readonly #changes: vscode.EventEmitter<vscode.Uri>;
  readonly #subscriptions: { dispose(): unknown }[];
  /**
   * The state of requesting the details of a bare job, by the job's key. Undefined means that the service answered,
   * even if details are still missing. Each job is requested once per connection.
   */
  readonly #missing = new Map<string, DetailsContext['missing']>();

  /** The logs of jobs, once a document about a job that may have one was opened. */
  #logs: JobLogs | undefined;

  /** The jobs whose manifest was asked for, once per connection. */
  readonly #manifestsAsked = new Set<string>();

  /** `changes` announces documents whose text has changed. */
  constructor(ports: Ports, changes: vscode.EventEmitter<vscode.Uri>) {
    this.#ports = ports;
    this.#changes = changes;
    this.#subscriptions = [
      ports.store.onDidChange(({ all, added, changed }) => {
        this.#announce(all ? undefined : new Set([...added, ...changed]));
      }),
      // Elapsed times and expiry also change with time.
      ports.watcher.onDidChange(({ refreshing, failure }) => {
        if (refreshing) return;
        if (failure === undefined) this.#forgetPassing();
        this.#announce(undefined);
      }),
      ports.connection.onDidChange(() => {
        this.#missing.clear();
        this.#manifestsAsked.clear();
        this.#announce(undefined);
      }),
    ];
  }

  async text(uri: vscode.Uri): Promise<string> {
    const place = readDocumentUri(uri);
    const job = place && this.#ports.store.get(place.key);
    if (place === undefined || job === undefined)
      return l10n.t('This job is not in the history of the current connection.');
    if (place.sort === 'details' && !this.#manifestsAsked.has(place.key)) {
      this.#manifestsAsked.add(place.key);
      void import('../results/learnManifest.ts').then(({ learnManifests }) => learnManifests([job], this.#ports));
    }
    const [{ contentOf }, logs] = await Promise.all([
      import('./content.ts'),
      job.workflow === undefined ? undefined : this.#jobLogs(),
    ]);
    const log = place.sort === 'details' || place.sort === 'log' ? logs?.want(job) : undefined;
    return contentOf(place.sort, job, this.#ports, () => this.#ask(job, place.key), log);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #jobLogs(): Promise<JobLogs> {
    const logs = await this.#ports.jobLogs();
    if (this.#logs === undefined) {
      this.#logs = logs;
      this.#subscriptions.push(
        logs.onDidChange(key => {
          this.#announce(new Set([key]));
        }),
      );
    }
    return logs;
  }

  #ask(job: Job, key: string): DetailsContext['missing'] {
    if (this.#missing.has(key)) return this.#missing.get(key);
    this.#missing.set(key, 'asking');
    void this.#learn(job, key);
    return 'asking';
  }

  async #learn(job: Job, key: string): Promise<void> {
    try {
      const { loadDetails } = await import('./fetch.ts');
      const { offline, refusal } = await loadDetails(job, this.#ports);
      if (offline) this.#missing.set(key, 'offline');
      else if (refusal !== undefined) this.#missing.set(key, refusal);
      else this.#missing.set(key, undefined);
    } catch (fault) {
      this.#ports.log.fault('details not readable', fault, { jobId: job.id });
    }
    this.#announce(new Set([key]));
  }

  /** Forgets transient refusals, so that those jobs are requested again now that the service answers. */
  #forgetPassing(): void {
    for (const [key, missing] of this.#missing)
      if (typeof missing === 'object' && isPassing(missing)) this.#missing.delete(key);
  }

  /** Has the open documents of these jobs regenerated, or all of them if undefined. */
  #announce(keys: ReadonlySet<string> | undefined): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === documentScheme && (keys?.has(uri.query) ?? true)) this.#changes.fire(uri);
    }
  }
}
