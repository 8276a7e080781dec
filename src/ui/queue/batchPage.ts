// The page of a batch: how its runs stand, and the list of them. It is the page of `webview/results` with other content.
import { Emitter, type Event } from '../../domain/event.ts';
import { jobKeyOf } from '../../domain/jobs/queue/export.ts';
import {
  type RunEntry,
  type RunLists,
  RunTextCache,
  type RunView,
  firstRunView,
  listRuns,
} from '../../domain/jobs/queue/listing.ts';
import { canBeRetried } from '../../domain/jobs/queue/retry.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { countStages } from '../../domain/jobs/queue/stage.ts';
import type { Job, JobKey } from '../../domain/jobs/job.ts';
import { oneLine } from '../../domain/visible.ts';
import { failureOf } from '../failure.ts';
import { l10n } from '../l10n.ts';
import { orderBy, pageAction } from '../results/pageParts.ts';
import type { PageSource } from '../results/pageSource.ts';
import type { Action, Page, Row } from '../results/protocol.ts';
import {
  type RunActionId,
  columnsOf,
  factsOf,
  fieldsOf,
  rowActions,
  runRow,
  runsText,
  statusesOf,
  withStage,
} from './batchTexts.ts';

/** Where the page reads the batch. */
export interface BatchSource {
  readonly batch: (id: string) => Batch | undefined;
  readonly lists: RunLists;
  readonly job: (key: JobKey) => Job | undefined;
  /** Why nothing is sent of the batch at the moment. */
  readonly standstill: (batch: Batch) => string | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** Fires when runs or jobs have changed. */
  readonly onDidChange: Event<void>;
}

/** What the user can do with the page. */
export interface BatchActions {
  readonly cancel: (runs: readonly Run[]) => Promise<void>;
  readonly resume: (runs: readonly Run[]) => Promise<void>;
  readonly moveToFront: (runs: readonly Run[]) => void;
  readonly retry: (batch: Batch, entries: readonly RunEntry[]) => Promise<void>;
  /** `isPart`: the entries are not all of the batch. */
  readonly exportRuns: (batch: Batch, entries: readonly RunEntry[], isPart: boolean) => Promise<void>;
  readonly showDetails: (run: Run) => Promise<void>;
  readonly openSpec: (run: Run) => Promise<void>;
}

/** At most this many runs are opened at once. */
const maxOpened = 10;

export class BatchPage implements PageSource {
  readonly rowsTitle = l10n.t('Runs');
  /** The batch's id. */
  readonly subject: string;
  readonly #source: BatchSource;
  readonly #actions: BatchActions;
  readonly #texts: RunTextCache;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #subscription: { dispose(): void };
  readonly #onDispose: () => void;
  #view: RunView = firstRunView;
  #revision = 0;
  /** All runs and those that are listed, as last shown. */
  #entries: readonly RunEntry[] = [];
  #listed: readonly RunEntry[] = [];

