// A table of any width and length. Only the cells in view have elements. Rows have one height and the widths of columns
// are known before, so where each is takes no measuring.
import type { GridColumn, Page, Row } from '../../ui/results/protocol.ts';
import { element } from '../shared/dom.ts';
import { cellBar } from './cellBar.ts';
import { gridHeads } from './gridHeads.ts';
import { type ColumnPlace, type GridRowView, gridRow } from './gridRow.ts';
import { keep, send, state } from './host.ts';
import { blockRows, RowCache } from './rowCache.ts';
import type { Part } from './summary.ts';
import { word } from './words.ts';

/** So many rows and columns beside those in view have elements. */
const overscan = { rows: 8, columns: 2 };
/** About how many cells are asked for at once. */
const blockCells = 4_000;

/** Row -1 is the row of heads. */
interface Place {
  readonly row: number;
  readonly column: number;
}

export class Grid implements Part {
  readonly element: HTMLElement;
  readonly #body = element('tbody', { attributes: { role: 'rowgroup' } });
  readonly #heads = gridHeads(id => {
    this.#sort(id);
  });
  readonly #table = element(
    'table',
    { attributes: { role: 'grid', 'aria-label': word('rows') } },
    this.#heads.element,
    this.#body,
  );
  readonly #scroller = element('div', { class: 'scroller wide' }, this.#table);
  readonly #bar = cellBar({
    copyCell: () => {
      this.#copyCell();
    },
    copyRow: () => {
      const key = this.#rowAt(this.#active.row)?.key;
      if (key !== undefined) send({ type: 'copyRow', key });
    },
    open: () => {
      this.#open(this.#active.row);
    },
  });
  readonly #views = new Map<number, GridRowView>();
  #cache = this.#newCache(1);
  #columns: readonly GridColumn[] = [];
  #places: readonly ColumnPlace[] = [];
  #openLabel: string | undefined;
  #revision: number | undefined;
  #count = 0;
  #rowPx = 24;
  #shape = '';
  /** The cell that the keyboard moves. */
  #active: Place = { row: 0, column: 0 };
  #stop: HTMLElement | undefined;
  #isDrawing = false;
  #isRestored = false;

  constructor() {
    this.element = element('div', { class: 'listed' }, this.#bar.element, this.#scroller);
    new ResizeObserver(() => {
      this.#layOut();
    }).observe(this.#scroller);
    this.#listen();
  }

  /** Takes the answer to a question for rows. */
  take(id: number, rows: readonly Row[]): void {
    if (this.#cache.take(id, rows)) this.#draw();
  }

  update({ grid, revision, rowCount }: Page): void {
    if (grid === undefined) return;
    const shape = JSON.stringify([grid.isNamed, grid.columns.map(({ id, chars, isNumber }) => [id, chars, isNumber])]);
    this.#columns = grid.columns;
    this.#openLabel = grid.open;
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#forget();
      this.#cache = this.#newCache(grid.columns.length);
      this.#revision = undefined;
    }
    if (revision !== this.#revision) {
      const isOther = this.#revision !== undefined && rowCount < this.#count;
      this.#revision = revision;
      this.#cache.renew(rowCount);
      if (isOther) this.#scroller.scrollTop = 0;
    } else if (rowCount > this.#count) this.#cache.grow(rowCount);
    this.#count = rowCount;
    this.#table.setAttribute('aria-rowcount', String(rowCount + 1));
    this.#table.setAttribute('aria-colcount', String(grid.columns.length));
    this.#active = {
      row: Math.min(this.#active.row, rowCount - 1),
      column: Math.max(0, Math.min(this.#active.column, grid.columns.length - 1)),
    };
    this.#layOut();
    this.#restore();
  }

  #newCache(columns: number): RowCache {
    return new RowCache(
      (id, first, count) => {
        send({ type: 'rows', id, first, count });
      },
      Math.max(10, Math.min(blockRows, Math.floor(blockCells / Math.max(1, columns)))),
    );
  }

  #forget(): void {
    for (const { element } of this.#views.values()) element.remove();
    this.#views.clear();
    this.#stop = undefined;
  }

  /** Brings sizes up to date with the font and the window, and draws. */
  #layOut(): void {
    if (this.#columns.length === 0) return;
    const fontPx = Number.parseFloat(getComputedStyle(this.#scroller).fontSize);
    this.#rowPx = Math.round(fontPx * 1.4) + 6;
    const isNamed = this.#shape.startsWith('[true');
    let start = 0;
    this.#places = this.#columns.map(({ chars, isNumber }, index) => {
      const isName = isNamed && index === 0;
      const most = isName ? this.#scroller.clientWidth * 0.4 : Infinity;
      const size = Math.round(Math.min(most, chars * fontPx * 0.58 + 36));
      const place = { index, start, size, isNumber, isName };
      start += size;
      return place;
    });
    this.#table.style.setProperty('width', `${start}px`);
    this.#table.style.setProperty('line-height', `${this.#rowPx}px`);
    this.#body.style.setProperty('height', `${this.#count * this.#rowPx}px`);
    for (const view of this.#views.values()) this.#placeRow(view);
    this.#draw();
  }

  #draw(): void {
    if (this.#places.length === 0 || this.#isDrawing) return;
    this.#isDrawing = true;
    const columns = this.#columnsInView();
    const [first, last] = this.#rowsInView();
    const drawn = new Set<number>();
    for (let row = Math.max(0, first - overscan.rows); row <= Math.min(this.#count - 1, last + overscan.rows); row += 1)
      drawn.add(row);
    // The cell that has the focus, or gets it by Tab, stays.
    if (this.#active.row >= 0 && this.#active.row < this.#count) drawn.add(this.#active.row);
    const free = [...this.#views.values()].filter(({ index }) => !drawn.has(index));
    for (const { index } of free) this.#views.delete(index);
    for (const row of drawn) {
      if (this.#views.has(row)) continue;
      const view = free.pop() ?? gridRow();
      view.index = row;
      this.#views.set(row, view);
      this.#placeRow(view);
      if (view.element.parentNode === null) this.#body.append(view.element);
    }
    for (const { element } of free) element.remove();
    this.#heads.fill(this.#columns, columns);
    for (const [row, view] of this.#views) view.fill(this.#cache.at(row), columns);
    this.#arrange();
    this.#setStop();
    this.#cache.want(Math.max(0, first - overscan.rows), last + overscan.rows);
    this.#tell();
    this.#isDrawing = false;
  }

  /** Puts the rows into their order, in which screen readers read them; the row with the focus stays. */
  #arrange(): void {
    const hasFocus = this.#body.contains(document.activeElement);
    const views = [...this.#views.values()].sort((one, other) => one.index - other.index);
    if (hasFocus || views.every(({ element }, place) => this.#body.children[place] === element)) return;
    this.#body.append(...views.map(({ element }) => element));
  }

  #placeRow({ element, index }: GridRowView): void {
    element.setAttribute('aria-rowindex', String(index + 2));
    element.style.setProperty('transform', `translateY(${index * this.#rowPx}px)`);
  }

  #rowsInView(): readonly [first: number, last: number] {
    const { scrollTop, clientHeight } = this.#scroller;
    const height = Math.max(0, clientHeight - this.#heads.element.offsetHeight);
    return [
      Math.floor(scrollTop / this.#rowPx),
      Math.min(this.#count, Math.ceil((scrollTop + height) / this.#rowPx)) - 1,
    ];
  }

  #columnsInView(): readonly ColumnPlace[] {
    const { scrollLeft, clientWidth } = this.#scroller;
    const first = this.#places.findIndex(({ start, size }) => start + size > scrollLeft);
    const last = this.#places.findLastIndex(({ start }) => start < scrollLeft + clientWidth);
    return this.#places.filter(
      ({ index, isName }) =>
        isName ||
        index === this.#active.column ||
        (index >= first - overscan.columns && index <= last + overscan.columns),
    );
  }

  #cellAt({ row, column }: Place): HTMLElement | undefined {
    return row < 0 ? this.#heads.cell(column) : this.#views.get(row)?.cell(column);
  }

  #setStop(): void {
    const stop = this.#cellAt(this.#active);
    if (this.#stop !== stop && this.#stop !== undefined) this.#stop.tabIndex = -1;
    if (stop !== undefined) stop.tabIndex = 0;
    this.#stop = stop;
  }

  #rowAt(row: number): Row | undefined {
    return row < 0 ? undefined : this.#cache.at(row);
  }

  /** Says what is in the active cell, which may be cut off in the table. */
  #tell(): void {
    const row = this.#rowAt(this.#active.row);
    this.#bar.update({
      column: this.#columns[this.#active.column]?.label ?? '',
      value: row?.cells[this.#active.column],
      open: this.#openLabel,
    });
  }

  #moveTo(place: Place): void {
    this.#active = {
      row: Math.max(-1, Math.min(place.row, this.#count - 1)),
      column: Math.max(0, Math.min(place.column, this.#columns.length - 1)),
    };
    this.#reveal();
    this.#draw();
    this.#cellAt(this.#active)?.focus({ preventScroll: true });
  }

  #reveal(): void {
    const { row, column } = this.#active;
    const height = this.#scroller.clientHeight - this.#heads.element.offsetHeight;
    const top = row * this.#rowPx;
    if (row >= 0 && top < this.#scroller.scrollTop) this.#scroller.scrollTop = top;
    else if (row >= 0 && top + this.#rowPx > this.#scroller.scrollTop + height)
      this.#scroller.scrollTop = top + this.#rowPx - height;
    const place = this.#places[column];
    if (place === undefined || place.isName) return;
    const nameWidth = this.#places[0]?.isName === true ? this.#places[0].size : 0;
    const { scrollLeft, clientWidth } = this.#scroller;
    if (place.start - nameWidth < scrollLeft) this.#scroller.scrollLeft = place.start - nameWidth;
    else if (place.start + place.size > scrollLeft + clientWidth)
      this.#scroller.scrollLeft = Math.min(place.start - nameWidth, place.start + place.size - clientWidth);
  }

  #sort(id: string): void {
    this.#scroller.scrollTop = 0;
    this.#active = { ...this.#active, row: -1 };
    send({ type: 'sort', column: id });
  }

  #open(row: number): void {
    const key = this.#rowAt(row)?.key;
    if (key !== undefined && this.#openLabel !== undefined) send({ type: 'open', key });
  }

  #copyCell(): void {
    const key = this.#rowAt(this.#active.row)?.key;
    const column = this.#columns[this.#active.column]?.id;
    if (key !== undefined && column !== undefined) send({ type: 'copyCell', key, column });
  }

  /** Scrolls to where the user was when the page was hidden, as soon as the table is as large. */
  #restore(): void {
    if (this.#isRestored || this.#count === 0) return;
    const { rowsScroll, columnsScroll = 0 } = state();
    this.#isRestored = rowsScroll === 0 && columnsScroll === 0;
    if (this.#isRestored) return;
    this.#scroller.scrollTo({ top: rowsScroll, left: columnsScroll });
    this.#isRestored =
      Math.abs(this.#scroller.scrollTop - rowsScroll) < 1 && Math.abs(this.#scroller.scrollLeft - columnsScroll) < 1;
  }

  #listen(): void {
    for (const event of ['wheel', 'keydown', 'pointerdown'])
      this.#scroller.addEventListener(
        event,
        () => {
          this.#isRestored = true;
        },
        { passive: true },
      );
    this.#scroller.addEventListener(
      'scroll',
      () => {
        this.#draw();
        const { scrollTop, scrollLeft } = this.#scroller;
        if (this.#isRestored) keep({ rowsScroll: scrollTop, columnsScroll: scrollLeft });
      },
      { passive: true },
    );
    this.#table.addEventListener('focusin', ({ target }) => {
      const place = placeOf(target);
      if (place === undefined) return;
      this.#active = place;
      this.#setStop();
      this.#tell();
    });
    this.#table.addEventListener('dblclick', ({ target }) => {
      const place = placeOf(target);
      if (place !== undefined) this.#open(place.row);
    });
    this.#table.addEventListener('keydown', event => {
      this.#press(event);
    });
    // The browser copies what is selected as text, and where nothing is, we copy the cell.
    this.#table.addEventListener('copy', event => {
      if (document.getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      this.#copyCell();
    });
  }

  #press(event: KeyboardEvent): void {
    const from = placeOf(event.target);
    if (from === undefined || event.altKey || event.metaKey || event.shiftKey) return;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / this.#rowPx) - 2);
    const [rows, columns] = [this.#count - 1, this.#columns.length - 1];
    const targets: Readonly<Record<string, Place>> = event.ctrlKey
      ? { Home: { row: 0, column: 0 }, End: { row: rows, column: columns } }
      : {
          ArrowDown: { ...from, row: from.row + 1 },
          ArrowUp: { ...from, row: from.row - 1 },
          ArrowRight: { ...from, column: from.column + 1 },
          ArrowLeft: { ...from, column: from.column - 1 },
          PageDown: { ...from, row: from.row + page },
          PageUp: { ...from, row: Math.max(0, from.row - page) },
          Home: { ...from, column: 0 },
          End: { ...from, column: columns },
        };
    const target = targets[event.key];
    if (target !== undefined) this.#moveTo(target);
    else if (!event.ctrlKey && (event.key === 'Enter' || event.key === ' ')) {
      const id = this.#columns[from.column];
      if (from.row >= 0) this.#open(from.row);
      else if (id?.sorted !== undefined) this.#sort(id.id);
    } else return;
    event.preventDefault();
  }
}

/** Returns the place of the cell that an element is in. */
function placeOf(target: EventTarget | null): Place | undefined {
  const cell = target instanceof Element ? target.closest('[aria-colindex]') : null;
  const row = cell?.closest('[aria-rowindex]');
  return cell === null || row === undefined || row === null
    ? undefined
    : {
        row: Number(row.getAttribute('aria-rowindex')) - 2,
        column: Number(cell.getAttribute('aria-colindex')) - 1,
      };
}
