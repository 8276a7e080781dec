import type * as vscode from 'vscode';
import type { MachineFacts } from './diagnostics/facts.ts';
import type { Connection, ConnectionChoice } from '../domain/connection.ts';
import type { CallCounter } from '../domain/jobs/callCount.ts';
import type { FinishedRecords } from '../domain/jobs/ports.ts';
import type { StartPorts } from '../domain/jobs/start.ts';
import type { TargetFolder } from '../domain/files/local.ts';
import type { Discovery } from '../domain/jobs/discovery.ts';
import type { JobList } from '../domain/jobs/list.ts';
import type { JobStore } from '../domain/jobs/store.ts';
import type { LiveValues } from '../domain/live/values.ts';
import type { JobLogs } from './jobLog/state.ts';
import type { LogPort } from '../domain/log.ts';
import type { VariableSources } from '../domain/spec/variableKinds.ts';
import type { LocalFiles } from '../domain/upload/port.ts';
import type { Watcher } from '../domain/jobs/watcher.ts';

export interface SettingsPort {
  readonly connection: ConnectionChoice | undefined;
  readonly connectionIsUnreadable: boolean;
  /** The connection that the settings of a file's folder ask for, as it was written. */
  pinOf(file: vscode.Uri): unknown;
  /** The URLs to use instead of the services' own, as they were written; `endpointsIn` reads them. */
  readonly endpoints: unknown;
  readonly confirmStart: boolean;
  setConnection(choice: ConnectionChoice, forWorkspace: boolean): Promise<void>;
  readonly notifyOnFinish: 'all' | 'failed';
  setNotifyOnFinish(which: 'all' | 'failed'): Promise<void>;
  readonly overlay: string;
  setOverlay(name: string): Promise<void>;
  readonly refreshIntervalMs: number;
  /** How long a confirmed run may wait in the queue without being seen, in milliseconds. */
  readonly askAfterMs: number;
  /** The user's own prices, as they were written; `costOf` reads them. */
  readonly rates: unknown;
  /** Whether a check before a start may read the beginning of documents. */
  readonly readsDocuments: boolean;
  /** Which connections are protected, as it was written; `isProtected` reads it. */
  readonly protectedConnections: unknown;
}

export interface SpecFilesPort {
  isSpec(uri: vscode.Uri): boolean;
  list(): Promise<readonly vscode.Uri[]>;
  read(uri: vscode.Uri): Promise<{ readonly uri: vscode.Uri; readonly text: string }>;
  text(uri: vscode.Uri): Promise<string>;
}

/** The values of a spec's variables, and the available overlays. */
export interface VariablesPort {
  /** Fires when the value of a variable may have changed. */
  readonly onDidChange: vscode.Event<void>;
  sources(spec: vscode.Uri, save?: boolean): Promise<VariableSources>;
  overlays(spec?: vscode.Uri): Promise<readonly { readonly name: string; readonly uri: vscode.Uri }[]>;
}

/** A profile as the connection list shows it. */
export interface ProfileSummary {
  readonly name: string;
  readonly region?: string;
  /** The AWS CLI reads it, and the AWS SDK does not: it cannot be used. */
  readonly isUnreadable?: true;
}

/** A file that is written piece by piece under another name, so that a half file never has the final name. */
export interface GrowingFile {
  write(content: string | Uint8Array): Promise<void>;
  /** Gives the file its name, replacing one that has it. */
  finish(): Promise<void>;
  /** Deletes what was written. */
  abandon(): Promise<void>;
}

/** The dependencies of the UI. */
export interface Ports {
  /** The number of calls to the services, by operation and hour. */
  readonly calls: CallCounter;
  readonly connection: Connection;
  /**
   * Resolves with the commit that is checked out where the file is, marked if that commit does not contain the file
   * with this text. Never rejects.
   */
  readonly gitCommitOf: (file: vscode.Uri, text: string) => Promise<string | undefined>;
  readonly discovery: Discovery;
  readonly list: JobList;
  readonly live: LiveValues;
  readonly listProfiles: () => Promise<readonly ProfileSummary[]>;
  readonly log: LogPort;
  /** The logs of jobs, loaded when the first is needed. */
  readonly jobLogs: () => Promise<JobLogs>;
  /** The step that a running job is at, by its `keyText`, where its log tells. */
  readonly steps: Map<string, string>;
  /** Resolves with version numbers and the state of the job history's file. */
  readonly machine: () => Promise<MachineFacts>;
  /** Begins a file at a path of this computer. */
  readonly createFile: (path: string) => Promise<GrowingFile>;
  /** Opens files and folders of this computer, by their absolute paths. */
  readonly localFiles: (paths: readonly string[]) => Promise<LocalFiles>;
  /** Opens a folder of this computer for downloads. */
  readonly targetFolder: (path: string) => Promise<TargetFolder>;
  readonly settings: SettingsPort;
  readonly specFiles: SpecFilesPort;
  readonly finished: FinishedRecords;
  readonly start: StartPorts;
  readonly store: JobStore;
  readonly variables: VariablesPort;
  readonly watcher: Watcher;
}
