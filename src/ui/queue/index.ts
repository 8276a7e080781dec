// The queue in a window: sends waiting runs as far as it may, tells what needs the user, and shows batches.
import * as vscode from 'vscode';
import { isUnanswered } from '../../domain/jobs/intent.ts';
import { type Account, isWatched, sameAccount } from '../../domain/jobs/job.ts';
import type { HistoryRecords, JobServices, LeaseRecords } from '../../domain/jobs/ports.ts';
import type { RunLists } from '../../domain/jobs/queue/listing.ts';
import type { QueueRecords } from '../../domain/jobs/queue/ports.ts';
import { heldByChecks } from '../../domain/jobs/queue/resume.ts';
import type { Batch, Hold, Run } from '../../domain/jobs/queue/run.ts';
import { QueueRunner } from '../../domain/jobs/queue/runner.ts';
import type { StartOutcome } from '../../domain/jobs/start.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import { defined } from '../../domain/defined.ts';
import { isProtected } from '../../domain/protection.ts';
import { commandIds } from '../../ids.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import type { Preflights } from '../preflight/index.ts';
import type { JobsView } from '../tree/view.ts';
import { commandAction, showMessage } from '../window/messages.ts';
import { choiceOf, refusalText } from '../words.ts';
import { BatchPages } from './batchPages.ts';
import { QueueRows } from './treeRows.ts';
import { countsText } from './words.ts';

/** Where the queue keeps its runs, and whose lease decides which window sends them. */
export interface QueueStorage {
  readonly queue: QueueRecords;
  readonly lists: RunLists;
  readonly records: Pick<HistoryRecords, 'job'> & LeaseRecords;
  readonly windowId: string;
}

/** The checks of a run must have answered by then, in milliseconds; those that have not could not tell. */
const checksMs = 30_000;
/** The user is told of changes after this at the earliest, in milliseconds. */
const paceMs = 500;

export class Queue {
  readonly runner: QueueRunner;
  readonly records: QueueRecords;
  readonly #pages: BatchPages;
  readonly #ports: Ports;
  readonly #preflights: () => Promise<Preflights>;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #showRows: () => void;
  /** How many held runs the user was told of. */
  #toldHeld = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The last account that the window was connected to. */
  #lastAccount: Account | undefined;

