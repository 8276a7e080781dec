// Read-only documents about jobs: details, request, metrics. They are made of what the store holds, and follow it.
import * as vscode from 'vscode';
import type { Job } from '../../domain/jobs/job.ts';
import { isPassing } from '../../domain/refusal.ts';
import { documentScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import type { DetailsContext } from './markdown.ts';
import { readDocumentUri } from './uris.ts';

/** Provides the documents, and announces each again when its job has moved. */
export class JobDocuments implements vscode.TextDocumentContentProvider {
  readonly #ports: Ports;
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];
  /** How asking for a bare job went, by its key; undefined: told, though that may not be all one wants. Each is asked for once a connection. */
  readonly #missing = new Map<string, DetailsContext['missing']>();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#subscriptions = [
      this.#changes,
      vscode.workspace.registerTextDocumentContentProvider(documentScheme, this),
      ports.store.onDidChange(({ all, added, changed }) => { this.#announce(all ? undefined : new Set([...added, ...changed])); }),
      // Elapsed times and expiry move on, too.
      ports.watcher.onDidChange(({ refreshing, failure }) => {
        if (refreshing) return;
        if (failure === undefined) this.#forgetPassing();
        this.#announce(undefined);
      }),
      ports.connection.onDidChange(() => { this.#missing.clear(); this.#announce(undefined); }),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const place = readDocumentUri(uri);
    const job = place && this.#ports.store.get(place.key);
    if (place === undefined || job === undefined) return vscode.l10n.t('This job is not in the history of the current connection.');
    const { contentOf } = await import('./content.ts');
    return contentOf(place.sort, job, this.#ports, () => this.#ask(job, place.key));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #ask(job: Job, key: string): DetailsContext['missing'] {
    if (this.#missing.has(key)) return this.#missing.get(key);
    this.#missing.set(key, 'asking');
    void this.#learn(job, key);
    return 'asking';
  }

  async #learn(job: Job, key: string): Promise<void> {
    try {
      const { known } = await import('./fetch.ts');
      const { offline, refusal } = await known(job, this.#ports);
      if (offline) this.#missing.set(key, 'offline');
      else if (refusal !== undefined) this.#missing.set(key, refusal);
      else this.#missing.set(key, undefined);
    } catch (fault) {
      this.#ports.log.fault('details not readable', fault, { jobId: job.id });
    }
    this.#announce(new Set([key]));
  }

  /** What was only busy or out of reach is asked again, now that it answers. */
  #forgetPassing(): void {
    for (const [key, missing] of this.#missing) if (typeof missing === 'object' && isPassing(missing)) this.#missing.delete(key);
  }

  /** Has open documents made again: those of these jobs, or with undefined all. */
  #announce(keys: ReadonlySet<string> | undefined): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === documentScheme && (keys?.has(uri.query) ?? true)) this.#changes.fire(uri);
    }
  }
}
