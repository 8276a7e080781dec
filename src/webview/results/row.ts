// One row of the list. Its element stays on the page and shows other rows while the list is scrolled, so it has as few
// parts as possible, and changes only what differs.
import type { Column, Mark, Row } from '../../ui/results/protocol.ts';
import { element, show, write } from '../shared/dom.ts';
import { icon, markIcon } from './icons.ts';
import { word } from './words.ts';

export interface RowView {
  readonly element: HTMLTableRowElement;
  /** The row's number in the list, from 0. */
  index: number;
  /** Shows a row, or that it is not there yet. */
  fill(row: Row | undefined): void;
  /** Shows whether the row is selected; undefined if rows cannot be. */
  select(isSelected: boolean | undefined): void;
}

/** Creates a row: its first cell names what it opens. */
export function rowView(columns: readonly Column[]): RowView {
  const texts = columns.map(() => document.createTextNode(''));
  const name = element('button', { class: 'link', attributes: { type: 'button', tabindex: '-1' } });
  const cells = columns.map(({ isNumber }) =>
    element('td', { attributes: { role: 'gridcell' }, ...(isNumber ? { class: 'number' } : {}) }),
  );
  for (const [place, text] of texts.entries()) (place === 0 ? name : cells[place])?.append(text);
  cells[0]?.append(name);
  const made = element('tr', { attributes: { role: 'row', tabindex: '-1' } }, ...cells);
  let shown: Row | undefined;
  let problem: ReturnType<typeof problemOf> | undefined;
  let mark: { readonly of: Mark; readonly icon: SVGElement } | undefined;
  const fill = (row: Row | undefined): void => {
    shown = row;
    made.classList.toggle('waiting', row === undefined);
    for (const [place, text] of texts.entries()) {
      const now = row?.cells[place] ?? (place === 0 && row === undefined ? word('loading') : '');
      if (text.data !== now) text.data = now;
    }
    if (row?.problem !== undefined && problem === undefined) {
      problem = problemOf();
      cells[0]?.prepend(problem.sign);
      cells[0]?.append(problem.text);
    }
    problem?.set(row?.problem);
    if (row?.mark === mark?.of) return;
    mark?.icon.remove();
    mark = row?.mark === undefined ? undefined : { of: row.mark, icon: markIcon(row.mark) };
    if (mark !== undefined) cells[0]?.prepend(mark.icon);
  };
  fill(undefined);
  return {
    element: made,
    index: 0,
    fill(row) {
      if (row !== shown) fill(row);
    },
    select(isSelected) {
      const now = isSelected === undefined ? null : String(isSelected);
      if (made.ariaSelected !== now) made.ariaSelected = now;
    },
  };
}

/** The sign before a name, and the text after it. Few rows need them. */
function problemOf(): {
  readonly sign: HTMLElement;
  readonly text: HTMLElement;
  readonly set: (problem: string | undefined) => void;
} {
  const sign = element('span', { class: 'sign' }, icon('warning'));
  const text = element('span', { class: 'problem' });
  return {
    sign,
    text,
    set: problem => {
      write(text, problem ?? '');
      sign.title = problem ?? '';
      for (const each of [sign, text]) show(each, problem !== undefined);
    },
  };
}
