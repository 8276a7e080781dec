// The page of a job's results: what was found in all of its documents, and the list of them.
import * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { kindOfJob, titleOf } from '../../domain/jobs/job.ts';
import type { DocumentSubset, ResultsFilter } from '../../domain/results/filter.ts';
import { documentSubsets, entityFilterOf } from '../../domain/results/filter.ts';
import { type Summary, summarize } from '../../domain/results/summary.ts';
import { commandIds } from '../../ids.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { chartPick, chartsOf } from './charts.ts';
import { columnsOf, fieldsOf, withField } from './filterFields.ts';
import type { OpenResult, OpenResults } from './openResults.ts';
import type { PageSource } from './pageSource.ts';
import type { FromPage, Page, Row } from './protocol.ts';
import { documentRow, emptyText, factsOfResults, rowsText, statusesOf, tilesOf } from './jobPageTexts.ts';
import { resultsUri } from './uris.ts';

/** More documents than this are read only when the user asks for it: each is a request. */
export const readAtOnce = 2_000;

export class JobPage implements PageSource {
  readonly #open: OpenResult;
  readonly #results: OpenResults;
  readonly #rates: () => unknown;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #onDispose: () => void;
  #revision = 0;
  #selected: readonly number[] | undefined;
  #summary: Summary | undefined;

  constructor(
    open: OpenResult,
    results: OpenResults,
    ports: Pick<Ports, 'connection' | 'settings'>,
    onDispose: () => void,
  ) {
    this.#open = open;
    this.#results = results;
    this.#rates = () => ports.settings.rates;
    this.#onDispose = onDispose;
    const changed = (): void => {
      this.#selected = undefined;
      this.#summary = undefined;
      this.#revision += 1;
      this.#changes.fire();
    };
    this.#subscriptions = [
      open.results.onDidChange(changed),
      results.onDidChangeView(changed),
      ports.connection.onDidChange(changed),
    ];
    void this.#begin();
  }

  /** Finds the documents, and reads them if there are not too many. */
  async #begin(): Promise<void> {
    const { results } = this.#open;
    const located = await results.locate();
    if (!located.ok) return;
    if (results.documents.length <= readAtOnce) {
      await results.readOutputs();
      await results.reconcile();
    }
  }

  page(): Page {
    const { results, view } = this.#open;
    const selected = this.#select();
    const summary = (this.#summary ??= summarize(results.documents, selected, view.filter, this.#results.thresholds));
    const filtered = isFiltered(view.filter);
    return {
      revision: this.#revision,
      title: titleOf(results.job),
      facts: factsOfResults(results, kindOfJob(results.job)?.title ?? results.job.action, this.#rates()),
      statuses: statusesOf(results, summary, readAtOnce),
      actions: this.#actions(),
      tiles: tilesOf(results, summary),
      charts: chartsOf(summary, view.filter),
      fields: fieldsOf(results.documents, view.filter, this.#results.thresholds),
      isFiltered: filtered,
      columns: columnsOf(view),
      rowCount: selected.length,
      rowsText: rowsText(selected.length, results.documents.length),
      emptyText: emptyText(results, filtered),
    };
  }

  rows(first: number, count: number): readonly Row[] {
    const { documents } = this.#open.results;
    const isShown = documents.entities.test(entityFilterOf(this.#open.view.filter), this.#results.thresholds);
    return this.#select()
      .slice(first, first + count)
      .map(index => documentRow(documents.row(index, isShown)));
  }

  async take(message: Parameters<PageSource['take']>[0]): Promise<void> {
    const { results, view } = this.#open;
    switch (message.type) {
      case 'field':
        await this.#setField(message);
        break;
      case 'clearFilter':
        this.#results.setView(this.#open, { filter: {} });
        break;
      case 'sort': {
        const column = columnsOf(view).find(({ id, sorted }) => id === message.column && sorted !== undefined);
        if (column === undefined) return;
        const order = column.id as (typeof view)['order'];
        // Numbers are most useful with the largest first.
        const isDescending = view.order === order ? !view.isDescending : column.isNumber;
        this.#results.setView(this.#open, { order, isDescending });
        break;
      }
      case 'pick': {
        const filter = chartPick(this.#summary, view.filter, message.chart, message.bar);
        if (filter !== undefined) this.#results.setView(this.#open, { filter });
        break;
      }
      case 'action':
        await this.#act(message.id);
        break;
      case 'open':
        if (results.documents.inputOf(message.key) !== undefined)
          await vscode.window.showTextDocument(resultsUri('note', results.job, message.key), { preview: true });
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changes.dispose();
    this.#onDispose();
  }

  #select(): readonly number[] {
    const { results, view } = this.#open;
    return (this.#selected ??= results.documents.select(
      view.filter,
      this.#results.thresholds,
      view.order,
      view.isDescending,
    ));
  }

  async #setField({ id, value }: Extract<FromPage, { readonly type: 'field' }>): Promise<void> {
    if (id === 'threshold' || id === 'conceptThreshold') {
      const share = Number(value) / 100;
      if (share >= 0 && share <= 1)
        await this.#results.setThresholds(id === 'threshold' ? { entity: share } : { concept: share });
      return;
    }
    const filter = withField(this.#open.view.filter, id, value);
    if (filter !== undefined) this.#results.setView(this.#open, { filter });
  }

  #actions(): Page['actions'] {
    const { results } = this.#open;
    const { unprocessed, missing } = results.documents.tally;
    const action = (id: string, label: string): Page['actions'][number] => ({ id, label, isPrimary: false });
    return [
      action('export', l10n.t('Export…')),
      action('compare', l10n.t('Compare…')),
      action('codes', l10n.t('Show Codes Of…')),
      ...(unprocessed + missing === 0 ? [] : [action('again', l10n.t('Run Again for These Documents…'))]),
      action('details', l10n.t('Show Details')),
    ];
  }

  async #act(id: string): Promise<void> {
    const { results } = this.#open;
    const { job } = results;
    switch (id) {
      case 'read':
        await results.readOutputs();
        break;
      case 'reconcile':
        await results.reconcile();
        break;
      case 'retry':
        await this.#begin();
        break;
      case 'stop':
        results.stop();
        break;
      case 'connect':
        await vscode.commands.executeCommand(commandIds.selectConnection);
        break;
      case 'export':
        await vscode.commands.executeCommand(commandIds.exportResults, job);
        break;
      case 'compare':
        await vscode.commands.executeCommand(commandIds.compareResults, job);
        break;
      case 'codes':
        await vscode.commands.executeCommand(commandIds.showCodesOf, job);
        break;
      case 'again':
        await vscode.commands.executeCommand(commandIds.runAgainForDocuments, job);
        break;
      case 'details':
        await vscode.commands.executeCommand(commandIds.showDetails, job);
    }
  }
}

function isFiltered(filter: ResultsFilter): boolean {
  return Object.values(filter).some(value => value !== undefined);
}

export function isSubset(value: string): value is DocumentSubset {
  return documentSubsets.some(subset => subset === value);
}
