// What the tree is made from, and what a row of it says.
import type { ConnectionState } from '../../domain/connection.ts';
import type { Intent } from '../../domain/jobs/intent.ts';
import type { Job } from '../../domain/jobs/job.ts';
import type { GroupRows } from '../../domain/jobs/list.ts';
import type { GroupCount, JobQuery } from '../../domain/jobs/query.ts';
import type { WatchState } from '../../domain/jobs/watcher.ts';
import type { Capability, CommandId } from '../../ids.ts';
import type { NodeKey } from './keys.ts';

/** One row as plain data. `treeItem` turns it into a `vscode.TreeItem`. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon?: { readonly id: string; readonly color?: string };
  readonly expandable?: 'open' | 'closed';
  readonly capabilities: readonly Capability[];
  /** What a click or Enter does. */
  readonly command?: CommandId;
  /** Facts for the tooltip, each a name and a text. Computed on demand, because rows are redrawn often. */
  readonly tooltip?: () => readonly (readonly [string, string])[];
  /** The row as one sentence for a screen reader. */
  readonly accessibleLabel: string;
}

/** The rows of batches, which are loaded when there is one of which more will come. `run`, `batch`: their IDs. */
export interface BatchRows {
  keys(): readonly NodeKey[];
  runs(batch: string): readonly NodeKey[];
  batchOf(run: string): string | undefined;
  /** The `keyText` of a run's job. */
  jobOf(run: string): string | undefined;
  batchRow(batch: string): Row | undefined;
  runRow(run: string, source: TreeSource): Row | undefined;
  allRow(batch: string): Row;
}

/** The data that rows are made from. */
export interface TreeSource {
  readonly query: JobQuery;
  readonly groups: readonly GroupCount[];
  rows(group: string): GroupRows;
  /** Whether the services may have jobs, of this group if one is given, that have not been read yet. */
  hasUnread(group?: string): boolean;
  /** Whether a list of the services is being read for the first time ever. */
  isFirstReading(): boolean;
  /** Groups whose next page is being loaded. */
  readonly loading: ReadonlySet<string>;
  readonly openIntents: readonly Intent[];
  readonly batches?: BatchRows;
  get(key: string): Job | undefined;
  /** The steps that running jobs are at, by their `keyText`. */
  readonly steps?: ReadonlyMap<string, string>;
  readonly connection: ConnectionState;
  readonly watch: WatchState;
  readonly now: number;
  /** Set when the job history cannot be read. */
  readonly storageFailure?: string;
  /** Whether the workspace is in Restricted Mode, where no job can be started. */
  readonly isRestricted?: boolean;
}
