// The page's only connection to the extension.
import type { FromPage, ToPage } from '../../ui/results/protocol.ts';
import type { EditorApi } from '../shared/editor.ts';

/**
 * The state that survives reloading or hiding the page. The editor writes it to disk, so it holds positions and
 * switches only: no text of the page, which may be health data.
 */
export interface Kept {
  /** How far the page is scrolled, in pixels. */
  readonly scroll: number;
  /** How far the rows are scrolled, in pixels. */
  readonly rowsScroll: number;
  /** How far a table is scrolled sideways, in pixels. */
  readonly columnsScroll?: number;
  /** The ids of the charts that are shown as tables. */
  readonly tables: readonly string[];
  /** What the page shows, by an id of the extension; only if the page is to be restored. */
  readonly subject?: string;
}

declare function acquireVsCodeApi(): EditorApi<FromPage, Kept>;

const api = acquireVsCodeApi();

/** Sends a message to the extension. */
export function send(message: FromPage): void {
  api.postMessage(message);
}

/** Listens to the extension's messages. */
export function listen(heard: (message: ToPage) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    heard(data);
  });
}

// State saved by an earlier version may lack members.
let kept: Kept = { scroll: 0, rowsScroll: 0, tables: [], ...api.getState() };

export function state(): Kept {
  return kept;
}

export function keep(change: Partial<Kept>): void {
  kept = { ...kept, ...change };
  api.setState(kept);
}