  /** `view`: shows the batches of which more will come. */
  constructor(
    storage: QueueStorage,
    ports: Ports,
    preflights: () => Promise<Preflights>,
    view: Pick<JobsView, 'showBatches'>,
  ) {
    this.#ports = ports;
    this.#preflights = preflights;
    const { queue, lists, records, windowId } = storage;
    this.records = queue;
    const rows = new QueueRows(queue, records, () => ports.store.account);
    this.#showRows = () => {
      view.showBatches(rows);
    };
    this.#showRows();
    this.runner = new QueueRunner({
      queue,
      records,
      windowId,
      start: ports.start,
      account: () => this.account,
      services: async signal => {
        const { state } = ports.connection;
        if (state.state !== 'connected') throw new Error('the connection was closed');
        return await state.connected.pinned(signal);
      },
      active: group => {
        const isOfGroup = (each: { readonly action: string; readonly region: string }): boolean =>
          each.action === group.action && each.region === group.region;
        ports.store.sync();
        return (
          ports.store.unfinished.filter(job => isOfGroup(job) && isWatched(job)).length +
          ports.store.openIntents.filter(intent => isOfGroup(intent) && isUnanswered(intent)).length
        );
      },
      recheck: (run, services, signal) => this.#recheck(run, services, signal),
      askAfterMs: () => ports.settings.askAfterMs,
      intervalMs: () => ports.settings.refreshIntervalMs,
      onOutcome: (run, outcome) => {
        this.#logOutcome(run, outcome);
      },
      onFault: fault => {
        ports.log.fault('queue not sent', fault);
      },
    });
    this.#pages = new BatchPages({
      records: queue,
      lists,
      runner: this.runner,
      ports,
      job: key => records.job(key),
      standstill: batch => this.standstill(batch),
    });
    this.#subscriptions = [
      this.#pages,
      this.runner.onDidChange(() => {
        this.#changed();
      }),
      ports.store.onDidChange(() => {
        this.runner.wake();
      }),
      ports.connection.onDidChange(() => {
        this.#noticeAccount();
        this.runner.connectionChanged();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.runner.wake();
      }),
    ];
    this.#noticeAccount();
    this.runner.wake();
  }

  /** The account whose runs this window may send. */
  get account(): Account | undefined {
    const { state } = this.#ports.connection;
    if (state.state !== 'connected' || !vscode.workspace.isTrusted) return undefined;
    const { partition, account } = state.connected.services.identity;
    return { partition, account };
  }

  /** Shows the page of a batch, which follows it. */
  show(batch: Batch): void {
    this.#pages.show(batch);
  }

  /** Shows the batch of a page again that the editor has kept over a reload. `state`: what the page kept. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    this.#pages.restore(panel, state);
  }

  /** Removes batches from the history, except those that have runs in the queue. */
  remove(ids: readonly string[]): void {
    this.records.removeBatches(ids);
    this.#pages.changed();
  }

  /** Why nothing is sent of an account's runs at the moment; undefined if something is, as far as is known. */
  standstill(of: Account): string | undefined {
    const { account } = this;
    if (account?.account !== of.account || account.partition !== of.partition)
      return l10n.t('Waiting until you are connected to account {0}.', of.account);
    const { following, refusal } = this.runner.state;
    if (following === true) return l10n.t('Another window sends these runs.');
    return refusal === undefined
      ? undefined
      : l10n.t('Waiting for the connection. {0}', refusalText(refusal, choiceOf(this.#ports.connection.state)));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.runner.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Why a run is held: checks found problems or, on a protected connection, not every check could be run. */
  async #recheck(run: Run, services: JobServices, signal: AbortSignal): Promise<Hold | undefined> {
    const kind = kindOf(run.action);
    const { state } = this.#ports.connection;
    if (kind === undefined || state.state !== 'connected') return undefined;
    const { region, request, written } = run;
    const preflight = (await this.#preflights()).begin(
      run.name,
      { kind, region, account: run.account, request, ...defined({ written }) },
      state.connected,
      services,
    );
    const stop = (): void => {
      preflight.stop();
    };
    const timer = setTimeout(stop, checksMs);
    signal.addEventListener('abort', stop, { once: true });
    await preflight.run();
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    const problems = preflight.results
      .flatMap(({ findings = [] }) => findings)
      .flatMap(({ verdict, text }) => (verdict === 'no' ? [text] : []));
    const isGuarded = isProtected(this.#ports.settings.protectedConnections, state.connected, services.identity);
    if (problems.length > 0) return heldByChecks(run, problems, isGuarded);
    const notRun = l10n.t('Not all checks were run.');
    return isGuarded && preflight.tally.open > 0 && run.accepted !== notRun
      ? { why: 'check', text: notRun }
      : undefined;
  }

  #logOutcome(run: Run, outcome: StartOutcome): void {
    const { log, store } = this.#ports;
    const kind = kindOf(run.action);
    const operation = kind === undefined ? {} : { operation: `Start${kind.family}Job`, region: run.region };
    switch (outcome.type) {
      case 'started':
        log.info('started', { ...operation, jobId: outcome.job.id, ...defined({ requestId: outcome.job.requestId }) });
        store.intentsChanged(outcome.unrecorded === undefined ? outcome.job : undefined);
        return;
      case 'refused':
      case 'unclear':
        log.warn('start not confirmed', { ...operation, refusal: outcome.refusal.name });
        store.intentsChanged();
        return;
      case 'unwritten':
        log.fault('intent not written', outcome.cause);
        return;
      case 'unanswered':
      case 'running':
      case 'taken':
        store.intentsChanged();
    }
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      try {
        this.#tell();
        this.#showRows();
      } catch (fault) {
        this.#ports.log.fault('queue not readable', fault);
      }
    }, paceMs);
  }

  /** Tells that the runs of the account that the user has left wait for it. */
  #noticeAccount(): void {
    const { account } = this;
    const left = this.#lastAccount;
    if (account === undefined) return;
    this.#lastAccount = account;
    if (left === undefined || sameAccount(left, account)) return;
    // The held runs of this account are others.
    this.#toldHeld = 0;
    const count = this.records.queuedCount(left);
    if (count === 0) return;
    void showMessage(
      'info',
      formatPlural(
        l10n.t(
          '{0, plural, one {# run of account {1} waits until you are connected to it again.} other {# runs of account {1} wait until you are connected to it again.}}',
        ),
        count,
        left.account,
      ),
    );
  }

  /** Tells of held runs once, and of each batch when nothing more will come of it. */
  #tell(): void {
    const { account } = this;
    if (account === undefined) return;
    const held = this.records.heldCount(account);
    if (held > this.#toldHeld)
      void showMessage(
        'warning',
        formatPlural(
          l10n.t(
            '{0, plural, one {# run in the queue needs a decision.} other {# runs in the queue need a decision.}}',
          ),
          held,
        ),
        commandAction(l10n.t('Show Queue'), commandIds.showQueue),
      );
    this.#toldHeld = held;
    for (const batch of this.records.takeThrough(account)) {
      const counts = this.records.countsOf(batch.id);
      const isClean = counts.every(({ state }) => state === 'started');
      void showMessage(
        isClean ? 'info' : 'warning',
        l10n.t('Batch “{0}” has ended: {1}', batch.name, countsText(counts)),
        {
          title: l10n.t('Show Batch'),
          run: () => {
            this.show(batch);
          },
        },
      );
    }
  }
}
