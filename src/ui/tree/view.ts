import * as vscode from 'vscode';
import type { ConnectionState } from '../../domain/connection.ts';
import type { StoreChange } from '../../domain/jobs/store.ts';
import { keyText, type JobKey } from '../../domain/jobs/job.ts';
import { contextKeys, viewIds } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import { choiceWords } from '../words.ts';
import { draw } from './draw.ts';
import type { LateTree } from './lateTree.ts';
import { type NodeKey, type TreeSource, childrenOf, messageOf, parentOf, rowOf } from './model.ts';

/** Elapsed times run on at this pace between polls, without a call. */
const tickMs = 5_000;
/** So often the view looks whether another window wrote. */
const syncMs = 3_000;

/** The tree view "Jobs". It shows the store and never asks a service itself. */
export class JobsView {
  readonly #ports: Ports;
  readonly #tree: LateTree;
  readonly #view: vscode.TreeView<NodeKey>;
  readonly #subscriptions: { dispose(): unknown }[];
  /** The text of each row as it was last drawn, so that only what moved is fired. */
  readonly #drawn = new Map<NodeKey, string>();
  #timers: NodeJS.Timeout[] = [];
  #storageFailure: string | undefined;

  constructor(ports: Ports, view: vscode.TreeView<NodeKey>, tree: LateTree) {
    this.#ports = ports;
    this.#view = view;
    this.#tree = tree;
    this.#subscriptions = [
      ports.store.onDidChange(change => { this.#storeChanged(change); }),
      ports.watcher.onDidChange(() => { this.#noticesChanged(); }),
      ports.connection.onDidChange(state => { this.#connectionChanged(state); }),
      this.#view.onDidChangeVisibility(({ visible }) => { this.#visibilityChanged(visible); }),
    ];
    this.#connectionChanged(ports.connection.state);
    if (this.#view.visible) this.#visibilityChanged(true);
  }

  get selection(): readonly NodeKey[] {
    return this.#view.selection;
  }

  /** Says that the job history cannot be read (the reason), or that it can again (undefined). */
  storageFailed(reason: string | undefined): void {
    if (reason === this.#storageFailure) return;
    this.#storageFailure = reason;
    this.#fire(undefined);
  }

  /** Opens the view at a job. */
  async reveal(job: JobKey): Promise<void> {
    const key: NodeKey = `job:${keyText(job)}`;
    if (this.#ports.store.get(keyText(job)) === undefined) { await vscode.commands.executeCommand(`${viewIds.jobs}.focus`); return; }
    await this.#view.reveal(key, { select: true, focus: true, expand: true });
  }

  getChildren(key?: NodeKey): NodeKey[] {
    const keys = [...childrenOf(key, this.#source())];
    if (key === undefined) {
      void vscode.commands.executeCommand('setContext', contextKeys.hasRows, keys.length > 0);
      this.#view.message = messageOf(this.#source());
    }
    return keys;
  }

  getParent(key: NodeKey): NodeKey | undefined {
    return parentOf(key, this.#source());
  }

  getTreeItem(key: NodeKey): vscode.TreeItem {
    const row = rowOf(key, this.#source()) ?? { label: '', capabilities: [], spoken: '' };
    this.#drawn.set(key, JSON.stringify(row));
    return draw(key, row);
  }

  dispose(): void {
    this.#stopTimers();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #source(): TreeSource {
    const { store, watcher, connection, start } = this.#ports;
    return {
      jobs: store.jobs, openIntents: store.openIntents, get: key => store.get(key), connection: connection.state, watch: watcher.state, now: start.clock.now(),
      ...(this.#storageFailure === undefined ? {} : { storageFailure: this.#storageFailure }),
    };
  }

  /** Fires a node; undefined: the whole tree, after which nothing counts as drawn. */
  #fire(key: NodeKey | undefined): void {
    if (key === undefined) this.#drawn.clear();
    this.#tree.fire(key);
  }

  #storeChanged({ all, added, changed, removed }: StoreChange): void {
    if (all || added.length + removed.length > 0) { this.#fire(undefined); return; }
    for (const key of changed) this.#fire(`job:${key}`);
    this.#redrawMoved(); // the counts of kind and service
  }

  /** Fires every row on screen whose text is another than when it was drawn. */
  #redrawMoved(): void {
    const source = this.#source();
    for (const [key, before] of this.#drawn) {
      const row = rowOf(key, source);
      if (row !== undefined && JSON.stringify(row) !== before) this.#fire(key);
    }
  }

  #noticesChanged(): void {
    const shown = [...this.#drawn.keys()].filter(key => key.startsWith('row:')).join();
    const due = childrenOf(undefined, this.#source()).filter(key => key.startsWith('row:')).join();
    if (shown === due) this.#redrawMoved();
    else this.#fire(undefined);
  }

  #connectionChanged(state: ConnectionState): void {
    void vscode.commands.executeCommand('setContext', contextKeys.connection, state.state);
    const where = state.state === 'connected' ? ` · ${state.connected.services.identity.account}` : '';
    this.#view.description = state.state === 'none' ? '' : `${choiceWords(state.choice)}${where}`;
    this.#fire(undefined);
    if (state.state === 'idle' && this.#view.visible) void this.#ports.connection.current();
  }

  #visibilityChanged(visible: boolean): void {
    this.#stopTimers();
    const { watcher, connection } = this.#ports;
    if (visible) {
      void connection.current();
      this.#timers = [setInterval(() => { this.#redrawMoved(); }, tickMs), setInterval(() => { this.#sync(); }, syncMs)];
      this.#redrawMoved();
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
      this.storageFailed(fault instanceof Error ? fault.message : String(fault));
    }
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }
}
