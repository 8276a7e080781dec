import type * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { isFromPage } from './fromPage.ts';
import type { PageSource } from './pageSource.ts';
import type { PageWord, ToPage } from './protocol.ts';

/** A page is shown again after this at the earliest: while results are read, they change all the time. */
const paceMs = 200;

/** What takes long to count is counted less often: for this many times as long, something else can be done. */
const restFactor = 5;

/** The most rows that are sent at once. */
const maxRows = 500;

/** Connects a page in a panel with what it shows. */
export class PageSession {
  readonly #panel: vscode.WebviewPanel;
  readonly #source: PageSource;
  readonly #log: Ports['log'];
  readonly #subscriptions: { dispose(): unknown }[];
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;
  #lastMs = 0;

  constructor(panel: vscode.WebviewPanel, source: PageSource, log: Ports['log']) {
    this.#panel = panel;
    this.#source = source;
    this.#log = log;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        void this.#received(message);
      }),
      panel.onDidChangeViewState(() => {
        // A hidden page is destroyed, and sends `ready` when it is shown again.
        if (!panel.visible) this.#isReady = false;
      }),
      panel.onDidDispose(() => {
        this.#dispose();
      }),
      source.onDidChange(() => {
        this.#timer ??= setTimeout(
          () => {
            this.#timer = undefined;
            const from = performance.now();
            this.#show();
            this.#lastMs = performance.now() - from;
          },
          Math.max(paceMs, this.#lastMs * restFactor),
        );
      }),
    ];
  }

  #dispose(): void {
    this.#isReady = false;
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#source.dispose();
  }

  #post(message: ToPage): void {
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  #show(): void {
    if (!this.#isReady) return;
    try {
      this.#post({ type: 'show', page: this.#source.page() });
    } catch (fault) {
      this.#log.fault('page not shown', fault);
    }
  }

  async #received(message: unknown): Promise<void> {
    if (!isFromPage(message)) {
      this.#log.warn('page message refused');
      return;
    }
    try {
      switch (message.type) {
        case 'ready':
          this.#isReady = true;
          this.#post({
            type: 'words',
            words: pageWords(this.#source.rowsTitle),
            ...defined({ subject: this.#source.subject }),
          });
          this.#show();
          break;
        case 'keys': {
          const keys = this.#source.keys?.(message.first, message.count) ?? [];
          this.#post({ type: 'keys', id: message.id, keys });
          break;
        }
        case 'rows': {
          const rows = await this.#source.rows(message.first, Math.min(message.count, maxRows));
          this.#post({ type: 'rows', id: message.id, first: message.first, rows });
          break;
        }
        default:
          await this.#source.take(message);
      }
    } catch (fault) {
      this.#log.fault('page message failed', fault, { type: message.type });
      // The page asks for no more rows while it waits for some.
      if (message.type === 'rows') this.#post({ type: 'rows', id: message.id, first: message.first, rows: [] });
    }
  }
}

function pageWords(rows: string): Readonly<Record<PageWord, string>> {
  return {
    filter: l10n.t('Filter'),
    clearFilter: l10n.t('Clear Filter'),
    showTable: l10n.t('Show as Table'),
    hideTable: l10n.t('Show as Chart'),
    rows,
    loading: l10n.t('Loading…'),
    all: l10n.t('All'),
    summary: l10n.t('Summary'),
    open: l10n.t('Open'),
    copyCell: l10n.t('Copy Cell'),
    copyRow: l10n.t('Copy Row'),
    empty: l10n.t('(empty)'),
    selected: l10n.t('{0} selected'),
  };
}
