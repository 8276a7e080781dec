import * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import type { Ports } from '../ports.ts';
import type { BatchRows, TreeSource } from './source.ts';

/** What only the view knows of its rows. */
export interface ViewFacts {
  readonly loading: ReadonlySet<string>;
  readonly storageFailure: string | undefined;
  readonly batches: BatchRows | undefined;
}

/** Returns what the rows are made from now, in a window. */
export function windowSource(
  { store, steps, watcher, connection, start, list, discovery }: Ports,
  { loading, storageFailure, batches }: ViewFacts,
): TreeSource {
  const region = connection.state.state === 'connected' ? connection.state.connected.services.region : undefined;
  return {
    query: list.query,
    groups: list.groups(),
    rows: group => list.rows(group),
    loading,
    hasUnread: group => region !== undefined && discovery.hasUnread(list.query, region, group),
    isFirstReading: () =>
      region !== undefined &&
      watcher.state.unlisted === undefined &&
      watcher.state.following !== true &&
      discovery.hasNeverRead(region),
    openIntents: store.openIntents,
    get: key => store.get(key),
    steps,
    connection: connection.state,
    watch: watcher.state,
    now: start.clock.now(),
    ...defined({ storageFailure, batches }),
    isRestricted: !vscode.workspace.isTrusted,
  };
}
