// The page of a job's results: what was found in all of its documents, and the list of them.
import * as vscode from 'vscode';
import type { Connection } from '../../domain/connection.ts';
import { Emitter } from '../../domain/event.ts';
import { kindOfJob } from '../../domain/jobs/job.ts';
import { type ResultsFilter, entityFilterOf } from '../../domain/results/filter.ts';
import { type Summary, summarize } from '../../domain/results/summary.ts';
import { commandIds } from '../../ids.ts';
import { askToPayFor } from '../files/pay.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { chartPick, chartsOf } from './charts.ts';
import { columnsOf, fieldsOf, withField } from './filterFields.ts';
import type { OpenResult, OpenResults } from './openResults.ts';
import type { PageSource } from './pageSource.ts';
import type { FromPage, Page, Row } from './protocol.ts';
import { documentRow, emptyText, factsOfResults, statusesOf, tilesOf } from './jobPageTexts.ts';
import { jobTitle, orderBy, pageAction, rowsText } from './pageParts.ts';
import { resultsUri } from './uris.ts';

/** More documents than this are read only when the user asks for it: each is a request. */
const readAtOnce = 2_000;

export class JobPage implements PageSource {
  readonly #open: OpenResult;
  readonly #results: OpenResults;
  readonly #log: Ports['log'];
  readonly #rates: () => unknown;
  readonly rowsTitle = l10n.t('Documents');
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #onDispose: () => void;
  readonly #connection: Connection;
  #revision = 0;
  /** What was shown last; what the user clicks on is part of it. */
  #selected: readonly number[] = [];
  #summary: Summary | undefined;

  constructor(
    open: OpenResult,
    results: OpenResults,
    ports: Pick<Ports, 'connection' | 'log' | 'settings'>,
    onDispose: () => void,
  ) {
    this.#open = open;
    this.#results = results;
    this.#rates = () => ports.settings.rates;
    this.#onDispose = onDispose;
    this.#log = ports.log;
    this.#connection = ports.connection;
    const changed = (): void => {
      this.#changes.fire();
    };
    this.#subscriptions = [
      open.results.onDidChange(changed),
      results.onDidChangeView(changed),
      ports.connection.onDidChange(() => {
        const { failure, port } = open.results;
        if (failure?.name === 'NotConnected' && port !== undefined) this.#inBackground(this.#continue());
        changed();
      }),
    ];
    this.#inBackground(this.#begin());
  }

  #inBackground(work: Promise<void>): void {
    work.catch((fault: unknown) => {
      this.#log.fault('results not shown', fault);
    });
  }

  /** Finds the documents, and reads them if there are not too many. */
  async #begin(): Promise<void> {
    const { results } = this.#open;
    if (!(await results.locate()).ok || results.documents.length > readAtOnce) return;
    if ((await results.readOutputs()).ok) await results.reconcile();
  }

  /** Goes on with what a failure ended. */
  async #continue(): Promise<void> {
    const { results } = this.#open;
    switch (results.failed) {
      case 'reading':
        await results.readOutputs();
        break;
      case 'reconciling':
        await results.reconcile();
        break;
      default:
        await this.#begin();
    }
  }

  page(): Page {
    const { results, view } = this.#open;
    const { thresholds } = this.#results;
    const selected = results.documents.select(view.filter, thresholds, view.order, view.isDescending);
    const summary = summarize(results.documents, selected, view.filter, thresholds);
    this.#selected = selected;
    this.#summary = summary;
    this.#revision += 1;
    const filtered = isFiltered(view.filter);
    return {
      revision: this.#revision,
      title: jobTitle(results.job),
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
    return this.#selected.slice(first, first + count).map(index => documentRow(documents.row(index, isShown)));
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
        const column = columnsOf(view).find(({ id }) => id === message.column);
        if (column !== undefined) this.#results.setView(this.#open, orderBy(column, view));
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
      case 'open': {
        const index = Number(message.key);
        if (results.documents.inputOf(index) !== undefined)
          await vscode.window.showTextDocument(resultsUri('note', results.job, index), { preview: true });
        break;
      }
      case 'rowAction':
      case 'copyCell':
      case 'copyRow':
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changes.dispose();
    this.#onDispose();
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
    return [
      pageAction('export', l10n.t('Export…')),
      pageAction('compare', l10n.t('Compare…')),
      pageAction('codes', l10n.t('Show Codes Of…')),
      ...(unprocessed + missing === 0 ? [] : [pageAction('again', l10n.t('Run Again for Unprocessed Documents…'))]),
      pageAction('details', l10n.t('Show Details')),
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
        await this.#continue();
        break;
      case 'stop':
        results.stop();
        break;
      case 'connect':
        await vscode.commands.executeCommand(commandIds.selectConnection);
        break;
      case 'pay':
        if (await askToPayFor(job, results.failure, this.#connection)) await this.#continue();
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
