import type { Event } from '../../domain/event.ts';
import type { FromPage, Page, Row } from './protocol.ts';

/** What a page shows, and what is done when its user does something. */
export interface PageSource {
  /** What the rows are called. */
  readonly rowsTitle: string;
  /** What the page is kept with, if the editor is to restore it. */
  readonly subject?: string;
  /** Fires when the page is to be shown again. */
  readonly onDidChange: Event<void>;
  page(): Page;
  rows(first: number, count: number): readonly Row[] | Promise<readonly Row[]>;
  /** The keys of rows; only for those that can be selected. */
  keys?(first: number, count: number): readonly string[];
  /** Does what the user asked for. */
  take(message: Exclude<FromPage, { readonly type: 'ready' | 'rows' | 'keys' }>): void | Promise<void>;
  dispose(): void;
}
