// A page with numbers and a list: a job's results, a comparison, a batch. It shows what it is sent and says what the user did; it knows nothing of jobs.
import './results.css';
import type { Page } from '../../ui/results/protocol.ts';
import { element, show, write } from '../shared/dom.ts';
import { say, status } from '../shared/status.ts';
import { learn } from '../shared/words.ts';
import { buttonRow } from './buttons.ts';
import { chartList } from './chart.ts';
import { filterRow } from './filter.ts';
import { Grid } from './grid.ts';
import { keep, listen, send, state } from './host.ts';
import { RowList } from './rowList.ts';
import { statusList } from './statuses.ts';
import { factList, tileList } from './summary.ts';
import { word } from './words.ts';

let draw: ((page: Page) => void) | undefined;
/** What shows the rows: the list, or a table, whose rows are not selected. */
let rows: Pick<RowList, 'take'> | undefined;
let list: RowList | undefined;
let isRestored = false;

/** Creates the layout, once the page has its texts. */
function layOut(): void {
  // It gets the focus when the control that had it is gone.
  const title = element('h1', { attributes: { tabindex: '-1' } });
  const statuses = statusList();
  const actions = buttonRow();
  const rowList = (list = new RowList());
  const grid = new Grid();
  const filter = filterRow(() => {
    rowList.startOver();
  });
  const facts = factList();
  const tiles = tileList();
  const charts = chartList(() => {
    rowList.startOver();
  });
  const rowsText = element('p', { class: 'hint' });
  const summary = element(
    'section',
    { attributes: { 'aria-labelledby': 'summary-title' } },
    element('h2', { class: 'unseen', text: word('summary'), attributes: { id: 'summary-title' } }),
    tiles.element,
    charts.element,
  );
  document.body.replaceChildren(
    element(
      'main',
      {},
      title,
      facts.element,
      statuses.element,
      actions.element,
      summary,
      element(
        'section',
        { class: 'list', attributes: { 'aria-labelledby': 'rows-title' } },
        element(
          'div',
          { class: 'head' },
          element('h2', { text: word('rows'), attributes: { id: 'rows-title' } }),
          rowsText,
        ),
        filter.element,
        rowList.element,
        grid.element,
      ),
    ),
    status,
  );
  let shown: Page | undefined;
  const drawRows = (): void => {
    if (shown === undefined) return;
    const hasGrid = shown.grid !== undefined && shown.rowCount > 0;
    rows = hasGrid ? grid : rowList;
    show(rowList.element, !hasGrid);
    show(grid.element, hasGrid);
    (hasGrid ? grid : rowList).update(shown);
    restore();
  };
  draw = page => {
    // The first time, the rows are a task of their own: with all else, they would hold up the browser for too long.
    const isFirst = shown === undefined;
    shown = page;
    const { activeElement } = document;
    write(title, page.title);
    const news = [...statuses.update(page.statuses)];
    actions.update(page.actions);
    for (const part of [facts, tiles, charts, filter]) part.update(page);
    show(summary, page.tiles.length + page.charts.length > 0);
    if (rowsText.textContent !== page.rowsText) {
      write(rowsText, page.rowsText);
      // While the results are read, the number of rows changes all the time.
      if (page.statuses.every(({ sort }) => sort !== 'busy')) news.push(page.rowsText);
    }
    if (rows !== undefined) drawRows();
    else if (isFirst) setTimeout(drawRows);
    if (news.length > 0) say(news.join(' '));
    keepFocus(activeElement, title);
  };
}

/** Gives the focus back to an element that was moved, or to the title if it is gone. */
function keepFocus(before: Element | null, title: HTMLElement): void {
  if (!(before instanceof HTMLElement) || before === document.body || document.activeElement !== document.body) return;
  before.focus({ preventScroll: true });
  if (document.activeElement === document.body) title.focus({ preventScroll: true });
}

/** Scrolls to where the user was when the page was hidden, as soon as the page is as long. */
function restore(): void {
  if (isRestored) return;
  isRestored = state().scroll === 0;
  if (isRestored) return;
  window.scrollTo({ top: state().scroll });
  isRestored = Math.abs(window.scrollY - state().scroll) < 1;
}

listen(message => {
  switch (message.type) {
    case 'words':
      learn(message.words);
      if (message.subject !== undefined) keep({ subject: message.subject });
      layOut();
      return;
    case 'show':
      draw?.(message.page);
      return;
    case 'rows':
      rows?.take(message.id, message.rows);
      return;
    case 'keys':
      list?.takeKeys(message.id, message.keys);
  }
});
for (const event of ['wheel', 'keydown', 'pointerdown'])
  window.addEventListener(
    event,
    () => {
      isRestored = true;
    },
    { passive: true },
  );
window.addEventListener(
  'scroll',
  () => {
    if (isRestored) keep({ scroll: window.scrollY });
  },
  { passive: true },
);
send({ type: 'ready' });
