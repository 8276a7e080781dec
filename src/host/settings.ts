import * as vscode from 'vscode';
import { type ConnectionChoice, parseChoice } from '../domain/connection.ts';
import { settingIds, settingsSection } from '../ids.ts';
import { bounded, settingBounds } from './bounds.ts';

/** The only reader of settings. A value of the wrong type counts as not set. */
export class Settings {
  /** Fires once for each of our settings that changed, with its id (see `settingIds`). */
  onDidChange(listener: (id: string) => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration(event => {
      for (const id of Object.values(settingIds))
        if (event.affectsConfiguration(`${settingsSection}.${id}`)) listener(id);
    });
  }

  get connection(): ConnectionChoice | undefined {
    return parseChoice(this.#connectionValue());
  }

  /**
   * The connection that the settings of a file's folder ask for, as it was written: in a workspace of several folders,
   * each may have its own. Not trusted either: it can only hold a start back.
   */
  pinOf(file: vscode.Uri): unknown {
    return this.#section(file).inspect<unknown>(settingIds.connection)?.workspaceFolderValue;
  }

  /** Whether a connection is set but its value cannot be read. */
  get connectionIsUnreadable(): boolean {
    const value = this.#connectionValue();
    return value !== undefined && value !== null && parseChoice(value) === undefined;
  }

  /**
   * The value of the most specific scope, as a whole: the editor would merge the members of several scopes, and so
   * combine a profile with another's region or account.
   */
  #connectionValue(): unknown {
    const levels = this.#section().inspect<unknown>(settingIds.connection);
    const ofWorkspace = vscode.workspace.isTrusted
      ? (levels?.workspaceFolderValue ?? levels?.workspaceValue)
      : undefined;
    return ofWorkspace ?? levels?.globalValue;
  }

  /** Writes the connection: for this workspace when `forWorkspace`, else for the user. Throws when the settings cannot be written. */
  async setConnection(choice: ConnectionChoice, forWorkspace: boolean): Promise<void> {
    const target = forWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await this.#section().update(settingIds.connection, choice, target);
  }

  /** The URLs to use instead of the services' own, as they were written; `endpointsIn` reads them. */
  get endpoints(): unknown {
    return this.#get(settingIds.endpoints);
  }

  get refreshIntervalMs(): number {
    return this.#number(settingIds.refreshIntervalSeconds) * 1_000;
  }

  get confirmStart(): boolean {
    return this.#get(settingIds.confirmStart) !== false;
  }

  /** Which finished jobs cause a notification. */
  get notifyOnFinish(): 'all' | 'failed' {
    return this.#get(settingIds.notifyOnFinish) === 'failed' ? 'failed' : 'all';
  }

  /** Writes `notifyOnFinish` for the user. Throws when the settings cannot be written. */
  async setNotifyOnFinish(which: 'all' | 'failed'): Promise<void> {
    await this.#section().update(settingIds.notifyOnFinish, which, vscode.ConfigurationTarget.Global);
  }

  /** How many days finished jobs stay in the history; 0: forever. */
  get historyDays(): number {
    return this.#number(settingIds.historyDays);
  }

  /** How long a confirmed run may wait in the queue without being seen, in milliseconds. */
  get askAfterMs(): number {
    return this.#number(settingIds.askAfterHours) * 3_600_000;
  }

  /** The user's own prices, as they were written; `costOf` reads them. */
  get rates(): unknown {
    return this.#get(settingIds.rates);
  }

  /** Whether a check before a start may read the beginning of documents. */
  get readsDocuments(): boolean {
    return this.#get(settingIds.readsDocuments) === true;
  }

  /** Which connections are protected, as it was written; `isProtected` reads it. */
  get protectedConnections(): unknown {
    return this.#get(settingIds.protectedConnections);
  }

  /** How long a job takes in the sandbox, in seconds. */
  get sandboxJobSeconds(): number {
    return this.#number(settingIds.sandboxJobSeconds);
  }

  /** The name of the variables overlay; empty: none is selected. */
  get overlay(): string {
    const value = this.#get(settingIds.overlay);
    return typeof value === 'string' ? value.trim() : '';
  }

  /** Writes the overlay's name: for the workspace when there is one, else for the user. Throws when the settings cannot be written. */
  async setOverlay(name: string): Promise<void> {
    const target =
      vscode.workspace.workspaceFolders === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace;
    await this.#section().update(settingIds.overlay, name === '' ? undefined : name, target);
    // The user's own setting may still name one.
    if (name === '' && this.overlay !== '') await this.#section().update(settingIds.overlay, '', target);
  }

  #section(file?: vscode.Uri): vscode.WorkspaceConfiguration {
    return vscode.workspace.getConfiguration(settingsSection, file);
  }

  #number(id: keyof typeof settingBounds): number {
    return bounded(this.#get(id), settingBounds[id]);
  }

  #get(id: string): unknown {
    return this.#section().get<unknown>(id);
  }
}
