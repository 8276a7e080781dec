// The heads of a table's columns. A head is a cell like any other: arrows lead to it, and Enter sorts.
import type { GridColumn } from '../../ui/results/protocol.ts';
import { element, write } from '../shared/dom.ts';
import { arrange, type ColumnPlace, place } from './gridRow.ts';
import { icon } from './icons.ts';

interface Heads {
  readonly element: HTMLElement;
  fill(columns: readonly GridColumn[], places: readonly ColumnPlace[]): void;
  cell(column: number): HTMLElement | undefined;
}

/** `sort` is called with the id of a column that is clicked. */
export function gridHeads(sort: (id: string) => void): Heads {
  const row = element('tr', { attributes: { role: 'row', 'aria-rowindex': '1' } });
  const heads = new Map<number, Head>();
  return {
    element: element('thead', { attributes: { role: 'rowgroup' } }, row),
    cell: column => heads.get(column)?.element,
    fill(columns, places) {
      const wanted = new Set(places.map(({ index }) => index));
      for (const [index, head] of heads)
        if (!wanted.has(index)) {
          head.element.remove();
          heads.delete(index);
        }
      for (const each of places) {
        const column = columns[each.index];
        if (column === undefined) continue;
        const head = heads.get(each.index) ?? headOf(sort);
        heads.set(each.index, head);
        head.update(column);
        head.element.classList.toggle('name', each.isName);
        place(head.element, each);
      }
      arrange(
        row,
        places.map(({ index }) => heads.get(index)?.element),
      );
    },
  };
}

interface Head {
  readonly element: HTMLElement;
  update(column: GridColumn): void;
}

function headOf(sort: (id: string) => void): Head {
  const text = element('span');
  const marks = [
    ['ascending', icon('arrowUp')],
    ['descending', icon('arrowDown')],
  ] as const;
  let shown: GridColumn | undefined;
  const made = element(
    'th',
    {
      attributes: { role: 'columnheader', tabindex: '-1' },
      onClick: () => {
        if (shown?.sorted !== undefined) sort(shown.id);
      },
    },
    text,
    ...marks.map(([, mark]) => mark),
  );
  return {
    element: made,
    update(column) {
      if (column === shown) return;
      shown = column;
      write(text, column.label);
      made.title = column.label;
      made.classList.toggle('sortable', column.sorted !== undefined);
      if (column.sorted === undefined) made.removeAttribute('aria-sort');
      else made.setAttribute('aria-sort', column.sorted);
      for (const [order, mark] of marks) mark.classList.toggle('unused', column.sorted !== order);
    },
  };
}
