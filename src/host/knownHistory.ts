import { hostname } from 'node:os';
import type * as vscode from 'vscode';
import type { HistoryNotice, KnownHistory } from '../machine/database/known.ts';

/**
 * Remembers a job history in the editor's storage, so that one that was deleted or emptied between two sessions is
 * not mistaken for a new one.
 */
export function knownHistory(
  state: vscode.Memento,
  databasePath: string,
  onNotice: (notice: HistoryNotice) => void,
): KnownHistory {
  // The local editor stores the state of a remote extension: one for all machines.
  const key = `history:${hostname()}:${databasePath}`;
  return {
    get identity() {
      return state.get<number>(key);
    },
    remember(identity) {
      void state.update(key, identity);
    },
    onNotice,
  };
}
