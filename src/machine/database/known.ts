// How a history is recognized from session to session, and what may have happened to its file.

/**
 * Something happened to the history file. `replaced`, `deleted`: while this window had it open. `another`, `lost`:
 * since the last session. `kept`: the path that its remains were copied to.
 */
export interface HistoryNotice {
  readonly what: 'replaced' | 'deleted' | 'another' | 'lost';
  readonly kept?: string;
}

/** How a history is recognized; stored outside its file. */
export interface KnownHistory {
  /** The identity of the history that was last open here. */
  readonly identity?: number | undefined;
  remember(identity: number): void;
  onNotice(notice: HistoryNotice): void;
}
