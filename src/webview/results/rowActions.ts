// What can be done with the selected rows: buttons beside the number of those rows, and keys.
import type { Row, RowAction } from '../../ui/results/protocol.ts';
import { button, element, show, write } from '../shared/dom.ts';
import { keyed } from './keyed.ts';
import { selectedText } from './words.ts';

/** What the buttons need to know of the rows. */
interface Rows {
  readonly selected: ReadonlySet<string>;
  /** The rows that are known, among them those in view. */
  readonly known: Iterable<Row>;
}

export class RowActions {
  readonly element = element('div', { class: 'bar rowActions' });
  readonly #count = element('span', { class: 'hint', attributes: { 'aria-live': 'polite' } });
  readonly #buttons = element('div', { class: 'bar' });
  readonly #made = new Map<string, HTMLButtonElement>();
  readonly #fill: (actions: readonly RowAction[]) => void;
  #actions: readonly RowAction[] = [];

  /** `act` is called with the id of the action that the user chose. */
  constructor(act: (id: string) => void) {
    this.#fill = keyed<RowAction>(
      this.#buttons,
      ({ id }) => id,
      ({ id, label, key }) => {
        const made = button(label, () => {
          if (made.ariaDisabled !== 'true') act(id);
        });
        if (key !== undefined) {
          made.title = key;
          made.setAttribute('aria-keyshortcuts', key);
        }
        this.#made.set(id, made);
        return { element: made, update: () => undefined };
      },
    );
    this.element.append(this.#count, this.#buttons);
  }

  /** Whether rows can be selected. */
  get isUsed(): boolean {
    return this.#actions.length > 0;
  }

  /** The id of the action that a key does. */
  idOf(key: string): string | undefined {
    return this.#actions.find(action => action.key === key)?.id;
  }

  update(actions: readonly RowAction[]): void {
    this.#actions = actions;
    this.#fill(actions);
    show(this.element, this.isUsed);
  }

  /** Enables what can be done with at least one of the selected rows, as far as is known. */
  enable({ selected, known }: Rows): void {
    write(this.#count, selectedText(selected.size));
    const possible = new Set<string>();
    let unknown = selected.size;
    if (unknown > 0)
      for (const { key, actions = [] } of known) {
        if (!selected.has(key)) continue;
        unknown -= 1;
        for (const id of actions) possible.add(id);
      }
    // A button that was disabled would lose the focus.
    for (const [id, made] of this.#made) made.ariaDisabled = String(unknown <= 0 && !possible.has(id));
  }
}
