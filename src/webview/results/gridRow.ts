// One row of a table. Its elements stay on the page and show other rows and columns while the table is scrolled.
import type { Row } from '../../ui/results/protocol.ts';
import { element } from '../shared/dom.ts';
import { word } from './words.ts';

/** Where a column is, in pixels. */
export interface ColumnPlace {
  readonly index: number;
  readonly start: number;
  readonly size: number;
  readonly isNumber: boolean;
  /** Whether it names the row, and stays in view. */
  readonly isName: boolean;
}

export interface GridRowView {
  readonly element: HTMLTableRowElement;
  /** The row's number in the table, from 0. */
  index: number;
  /** Shows a row in the given columns, or that it is not there yet. */
  fill(row: Row | undefined, columns: readonly ColumnPlace[]): void;
  /** Returns the cell of a column if it is drawn. */
  cell(column: number): HTMLElement | undefined;
}

export function gridRow(): GridRowView {
  const made = element('tr', { attributes: { role: 'row' } });
  const cells = new Map<number, HTMLTableCellElement>();
  return {
    element: made,
    index: -1,
    cell: column => cells.get(column),
    fill(row, columns) {
      const wanted = new Set(columns.map(({ index }) => index));
      // A column that has left the view shows one that has come into it; a cell that names the row is of another kind.
      const free: HTMLTableCellElement[] = [];
      for (const [index, cell] of cells)
        if (!wanted.has(index)) {
          cells.delete(index);
          if (cell.classList.contains('name')) cell.remove();
          else free.push(cell);
        }
      for (const column of columns) {
        let cell = cells.get(column.index);
        if (cell === undefined) {
          cell = (column.isName ? undefined : free.pop()) ?? cellOf(column.isName);
          cells.set(column.index, cell);
        }
        place(cell, column);
        const text = row?.cells[column.index] ?? (row === undefined && column === columns[0] ? word('loading') : '');
        if (cell.textContent !== text) cell.textContent = text;
      }
      for (const cell of free) cell.remove();
      arrange(
        made,
        columns.map(({ index }) => cells.get(index)),
      );
      made.classList.toggle('waiting', row === undefined);
      made.classList.toggle('marked', row?.note !== undefined);
      if (row?.note === undefined) made.removeAttribute('aria-description');
      else if (made.getAttribute('aria-description') !== row.note) made.setAttribute('aria-description', row.note);
    },
  };
}

/** Puts a cell of the body or the head where its column is. */
export function place(cell: HTMLElement, { index, start, size, isNumber, isName }: ColumnPlace): void {
  cell.classList.toggle('number', isNumber);
  const position = String(index + 1);
  if (cell.getAttribute('aria-colindex') !== position) cell.setAttribute('aria-colindex', position);
  if (!isName) cell.style.setProperty('left', `${start}px`);
  cell.style.setProperty('width', `${size}px`);
}

/** Puts cells into the order of the columns, in which screen readers read them, and moves none that is in its place. */
export function arrange(holder: HTMLElement, cells: readonly (HTMLElement | undefined)[]): void {
  let next = holder.firstElementChild;
  for (const cell of cells) {
    if (cell === undefined) continue;
    if (cell === next) next = next.nextElementSibling;
    // An element that is moved loses the focus: the others are moved before it.
    else if (cell === document.activeElement && cell.parentNode === holder)
      while (next !== null && next !== cell) {
        const after: Element | null = next.nextElementSibling;
        holder.append(next);
        next = after;
      }
    else holder.insertBefore(cell, next);
    if (cell === next) next = next.nextElementSibling;
  }
}

function cellOf(isName: boolean): HTMLTableCellElement {
  return isName
    ? element('th', { class: 'name', attributes: { role: 'rowheader', tabindex: '-1' } })
    : element('td', { attributes: { role: 'gridcell', tabindex: '-1' } });
}
