// The fields that decide which rows are listed. What is typed is sent after a short pause.
import type { Field } from '../../ui/results/protocol.ts';
import { button, element, show, write } from '../shared/dom.ts';
import { send } from './host.ts';
import { icon } from './icons.ts';
import { type Shown, keyed } from './keyed.ts';
import type { Part } from './summary.ts';
import { Typed } from './typed.ts';
import { word } from './words.ts';

/** How long typing must pause before a text is sent. */
const pauseMs = 300;

interface FilterField extends Shown<Field> {
  /** Gives up what was typed: the next value from the extension is shown, whatever it is. */
  forget(): void;
}

let lastId = 0;

/** Creates the filter. `changed` is called when the user has changed what is listed. */
export function filterRow(changed: () => void): Part {
  const row = element('div', {
    class: 'filter',
    attributes: { role: 'search', 'aria-label': word('filter') },
  });
  const fields = element('div', { class: 'fields' });
  const made = new Set<FilterField>();
  const fill = keyed<Field>(
    fields,
    ({ id, kind }) => `${kind} ${id}`,
    field => {
      const one = field.kind === 'choice' ? choiceField(field, changed) : typedField(field, changed);
      made.add(one);
      return one;
    },
  );
  const clear = button(word('clearFilter'), () => {
    for (const field of made) field.forget();
    changed();
    send({ type: 'clearFilter' });
    // The button disappears, and the focus with it.
    fields.querySelector<HTMLElement>('input, select')?.focus();
  });
  row.append(fields);
  fields.after(clear);
  return {
    element: row,
    update(page) {
      fill(page.fields);
      show(row, page.fields.length > 0);
      show(clear, page.isFiltered);
    },
  };
}

function typedField({ id, kind }: Field, changed: () => void): FilterField {
  const { label, control } = labelled(
    element('input', {
      class: 'vscode-textfield',
      attributes: {
        autocomplete: 'off',
        autocapitalize: 'off',
        spellcheck: 'false',
        ...(kind === 'percent' ? { type: 'number', min: '0', max: '100', step: 'any' } : { type: 'text' }),
      },
    }),
  );
  const typed = new Typed();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the user has typed since the field got the focus: then the text is theirs until they leave it. */
  let isTyping = false;
  let last = '';
  /** The value that the extension sent last. */
  let offered = '';
  const commit = (): void => {
    clearTimeout(timer);
    timer = undefined;
    // A number that is not complete yet reads as an empty text, which would take the filter off.
    if (control.value === last || !control.validity.valid) return;
    typed.sent(last, control.value);
    last = control.value;
    changed();
    send({ type: 'field', id, value: last });
  };
  const settle = (): void => {
    if (isTyping || !typed.takes(offered)) return;
    last = offered;
    if (control.value !== last) control.value = last;
  };
  control.addEventListener('input', event => {
    clearTimeout(timer);
    isTyping = true;
    if (!(event instanceof InputEvent && event.isComposing)) timer = setTimeout(commit, pauseMs);
  });
  control.addEventListener('compositionend', () => {
    clearTimeout(timer);
    timer = setTimeout(commit, pauseMs);
  });
  // Enter, or leaving the field.
  control.addEventListener('change', commit);
  control.addEventListener('blur', () => {
    // The whole window has lost the focus, not the field.
    if (document.activeElement === control) return;
    commit();
    isTyping = false;
    settle();
  });
  return {
    element: element('div', { class: `field ${kind}` }, label, control),
    update(field) {
      write(label, field.label);
      offered = field.value;
      settle();
    },
    forget() {
      clearTimeout(timer);
      timer = undefined;
      isTyping = false;
      typed.forget();
    },
  };
}

function choiceField({ id }: Field, changed: () => void): FilterField {
  const { label, control } = labelled(element('select'));
  const typed = new Typed();
  let last = '';
  control.addEventListener('change', () => {
    typed.sent(last, control.value);
    last = control.value;
    changed();
    send({ type: 'field', id, value: control.value });
  });
  let known = '';
  return {
    element: element(
      'div',
      { class: 'field choice' },
      label,
      element(
        'div',
        { class: 'vscode-select' },
        control,
        element('span', { class: 'chevron-icon' }, icon('chevronDown')),
      ),
    ),
    update({ label: text, value, options = [] }) {
      write(label, text);
      const all = options.some(option => option.value === '')
        ? options
        : [{ value: '', label: word('all') }, ...options];
      const now = JSON.stringify(all);
      if (now !== known) {
        known = now;
        const chosen = control.value;
        control.replaceChildren(
          ...all.map(option => element('option', { text: option.label, attributes: { value: option.value } })),
        );
        control.value = chosen;
      }
      if (!typed.takes(value)) return;
      last = value;
      control.value = value;
    },
    forget() {
      typed.forget();
    },
  };
}

function labelled<C extends HTMLElement>(control: C): { readonly label: HTMLElement; readonly control: C } {
  lastId += 1;
  control.id = `filter-${lastId}`;
  return { label: element('label', { attributes: { for: control.id } }), control };
}
