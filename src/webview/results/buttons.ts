// The buttons of the page and of its statuses.
import type { Action } from '../../ui/results/protocol.ts';
import { button, element, show } from '../shared/dom.ts';
import { send } from './host.ts';
import { keyed } from './keyed.ts';

interface Buttons {
  readonly element: HTMLElement;
  update(actions: readonly Action[]): void;
}

/** Creates a row of buttons, the primary ones first. */
export function buttonRow(): Buttons {
  const row = element('div', { class: 'bar' });
  const fill = keyed<Action>(
    row,
    ({ id }) => id,
    ({ id }) => {
      const text = element('span');
      const made = button('', () => {
        send({ type: 'action', id });
      });
      made.replaceChildren(text);
      return {
        element: made,
        update({ label, isPrimary }) {
          if (text.textContent !== label) text.textContent = label;
          made.classList.toggle('secondary', !isPrimary);
        },
      };
    },
  );
  return {
    element: row,
    update(actions) {
      fill(actions.toSorted((one, other) => Number(other.isPrimary) - Number(one.isPrimary)));
      show(row, actions.length > 0);
    },
  };
}
