// The list of rows. Only those in view have elements, so that it can be of any length: at 24 pixels a row, half a
// million rows are 12 million pixels high, and browsers allow 33 million.
// It scrolls by itself instead of with the page: the filter and the heads stay beside it, and a filter that leaves few
// of its rows does not move the page.
import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from '@tanstack/virtual-core';
import type { Column, Page, Row } from '../../ui/results/protocol.ts';
import { element, show, write } from '../shared/dom.ts';
import { headRow } from './heads.ts';
import { keep, send, state } from './host.ts';
import { type RowView, rowView } from './row.ts';
import { RowActions } from './rowActions.ts';
import { RowCache } from './rowCache.ts';
import { Selection } from './selection.ts';
import type { Part } from './summary.ts';
import { word } from './words.ts';

/** So many rows above and below those in view have elements. */
const overscan = 12;
/** The rows scroll sideways where their narrowest column would be narrower than this, or all together than that. */
const leastColumnPx = 80;
const leastWidthPx = 560;

export class RowList implements Part {
  readonly element: HTMLElement;
  readonly #body = element('tbody', { attributes: { role: 'rowgroup' } });
  readonly #heads = headRow(() => {
    this.startOver();
  });
  readonly #grid = element(
    'table',
    { attributes: { role: 'grid', 'aria-label': word('rows') } },
    this.#heads.element,
    this.#body,
  );
  readonly #scroller = element('div', { class: 'scroller' }, this.#grid);
  readonly #empty = element('p', { class: 'empty hint' });
  readonly #cache = new RowCache((id, first, count) => {
    send({ type: 'rows', id, first, count });
  });
  readonly #actions = new RowActions(id => {
    send({ type: 'rowAction', id, keys: [...this.#selection.keys] });
  });
  readonly #selection = new Selection(
    (id, first, count) => {
      send({ type: 'keys', id, first, count });
    },
    () => {
      this.#showSelection();
    },
  );
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  /** The rows that have elements. */
  readonly #views = new Map<number, RowView>();
  readonly #spare: RowView[] = [];
  #columns: readonly Column[] = [];
  #revision: number | undefined;
  #count = 0;
  #rowPx = 24;
  #headPx = 0;
  /** The row that the keyboard moves; undefined until a row gets the focus. */
  #active: number | undefined;
  #isStartingOver = false;
  #isRestored = false;

  constructor() {
    this.element = element('div', { class: 'listed' }, this.#actions.element, this.#scroller, this.#empty);
    this.#virtualizer = new Virtualizer(this.#options());
    this.#virtualizer._didMount();
    // The heads are as high as the theme's font makes them.
    new ResizeObserver(() => {
      this.#measure();
    }).observe(this.#heads.element);
    this.#listen();
  }

  /** Call this when the user changes which rows are listed, or their order: the new list begins at its top. */
  startOver(): void {
    this.#isStartingOver = true;
    // What is no longer seen must not be acted on.
    this.#selection.clear();
  }

  /** Takes the answer to a question for rows. */
  take(id: number, rows: readonly Row[]): void {
    if (!this.#cache.take(id, rows)) return;
    for (const [index, view] of this.#views) view.fill(this.#cache.at(index));
    this.#showSelection();
  }

  /** Takes the answer to a question for the keys of rows. */
  takeKeys(id: number, keys: readonly string[]): void {
    this.#selection.take(id, keys);
  }

  update({ revision, rowCount, columns, emptyText, rowActions = [] }: Page): void {
    const hadFocus = this.#body.contains(document.activeElement);
    this.#heads.update(columns);
    this.#setColumns(columns);
    this.#actions.update(rowActions);
    if (this.#actions.isUsed) this.#grid.ariaMultiSelectable = 'true';
    show(this.#scroller, rowCount > 0);
    show(this.#empty, rowCount === 0);
    write(this.#empty, rowCount === 0 ? emptyText : '');
    if (revision !== this.#revision || rowCount !== this.#count) {
      this.#revision = revision;
      this.#count = rowCount;
      this.#cache.renew(rowCount);
      this.#grid.setAttribute('aria-rowcount', String(rowCount + 1));
      if (this.#active !== undefined && this.#active >= rowCount)
        this.#active = rowCount === 0 ? undefined : rowCount - 1;
      if (this.#isStartingOver) {
        this.#isStartingOver = false;
        this.#active = undefined;
        this.#scroller.scrollTop = 0;
      }
    }
    this.#measure();
    this.#showSelection();
    this.#restore();
    if (hadFocus && !this.#body.contains(document.activeElement)) this.#moveTo(this.#active ?? 0);
  }

  #setColumns(columns: readonly Column[]): void {
    const shape = (all: readonly Column[]): string =>
      JSON.stringify(all.map(({ id, isNumber, width }) => [id, isNumber, width]));
    if (shape(columns) === shape(this.#columns)) return;
    this.#columns = columns;
    for (const { element } of this.#views.values()) element.remove();
    this.#views.clear();
    this.#spare.length = 0;
    const { style } = this.#grid;
    style.setProperty(
      'grid-template-columns',
      columns.map(({ width }) => `minmax(${leastColumnPx}px, ${width}fr)`).join(' '),
    );
    const widths = columns.map(({ width }) => width);
    const narrowest = widths.reduce((least, width) => Math.min(least, width), Infinity);
    const wanted = widths.reduce((sum, width) => sum + (width / narrowest) * leastColumnPx, 0);
    style.setProperty('min-width', `${Math.max(columns.length * leastColumnPx, Math.min(wanted, leastWidthPx))}px`);
    this.#grid.setAttribute('aria-colcount', String(columns.length));
  }

  #options(): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
    return {
      count: this.#count,
      estimateSize: () => this.#rowPx,
      getScrollElement: () => this.#scroller,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => {
        this.#draw();
      },
      overscan,
      scrollMargin: this.#headPx,
      scrollPaddingStart: this.#headPx,
    };
  }

  /** Brings the heights up to date with the font, and draws the rows. */
  #measure(): void {
    const rowPx = Math.round(Number.parseFloat(getComputedStyle(this.#grid).fontSize) * 1.4) + 6;
    const headPx = this.#heads.element.offsetHeight;
    if (rowPx !== this.#rowPx || headPx !== this.#headPx) {
      this.#rowPx = rowPx;
      this.#headPx = headPx;
      this.#virtualizer.measure();
      for (const view of this.#views.values()) this.#place(view);
    }
    this.#grid.style.setProperty('line-height', `${rowPx}px`);
    this.#virtualizer.setOptions(this.#options());
    this.#virtualizer._willUpdate();
    this.#body.style.setProperty('height', `${this.#virtualizer.getTotalSize()}px`);
    this.#draw();
  }

  #draw(): void {
    const [first, last] = this.#inView();
    const hasFocus = this.#body.contains(document.activeElement);
    // Whoever scrolls away from a row by pointer comes back by Tab to what is in view.
    if (this.#active !== undefined && !hasFocus && (this.#active < first || this.#active > last))
      this.#active = undefined;
    const stop = this.#active ?? first;
    const drawn = new Set(this.#virtualizer.getVirtualItems().map(({ index }) => index));
    if (stop < this.#count) drawn.add(stop);
    // A row that has left the view shows one that has come into it, without leaving the page.
    const free = [...this.#views.values()].filter(({ index }) => !drawn.has(index));
    for (const { index } of free) this.#views.delete(index);
    for (const index of drawn) {
      if (this.#views.has(index)) continue;
      const view = free.shift() ?? this.#spare.pop() ?? rowView(this.#columns);
      view.index = index;
      this.#views.set(index, view);
      this.#place(view);
      if (view.element.parentNode === null) this.#body.append(view.element);
    }
    for (const view of free) {
      view.element.remove();
      this.#spare.push(view);
    }
    for (const [index, view] of this.#views) {
      view.fill(this.#cache.at(index));
      this.#mark(index, view);
      const tabIndex = index === stop ? 0 : -1;
      if (view.element.tabIndex !== tabIndex) view.element.tabIndex = tabIndex;
    }
    if (!this.#virtualizer.isScrolling) this.#arrange();
    this.#cache.want(Math.max(0, first - overscan), last + overscan);
  }

  /** Puts the elements into the order of the rows, in which screen readers read them. The row with the focus stays. */
  #arrange(): void {
    const focused = document.activeElement?.closest('tr');
    let next = this.#body.firstElementChild;
    for (const { element } of [...this.#views.values()].sort((one, other) => one.index - other.index)) {
      if (element === focused)
        while (next !== null && next !== focused) {
          const after: Element | null = next.nextElementSibling;
          this.#body.append(next);
          next = after;
        }
      if (element === next) next = next.nextElementSibling;
      else this.#body.insertBefore(element, next);
    }
  }

  #place({ element, index }: RowView): void {
    element.setAttribute('aria-rowindex', String(index + 2));
    element.style.setProperty('transform', `translateY(${index * this.#rowPx}px)`);
  }

  /** The first and the last row in view; the last is before the first if there are none. */
  #inView(): readonly [first: number, last: number] {
    const { scrollTop, clientHeight } = this.#scroller;
    const bottom = scrollTop + Math.max(0, clientHeight - this.#headPx);
    return [Math.floor(scrollTop / this.#rowPx), Math.min(this.#count, Math.ceil(bottom / this.#rowPx)) - 1];
  }

  #moveTo(index: number): void {
    if (this.#count === 0) return;
    this.#active = Math.max(0, Math.min(index, this.#count - 1));
    this.#virtualizer.scrollToIndex(this.#active);
    this.#draw();
    this.#views.get(this.#active)?.element.focus({ preventScroll: true });
  }

  #open(index: number): void {
    const row = this.#cache.at(index);
    if (row !== undefined) send({ type: 'open', key: row.key });
  }

  #mark(index: number, view: RowView): void {
    const key = this.#keyAt(index);
    view.select(this.#actions.isUsed ? key !== undefined && this.#selection.keys.has(key) : undefined);
  }

  #showSelection(): void {
    if (!this.#actions.isUsed) return;
    for (const [index, view] of this.#views) this.#mark(index, view);
    this.#actions.enable({ selected: this.#selection.keys, known: this.#cache.known() });
  }

  readonly #keyAt = (index: number): string | undefined => this.#cache.at(index)?.key;

  /** Selects as lists of the editor do: a click one row, with Ctrl or Cmd another one, with Shift all up to it. */
  #select(index: number, { shiftKey, ctrlKey, metaKey }: KeyboardEvent | MouseEvent): void {
    const key = this.#keyAt(index);
    if (!this.#actions.isUsed || key === undefined) return;
    if (shiftKey) this.#selection.extend(index, index, this.#keyAt, ctrlKey || metaKey);
    else if (ctrlKey || metaKey) this.#selection.toggle(index, key);
    else this.#selection.only(index, key);
  }

  /** Does what a key does to selected rows, or to the row with the focus if that is not one of them. */
  #pressSelecting(index: number, event: KeyboardEvent): boolean {
    const key = this.#keyAt(index);
    if (!this.#actions.isUsed || key === undefined || event.altKey) return false;
    const { keys } = this.#selection;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a' || event.shiftKey) return false;
      this.#selection.all(this.#count, this.#keyAt);
      return true;
    }
    if (event.key === ' ' && !event.shiftKey) this.#selection.toggle(index, key);
    else if (event.key === 'Escape' && keys.size > 0) this.#selection.clear();
    else {
      const id = event.shiftKey ? undefined : this.#actions.idOf(event.key);
      if (id === undefined) return false;
      send({ type: 'rowAction', id, keys: keys.has(key) ? [...keys] : [key] });
    }
    return true;
  }

  /** Scrolls to where the user was when the page was hidden, as soon as there are as many rows. */
  #restore(): void {
    if (this.#isRestored || this.#count === 0) return;
    const { rowsScroll } = state();
    // At the top it is anyway. To ask would lay the page out once more before its first paint.
    this.#isRestored = rowsScroll === 0;
    if (this.#isRestored) return;
    this.#scroller.scrollTop = rowsScroll;
    this.#isRestored = Math.abs(this.#scroller.scrollTop - rowsScroll) < 1;
  }

  #listen(): void {
    for (const event of ['wheel', 'keydown', 'pointerdown'])
      this.#scroller.addEventListener(
        event,
        () => {
          this.#isRestored = true;
          // The change had no effect on the rows.
          this.#isStartingOver = false;
        },
        { passive: true },
      );
    this.#scroller.addEventListener(
      'scroll',
      () => {
        if (this.#isRestored) keep({ rowsScroll: this.#scroller.scrollTop });
      },
      { passive: true },
    );
    this.#body.addEventListener('focusin', ({ target }) => {
      const index = indexOf(target);
      if (index === undefined) return;
      this.#active = index;
      for (const view of this.#views.values()) view.element.tabIndex = view.index === index ? 0 : -1;
    });
    this.#body.addEventListener('keydown', event => {
      this.#press(event);
    });
    this.#body.addEventListener('click', event => {
      const { target, detail } = event;
      const index = indexOf(target);
      if (index === undefined) return;
      this.#select(index, event);
      if (isLink(target) && detail <= 1 && !(event.shiftKey || event.ctrlKey || event.metaKey)) this.#open(index);
    });
    this.#body.addEventListener('mousedown', event => {
      // The browser would select the text in between.
      if (event.shiftKey && this.#actions.isUsed) event.preventDefault();
    });
    this.#body.addEventListener('dblclick', ({ target }) => {
      const index = indexOf(target);
      if (index !== undefined && !isLink(target)) this.#open(index);
    });
    // Only a text that is cut off needs a tooltip, which costs a measurement.
    this.#body.addEventListener('pointerover', ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      const isCut = target.scrollWidth > target.clientWidth;
      target.title = isCut ? target.textContent : isLink(target) ? word('open') : '';
    });
  }

  #press(event: KeyboardEvent): void {
    const index = indexOf(event.target);
    if (index === undefined) return;
    if (!isLink(event.target) || event.key !== ' ') {
      if (this.#pressSelecting(index, event)) {
        event.preventDefault();
        return;
      }
    }
    if (event.altKey || event.metaKey || (event.shiftKey && !this.#actions.isUsed)) return;
    const page = Math.max(1, Math.floor((this.#scroller.clientHeight - this.#headPx) / this.#rowPx) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -index,
      End: this.#count,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      this.#moveTo(index + step);
      if (event.shiftKey) this.#selection.extend(index, this.#active ?? index, this.#keyAt, false);
    }
    // A name that has the focus is pressed by the browser.
    else if (event.key === 'Enter' && !isLink(event.target)) this.#open(index);
    else return;
    event.preventDefault();
  }
}

/** Returns the number of the row that an element is in. */
function indexOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest('[aria-rowindex]') : null;
  return row === null ? undefined : Number(row.getAttribute('aria-rowindex')) - 2;
}

const isLink = (target: EventTarget | null): boolean => target instanceof Element && target.matches('.link');