  constructor(batchId: string, source: BatchSource, actions: BatchActions, onDispose: () => void) {
    this.subject = batchId;
    this.#source = source;
    this.#actions = actions;
    this.#onDispose = onDispose;
    this.#texts = new RunTextCache(source.lists);
    this.#subscription = source.onDidChange(() => {
      this.#changes.fire();
    });
  }

  page(): Page {
    const batch = this.#source.batch(this.subject);
    const { lists, standstill } = this.#source;
    this.#entries = batch === undefined ? [] : lists.entries(batch.id);
    this.#listed = listRuns(this.#entries, this.#view, entries => this.#texts.of(entries));
    this.#revision += 1;
    const counts = countStages(this.#entries);
    const isFiltered = this.#isFiltered;
    return {
      revision: this.#revision,
      title: batch === undefined ? l10n.t('Batch') : oneLine(batch.name),
      facts: batch === undefined ? [] : factsOf(batch, lists.runs(this.#entries.slice(0, 1).map(({ id }) => id))[0]),
      statuses: batch === undefined ? [] : statusesOf(counts, this.#entries.length, standstill(batch)),
      actions: batch === undefined ? [] : this.#pageActions(),
      tiles: [],
      charts: [],
      fields: batch === undefined ? [] : fieldsOf(this.#view, counts),
      isFiltered,
      columns: columnsOf(this.#view),
      rowCount: this.#listed.length,
      rowsText: runsText(this.#listed.length, this.#entries.length),
      emptyText:
        batch === undefined
          ? l10n.t('This batch is no longer in the history.')
          : isFiltered
            ? l10n.t('No runs match the filter.')
            : l10n.t('No runs.'),
      rowActions: rowActions(),
    };
  }

  rows(first: number, count: number): readonly Row[] {
    const entries = this.#listed.slice(first, first + count);
    const now = this.#source.now();
    const runs = new Map(this.#source.lists.runs(entries.map(({ id }) => id)).map(run => [run.id, run]));
    return entries.map(entry => {
      const run = runs.get(entry.id);
      // The batch was removed just now.
      if (run === undefined) return { key: entry.id, cells: [] };
      const key = jobKeyOf(run);
      const job = key && this.#source.job(key);
      return runRow(run, entry, job && failureOf(job)?.reason, now);
    });
  }

  keys(first: number, count: number): readonly string[] {
    return this.#listed.slice(first, first + count).map(({ id }) => id);
  }

  async take(message: Parameters<PageSource['take']>[0]): Promise<void> {
    const batch = this.#source.batch(this.subject);
    if (batch === undefined) return;
    switch (message.type) {
      case 'field':
        if (message.id === 'text') this.#setView({ ...this.#view, text: message.value });
        if (message.id === 'stage') this.#setView(withStage(this.#view, message.value));
        break;
      case 'clearFilter':
        this.#setView({ ...withStage(this.#view, ''), text: '' });
        break;
      case 'sort': {
        const column = columnsOf(this.#view).find(({ id }) => id === message.column);
        if (column !== undefined) this.#setView({ ...this.#view, ...orderBy(column, this.#view) });
        break;
      }
      case 'action':
        await this.#act(message.id, batch);
        break;
      case 'open': {
        const [run] = this.#runs([message.key]);
        if (run !== undefined) await this.#do(run.jobId === undefined ? 'spec' : 'details', [run]);
        break;
      }
      case 'rowAction': {
        const action = rowActions().find(({ id }) => id === message.id);
        if (action !== undefined) await this.#do(action.id, this.#runs(message.keys));
        break;
      }
      case 'copyCell':
      case 'copyRow':
      case 'pick':
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
    this.#onDispose();
  }

  get #isFiltered(): boolean {
    return this.#view.text.trim() !== '' || this.#view.stage !== undefined;
  }

  #setView(view: RunView): void {
    this.#view = view;
    this.#changes.fire();
  }

  /** Runs of this batch, in its order. */
  #runs(ids: readonly string[]): readonly Run[] {
    return this.#source.lists
      .runs(ids)
      .filter(({ batchId }) => batchId === this.subject)
      .sort((one, other) => one.position - other.position);
  }

  /** The runs of the whole batch that are in one of these states. */
  #runsIn(...states: readonly Run['state'][]): readonly Run[] {
    const ids = this.#source.lists.entries(this.subject).filter(({ state }) => states.includes(state));
    return this.#runs(ids.map(({ id }) => id)).filter(({ state }) => states.includes(state));
  }

  #pageActions(): readonly Action[] {
    const has = (...states: readonly Run['state'][]): boolean =>
      this.#entries.some(({ state }) => states.includes(state));
    return [
      ...(has('asking') ? [pageAction('resume', l10n.t('Resume Held Runs…'), true)] : []),
      ...(this.#entries.some(canBeRetried) ? [pageAction('retry', l10n.t('Retry Failed…'))] : []),
      ...(has('waiting', 'asking') ? [pageAction('cancel', l10n.t('Cancel Waiting Runs…'))] : []),
      pageAction('export', l10n.t('Export…')),
    ];
  }

  async #act(id: string, batch: Batch): Promise<void> {
    switch (id) {
      case 'cancel':
        await this.#actions.cancel(this.#runsIn('waiting', 'asking'));
        break;
      case 'resume':
        await this.#actions.resume(this.#runsIn('asking'));
        break;
      case 'retry':
        await this.#actions.retry(batch, this.#source.lists.entries(batch.id));
        break;
      case 'export':
        await this.#actions.exportRuns(batch, this.#listed, this.#isFiltered);
    }
  }

  async #do(id: RunActionId, runs: readonly Run[]): Promise<void> {
    switch (id) {
      case 'details':
        for (const run of runs.slice(0, maxOpened)) await this.#actions.showDetails(run);
        break;
      case 'spec':
        for (const run of runs.slice(0, maxOpened)) await this.#actions.openSpec(run);
        break;
      case 'front':
        this.#actions.moveToFront(runs);
        break;
      case 'resume':
        await this.#actions.resume(runs);
        break;
      case 'cancel':
        await this.#actions.cancel(runs);
    }
  }
}
