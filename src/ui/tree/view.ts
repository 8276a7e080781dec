import * as vscode from 'vscode';
import type { ConnectionState } from '../../domain/connection.ts';
import { type Job, type JobKey, isUnfinished, keyText } from '../../domain/jobs/job.ts';
import { loadMoreCount } from '../../domain/jobs/list.ts';
import { type JobQuery, parseQuery } from '../../domain/jobs/query.ts';
import type { StoreChange } from '../../domain/jobs/store.ts';
import { commandIds, viewIds } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import { JobsBadge } from './badge.ts';
import { ContextKeys } from './contextKeys.ts';
import { DrawnRows } from './drawn.ts';
import { type NodeKey, groupKey, jobKey, moreKey, nodeKind, noticeKey } from './keys.ts';
import type { LazyTree } from './lazyTree.ts';
import { descriptionOf, messageOf } from './message.ts';
import { childrenOf, isShown, jobOfNode, loadMoreId, parentOf } from './model.ts';
import { hasJobs } from './notices.ts';
import { redrawOrder } from './redrawOrder.ts';
import { capabilitiesOf, rowOf } from './rows.ts';
import type { BatchRows, Row, TreeSource } from './source.ts';
import { windowSource } from './windowSource.ts';
import { addTooltip, setViewTexts, treeItem } from '../window/tree.ts';
import { sentenceOfFault } from '../../domain/visible.ts';

/** How often elapsed times are updated between polls, without a call to the services. */
const tickMs = 5_000;
/** How often the view checks whether another window has written to the history. */
const syncMs = 3_000;
/** Changes within `togetherMs` are handled together; while changes keep coming, they are handled every `lookMs`. */
const togetherMs = 20;
const lookMs = 200;
const queryKey = 'jobsQuery';

/** The “Jobs” tree view. It shows the list and the store, and never calls a service itself. */
export class JobsView {
  readonly #ports: Ports;
  readonly #tree: LazyTree;
  readonly #view: vscode.TreeView<NodeKey>;
  readonly #memento: vscode.Memento;
  readonly #subscriptions: { dispose(): unknown }[];
  /** Each row as it was last drawn, to fire change events only for rows that differ. */
  readonly #drawn = new DrawnRows();
  readonly #loading = new Set<string>();
  readonly #context = new ContextKeys();
  /** The root keys as last returned to the editor. */
  #top: readonly NodeKey[] | undefined;
  readonly #badge: JobsBadge;
  #timers: NodeJS.Timeout[] = [];
  #lookTimer: NodeJS.Timeout | undefined;
  #lookedAt = -Infinity;
  #storageFailure: string | undefined;
  #batches: BatchRows | undefined;

