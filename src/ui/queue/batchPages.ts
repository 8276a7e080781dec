// The open pages of batches, and what is done with the runs on them.
import * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { type Job, type JobKey, keyText } from '../../domain/jobs/job.ts';
import { exportRuns, jobKeyOf } from '../../domain/jobs/queue/export.ts';
import type { RunEntry } from '../../domain/jobs/queue/listing.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { batchPageType } from '../../ids.ts';
import { documentUri } from '../details/uris.ts';
import { exportFile } from '../exportFile.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { openText } from '../openText.ts';
import { PageSession } from '../results/pageSession.ts';
import { showMessage } from '../window/messages.ts';
import { loadPage, openPagePanel } from '../window/pagePanel.ts';
import { openPreview } from '../window/preview.ts';
import { fileName } from '../words.ts';
import { cancelRuns, moveToFront, resumeRuns } from './actions.ts';
import { type BatchActions, BatchPage } from './batchPage.ts';
import { type RetryPorts, retryFailed } from './retryFailed.ts';

export interface BatchPagesPorts extends RetryPorts {
  readonly job: (key: JobKey) => Job | undefined;
  /** Why nothing is sent of a batch at the moment. */
  readonly standstill: (batch: Batch) => string | undefined;
}

export class BatchPages implements BatchActions {
  readonly #ports: BatchPagesPorts;
  readonly #open = new Map<string, vscode.WebviewPanel>();
  readonly #changes = new Emitter<void>();
  readonly #subscriptions: readonly { dispose(): unknown }[];

  constructor(ports: BatchPagesPorts) {
    this.#ports = ports;
    const changed = (): void => {
      this.changed();
    };
    const { runner } = ports;
    const { store, connection } = ports.ports;
    this.#subscriptions = [
      runner.onDidChange(changed),
      store.onDidChange(changed),
      connection.onDidChange(changed),
      this.#changes,
    ];
  }

  /** Shows the page of a batch, or brings it to the front if it is open. */
  show({ id, name }: Batch): void {
    const known = this.#open.get(id);
    if (known === undefined) this.#fill(openPagePanel(batchPageType, titleOf(name)), id, name);
    else known.reveal();
  }

  /** Shows a batch again after a reload, in the panel that the editor kept. `state`: what the page kept. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const id = typeof state === 'object' && state !== null && 'subject' in state ? state.subject : undefined;
    // A page without an id is of an earlier version, or was closed before it was drawn.
    if (typeof id !== 'string' || this.#open.has(id)) panel.dispose();
    else this.#fill(panel, id, this.#ports.records.batch(id)?.name ?? '');
  }

  /** Shows the open pages again. */
  changed(): void {
    this.#changes.fire();
  }

  /** The pages stay open: the editor restores them after a reload. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async cancel(runs: readonly Run[]): Promise<void> {
    await cancelRuns(runs, this.#ports);
  }

  async resume(runs: readonly Run[]): Promise<void> {
    await resumeRuns(runs, this.#ports, this.#ports);
  }

  moveToFront(runs: readonly Run[]): void {
    moveToFront(runs, this.#ports);
    this.changed();
  }

  async retry(batch: Batch, entries: readonly RunEntry[]): Promise<void> {
    const made = await retryFailed(batch, entries, this.#ports);
    if (made !== undefined) this.show(made);
  }

  async exportRuns(batch: Batch, entries: readonly RunEntry[], isPart: boolean): Promise<void> {
    const { lists, job, ports } = this.#ports;
    const day = new Date(batch.createdAt).toISOString().slice(0, 10);
    const written = await exportFile({
      title: l10n.t('Export Batch'),
      name: `batch-${batch.account}-${day}`,
      progress: l10n.t('Exporting runs…'),
      text: format => exportRuns(batch, entries, lists, job, format),
      done: file => [
        formatPlural(
          l10n.t('{0, plural, one {Exported # run to {1}.} other {Exported # runs to {1}.}}'),
          entries.length,
          fileName(file),
        ),
        ...(isPart ? [l10n.t('Only runs that match the filter are included.')] : []),
        l10n.t('It contains names of buckets, roles and people; share it with care.'),
      ],
    });
    if (written !== undefined) ports.log.info(written ? 'batch exported' : 'export called off');
  }

  async showDetails(run: Run): Promise<void> {
    const key = jobKeyOf(run);
    const job = key && this.#ports.ports.store.get(keyText(key));
    if (job === undefined)
      void showMessage(
        'info',
        key === undefined
          ? l10n.t('This run has no job yet.')
          : l10n.t('This job is not in the history of the current connection.'),
      );
    else await openPreview(documentUri('details', job));
  }

  async openSpec({ specUri }: Run): Promise<void> {
    if (specUri === undefined) {
      void showMessage('info', l10n.t('This run was not made from a spec file.'));
      return;
    }
    const uri = vscode.Uri.parse(specUri);
    await openText(uri).then(undefined, () =>
      showMessage('warning', l10n.t('The spec file {0} no longer exists.', uri.path)),
    );
  }

  #fill(panel: vscode.WebviewPanel, id: string, name: string): void {
    const { records, lists, job, standstill, ports } = this.#ports;
    const { event: onDidChange } = this.#changes;
    const now = (): number => ports.start.clock.now();
    const source = { batch: (of: string) => records.batch(of), lists, job, standstill, now, onDidChange };
    this.#open.set(id, panel);
    const page = new BatchPage(id, source, this, () => {
      this.#open.delete(id);
    });
    new PageSession(panel, page, ports.log);
    loadPage(panel, 'results', titleOf(name), ports.start.newId());
  }
}

const titleOf = (name: string): string => (name === '' ? l10n.t('Batch') : l10n.t('Batch: {0}', name));
