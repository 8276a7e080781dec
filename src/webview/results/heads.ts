// The heads of the columns, with which the rows are sorted.
import type { Column } from '../../ui/results/protocol.ts';
import { element, write } from '../shared/dom.ts';
import { send } from './host.ts';
import { icon } from './icons.ts';
import { type Shown, keyed } from './keyed.ts';

interface Heads {
  readonly element: HTMLElement;
  update(columns: readonly Column[]): void;
}

/** Creates the row of heads. `sorting` is called when the user sorts the rows. */
export function headRow(sorting: () => void): Heads {
  const row = element('tr', { attributes: { role: 'row', 'aria-rowindex': '1' } });
  const fill = keyed<Column>(
    row,
    ({ id, sorted }) => `${sorted === undefined ? 'fixed' : 'sortable'} ${id}`,
    column => headOf(column, sorting),
  );
  return { element: element('thead', { attributes: { role: 'rowgroup' } }, row), update: fill };
}

function headOf({ id, sorted }: Column, sorting: () => void): Shown<Column> {
  const text = element('span');
  const marks = [
    ['ascending', icon('arrowUp')],
    ['descending', icon('arrowDown')],
  ] as const;
  const made = element(
    'th',
    { attributes: { role: 'columnheader', scope: 'col' } },
    sorted === undefined
      ? text
      : element(
          'button',
          {
            attributes: { type: 'button' },
            onClick: () => {
              sorting();
              send({ type: 'sort', column: id });
            },
          },
          text,
          ...marks.map(([, mark]) => mark),
        ),
  );
  return {
    element: made,
    update(column) {
      write(text, column.label);
      text.title = column.label;
      made.classList.toggle('number', column.isNumber);
      if (column.sorted === undefined) return;
      made.setAttribute('aria-sort', column.sorted);
      for (const [order, mark] of marks) mark.classList.toggle('unused', column.sorted !== order);
    },
  };
}