  /** `memento` is the workspace's and stores the query; `shared` is common to all windows. */
  constructor(
    ports: Ports,
    view: vscode.TreeView<NodeKey>,
    tree: LazyTree,
    memento: vscode.Memento,
    shared: vscode.Memento,
  ) {
    this.#ports = ports;
    this.#view = view;
    this.#tree = tree;
    this.#memento = memento;
    this.#badge = new JobsBadge(ports, view, shared);
    this.#subscriptions = [
      ports.store.onDidChange(change => {
        this.#storeChanged(change);
      }),
      ports.watcher.onDidChange(() => {
        this.#noticesChanged();
      }),
      ports.connection.onDidChange(state => {
        this.#connectionChanged(state);
      }),
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#visibilityChanged(visible);
      }),
      this.#view.onDidChangeSelection(() => {
        this.#setContext();
      }),
    ];
    ports.list.setQuery(parseQuery(memento.get(queryKey)));
  }

  /** Shows the account that is selected, and connects if the view is visible. Called once, when every part of the window exists. */
  start(): void {
    this.#connectionChanged(this.#ports.connection.state);
    if (this.#view.visible) this.#visibilityChanged(true);
  }

  get selection(): readonly NodeKey[] {
    return this.#view.selection;
  }

  /** The job of a row; undefined for other rows. */
  jobOf(key: NodeKey): Job | undefined {
    return jobOfNode(key, this.#source());
  }

  /** Shows the batches of which more will come; call it again when they have changed. */
  showBatches(batches: BatchRows): void {
    this.#batches = batches;
    const top = this.#reading(() => childrenOf(undefined, this.#source()));
    if (top?.join() === this.#top?.join()) this.#redraw(this.#drawn.keys('batch', 'run'));
    else this.#fireAll();
  }

  /** Shows the results of a query, and stores the query for this workspace's next windows. */
  ask(query: JobQuery): void {
    this.#ports.list.setQuery(query);
    void this.#memento.update(queryKey, query);
    this.#describe();
    this.#fireAll();
  }

  /**
   * Shows the next rows of a group, loading them if they are not known yet. `read` is called with the number of jobs
   * wanted and resolves when they have been read.
   */
  async loadMore(group: string, read: (wanted: number) => Promise<unknown>): Promise<void> {
    if (this.#loading.has(group)) return;
    const { list } = this.#ports;
    const isKnown = group !== loadMoreId && list.rows(group).rest > 0;
    const wanted = group === loadMoreId ? loadMoreCount : list.showMore(group);
    try {
      if (isKnown) return;
      this.#loading.add(group);
      this.#fire([moreKey(group)]);
      await read(wanted);
    } finally {
      this.#loading.delete(group);
      if (list.query.grouping === 'none' || group === loadMoreId) this.#fireAll();
      else this.#fire([groupKey(group)]);
    }
  }

  /** Shows that the job history cannot be read, with the reason, or with undefined that it is readable again. */
  storageFailed(reason: string | undefined): void {
    if (reason === this.#storageFailure) return;
    this.#storageFailure = reason;
    this.#fireAll();
  }

  /** Reveals a job in the view, or shows its details if it is filtered out or behind “Load More”. */
  async reveal(job: JobKey): Promise<void> {
    const key = jobKey(job);
    const known = this.#ports.store.get(keyText(job));
    if (known === undefined) {
      await vscode.commands.executeCommand(`${viewIds.jobs}.focus`);
      return;
    }
    if (!isShown(known, this.#source())) {
      await vscode.commands.executeCommand(commandIds.showDetails, key);
      return;
    }
    await this.#view.reveal(key, { select: true, focus: true, expand: true });
  }

  getChildren(key?: NodeKey): NodeKey[] {
    const keys =
      this.#reading(() => [...childrenOf(key, this.#source())]) ?? (key === undefined ? [noticeKey('storage')] : []);
    if (key === undefined) {
      this.#top = keys;
      this.#setMessage();
    }
    return keys;
  }

  getParent(key: NodeKey): NodeKey | undefined {
    return this.#reading(() => parentOf(key, this.#source()));
  }

  getTreeItem(key: NodeKey): vscode.TreeItem {
    const row = this.#row(key) ?? { label: '', capabilities: [], accessibleLabel: '' };
    this.#drawn.draw(key, row);
    return treeItem(key, row);
  }

  resolveTreeItem(item: vscode.TreeItem, key: NodeKey): vscode.TreeItem {
    const tooltip = this.#row(key)?.tooltip;
    if (tooltip !== undefined) addTooltip(item, tooltip());
    return item;
  }

  dispose(): void {
    this.#stopTimers();
    clearTimeout(this.#lookTimer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #source(): TreeSource {
    return windowSource(this.#ports, {
      loading: this.#loading,
      storageFailure: this.#storageFailure,
      batches: this.#batches,
    });
  }

  readonly #row = (key: NodeKey): Row | undefined => this.#reading(() => rowOf(key, this.#source()));

  /** Returns the result of `read`, or undefined if the history cannot be read, which the view then shows. */
  #reading<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (fault) {
      if (this.#storageFailure === undefined) this.#ports.log.fault('job history not readable', fault);
      this.#storageFailure = sentenceOfFault(fault);
      return undefined;
    }
  }

  /** Fires a change of the whole tree, after which no row counts as drawn; does nothing if `#isUnchanged`. */
  #fireAll(): void {
    if (this.#isUnchanged()) {
      this.#setMessage();
      return;
    }
    this.#drawn.clear();
    this.#tree.fire(undefined);
  }

  /** Fires changes of nodes, so that selected rows stay highlighted. If the history cannot be read, as they come. */
  #fire(keys: readonly NodeKey[]): void {
    if (keys.length === 0) return;
    const order = this.#reading(() => redrawOrder(keys, this.#view.selection, this.#drawn, this.#source())) ?? keys;
    if (order === 'everything') this.#fireAll();
    else for (const each of order) this.#tree.fire(each);
  }

  /** Whether the tree is empty or contains only notices. */
  #hasOnlyNotices(): boolean {
    return this.#top?.every(key => nodeKind(key) === 'notice') === true;
  }

  /**
   * Whether the tree contains only notices and they are unchanged, or the editor has not requested the tree yet. No
   * change is fired then: after each one the editor ignores further changes for a fifth of a second, which would delay
   * the first jobs.
   */
  #isUnchanged(): boolean {
    if (this.#top === undefined) return true;
    if (!this.#hasOnlyNotices()) return false;
    const now = this.#reading(() => childrenOf(undefined, this.#source())) ?? [noticeKey('storage')];
    const isSame = now.length === this.#top.length && now.every((key, index) => key === this.#top?.[index]);
    return isSame && now.every(key => this.#drawn.isSame(key, this.#row(key)));
  }

  #storeChanged({ all, changed }: StoreChange): void {
    if (all) {
      this.#ports.list.clearCache();
      this.#fireAll();
      this.#reading(() => {
        this.#badge.update();
      });
      return;
    }
    const jobs = changed.map(jobKey);
    // The rows under an expanded job show facts that its own row does not.
    this.#fire(jobs.filter(key => this.#drawn.wasOpened(key) || this.#drawn.hasChanged(key, this.#row)));
    // Show the first rows immediately. Updating the message first would delay them.
    if (this.#hasOnlyNotices()) this.#update();
    else this.#scheduleUpdate();
  }

  #scheduleUpdate(): void {
    const restMs = this.#lookedAt + lookMs - performance.now();
    this.#lookTimer ??= setTimeout(
      () => {
        this.#lookTimer = undefined;
        this.#update();
      },
      Math.max(togetherMs, restMs),
    );
  }

  /** Finds the groups and rows that have changed, and fires only those. */
  #update(): void {
    const { list } = this.#ports;
    this.#lookedAt = performance.now();
    this.#reading(() => {
      this.#badge.update();
    });
    const change = this.#reading(() => list.update());
    if (change === undefined || change.groups || (list.query.grouping === 'none' && change.rows.length > 0)) {
      this.#fireAll();
      return;
    }
    const fired = new Set(change.rows.map(groupKey));
    this.#fire([...fired]);
    if (change.counts)
      this.#redraw(this.#drawn.keys('batch', 'run', 'service', 'group', 'more').filter(key => !fired.has(key)));
    this.#setMessage();
  }

  /** Fires the drawn rows that have changed since they were drawn. */
  #redraw(keys: readonly NodeKey[]): void {
    this.#fire(keys.filter(key => this.#drawn.hasChanged(key, this.#row)));
  }

  /** Updates what changes with time alone: running jobs, starts, notices and the view's message. */
  tick(): void {
    const {
      store,
      list: { query },
    } = this.#ports;
    // Jobs drop out of a filter by age, and at midnight today's group becomes yesterday's.
    if (query.filter.withinMs !== undefined) this.#scheduleUpdate();
    this.#redraw([
      ...store.unfinished.filter(isUnfinished).map(jobKey),
      ...this.#drawn.keys('notice', 'intent', 'run', ...(query.grouping === 'day' ? ['group' as const] : [])),
    ]);
    this.#setMessage();
  }

  #noticesChanged(): void {
    const shown = this.#drawn.keys('notice').join();
    const due = (this.#reading(() => childrenOf(undefined, this.#source())) ?? [])
      .filter(key => nodeKind(key) === 'notice')
      .join();
    if (shown === due) this.tick();
    else this.#fireAll();
  }

  #setMessage(): void {
    setViewTexts(this.#view, { message: this.#reading(() => messageOf(this.#source())) ?? '' });
    this.#setContext();
  }

  #setContext(): void {
    const { connection, list, watcher } = this.#ports;
    const source = this.#reading(() => this.#source());
    this.#context.set({
      connection: connection.state,
      watch: watcher.state,
      filter: list.query.filter,
      hasJobs: source !== undefined && hasJobs(source),
      selection: source === undefined ? [] : (this.#reading(() => capabilitiesOf(this.#view.selection, source)) ?? []),
    });
  }

  #connectionChanged(state: ConnectionState): void {
    this.#describe();
    this.#ports.list.clearCache();
    this.#fireAll();
    if (state.state === 'idle' && this.#view.visible) void this.#ports.connection.current();
  }

  /** Updates the description beside the view's title: the connection and the filter. */
  #describe(): void {
    const {
      connection: { state },
      list: {
        query: { filter },
      },
    } = this.#ports;
    setViewTexts(this.#view, { description: descriptionOf(state, filter) });
    this.#setContext();
  }

  #visibilityChanged(visible: boolean): void {
    this.#stopTimers();
    const { watcher, connection } = this.#ports;
    this.#reading(() => {
      this.#badge.looked();
    });
    if (visible) {
      void connection.current();
      this.#timers = [
        setInterval(() => {
          this.tick();
        }, tickMs),
        setInterval(() => {
          this.#sync();
        }, syncMs),
      ];
      this.tick();
      this.#sync();
    }
    watcher.paceChanged();
  }

  #sync(): void {
    try {
      this.#ports.store.sync();
      this.storageFailed(undefined);
    } catch (fault) {
      if (this.#storageFailure === undefined) this.#ports.log.fault('job history not readable', fault);
      this.storageFailed(sentenceOfFault(fault));
    }
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }
}
