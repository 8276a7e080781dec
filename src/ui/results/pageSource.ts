import type { Event } from '../../domain/event.ts';
import type { FromPage, Page, Row } from './protocol.ts';

/** What a page shows, and what is done when its user does something. */
export interface PageSource {
  /** Fires when the page is to be shown again. */
  readonly onDidChange: Event<void>;
  page(): Page;
  rows(first: number, count: number): readonly Row[];
  /** Does what the user asked for. */
  take(message: Exclude<FromPage, { readonly type: 'ready' | 'rows' }>): void | Promise<void>;
  dispose(): void;
}
