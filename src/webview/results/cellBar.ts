// What is in the active cell of a table, which may be cut off there, and what can be done with it.
import { button, element, show, write } from '../shared/dom.ts';
import { word } from './words.ts';

interface Cell {
  readonly column: string;
  /** Undefined while the row is not there. */
  readonly value: string | undefined;
  /** The label of the button that opens the row; undefined if rows cannot be opened. */
  readonly open: string | undefined;
}

interface Bar {
  readonly element: HTMLElement;
  update(cell: Cell): void;
}

export function cellBar(does: {
  readonly copyCell: () => void;
  readonly copyRow: () => void;
  readonly open: () => void;
}): Bar {
  const name = element('span', { class: 'label' });
  const text = element('span', { class: 'value' });
  const openText = element('span');
  const open = button('', does.open);
  open.replaceChildren(openText);
  const made = element(
    'div',
    { class: 'cell-bar' },
    element('p', {}, name, text),
    element(
      'div',
      { class: 'bar' },
      button(word('copyCell'), does.copyCell),
      button(word('copyRow'), does.copyRow),
      open,
    ),
  );
  return {
    element: made,
    update(cell) {
      write(name, cell.column);
      write(text, cell.value === '' ? word('empty') : (cell.value ?? ''));
      text.classList.toggle('hint', cell.value === '');
      show(open, cell.open !== undefined);
      write(openText, cell.open ?? '');
      // Nothing moves under a click that goes to another cell.
      made.classList.toggle('idle', cell.value === undefined);
    },
  };
}
