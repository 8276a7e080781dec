import * as vscode from 'vscode';
import type { ConnectionState } from '../../domain/connection.ts';
import { type JobFilter, isEmpty } from '../../domain/jobs/query.ts';
import type { WatchState } from '../../domain/jobs/watcher.ts';
import { signInOf } from '../../domain/signIn.ts';
import { type Capability, contextKeys } from '../../ids.ts';
import { connectionRefusal } from '../fixes.ts';

/** What menus and the Command Palette depend on. */
export interface ViewContext {
  readonly connection: ConnectionState;
  readonly watch: WatchState;
  readonly filter: JobFilter;
  readonly hasJobs: boolean;
  /** What can be done with the selected rows. */
  readonly selection: readonly Capability[];
}

/** The context keys of the view; only those whose values have changed are set. */
export class ContextKeys {
  readonly #set = new Map<string, string | boolean>();

  set({ connection, watch, filter, hasJobs, selection }: ViewContext): void {
    const broken = connectionRefusal(connection, watch);
    const isFiltered = !isEmpty(filter);
    const now: Readonly<Record<string, string | boolean>> = {
      [contextKeys.connection]: connection.state,
      [contextKeys.isFiltered]: isFiltered,
      [contextKeys.hasJobs]: isFiltered || hasJobs,
      [contextKeys.broken]: broken === undefined ? '' : signInOf(broken) === undefined ? 'other' : 'signIn',
      [contextKeys.selection]: selection.join(' '),
    };
    for (const [key, value] of Object.entries(now)) {
      if (this.#set.get(key) === value) continue;
      this.#set.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  }
}
