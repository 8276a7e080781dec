// A text field with suggestions, following the ARIA 1.2 combobox pattern: the focus stays in the field, and any text
// can be typed.
import type { LiveChoice } from '../../ui/form/protocol.ts';
import { element, show } from '../shared/dom.ts';
import { ask } from './host.ts';
import { icon } from './icons.ts';

interface Combobox {
  /** The field with its list and button. */
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
}

interface Options {
  readonly key: string;
  readonly id: string;
  readonly listLabel: string;
  readonly buttonLabel: string;
  /** Whether a click or typing opens the list, which is only useful if a question can be answered. */
  readonly opensByItself: () => boolean;
  /** Called when a value is chosen from the list. */
  readonly chosen: (value: string) => void;
  /** Called with what to say about the list: a text, for example why there is no list, or the number of suggestions. */
  readonly note: (text: string, count: number | undefined) => void;
}

/** How long typing must pause before suggestions are requested. */
const pauseMs = 150;

export function combobox({ key, id, listLabel, buttonLabel, opensByItself, chosen, note }: Options): Combobox {
  const listId = `${id}-list`;
  const input = element('input', {
    class: 'vscode-textfield',
    attributes: {
      id,
      type: 'text',
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': listId,
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
    },
  });
  const list = element('ul', {
    class: 'choices',
    attributes: { id: listId, role: 'listbox', 'aria-label': listLabel },
  });
  const toggle = element(
    'button',
    {
      class: 'toggle',
      attributes: {
        type: 'button',
        tabindex: '-1',
        'aria-label': buttonLabel,
        'aria-expanded': 'false',
        'aria-controls': listId,
      },
    },
    icon('chevronDown'),
  );
  let choices: readonly LiveChoice[] = [];
  let active = -1;
  let cancelRequest: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  show(list, false);

  const isOpen = (): boolean => !list.hidden;
  const setOpen = (open: boolean): void => {
    show(list, open);
    for (const made of [input, toggle]) made.setAttribute('aria-expanded', String(open));
    if (!open) activate(-1);
  };
  const activate = (index: number): void => {
    active = index;
    for (const [place, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(place === index));
    const option = list.children[index];
    if (option === undefined) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };
  const close = (): void => {
    clearTimeout(timer);
    cancelRequest?.();
    cancelRequest = undefined;
    setOpen(false);
  };
  const open = (activateFirst: boolean): void => {
    cancelRequest?.();
    cancelRequest = ask({ type: 'choices', key, text: input.value }, answer => {
      if (answer.type !== 'choices' || document.activeElement !== input) return;
      // If a list arrives while the user is choosing, keep the active option if the new list contains it.
      const chosenNow = choices[active]?.value;
      choices = answer.choices;
      list.replaceChildren(...choices.map(optionOf));
      setOpen(choices.length > 0);
      note(answer.note ?? '', answer.note === undefined ? choices.length : undefined);
      const kept = chosenNow === undefined ? -1 : choices.findIndex(({ value }) => value === chosenNow);
      activate(kept === -1 && activateFirst && choices.length > 0 ? 0 : kept);
    });
  };
  const optionOf = ({ label, description, detail, value }: LiveChoice, index: number): HTMLElement => {
    const option = element(
      'li',
      { attributes: { role: 'option', id: `${listId}-${index}`, 'aria-selected': 'false' } },
      element('span', { class: 'choice', text: label }),
      ...[description, detail === value && label === value ? undefined : detail]
        .filter(text => text !== undefined)
        .map(text => element('span', { class: 'aside', text })),
    );
    // The pointer must not take the focus from the field.
    option.addEventListener('mousedown', event => {
      event.preventDefault();
    });
    option.addEventListener('click', () => {
      choose(index);
    });
    return option;
  };
  const choose = (index: number): void => {
    const choice = choices[index];
    if (choice === undefined) return;
    close();
    input.value = choice.value;
    chosen(choice.value);
    note('', undefined);
    if (choice.isPartial) open(false);
  };

  toggle.addEventListener('mousedown', event => {
    event.preventDefault();
  });
  toggle.addEventListener('click', () => {
    input.focus();
    if (isOpen()) close();
    else open(false);
  });
  input.addEventListener('input', () => {
    clearTimeout(timer);
    if (isOpen() || opensByItself())
      timer = setTimeout(() => {
        open(false);
      }, pauseMs);
  });
  input.addEventListener('click', () => {
    if (!isOpen() && opensByItself()) open(false);
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', event => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        if (event.altKey && event.key === 'ArrowUp') {
          close();
          break;
        }
        const step = event.key === 'ArrowDown' ? 1 : -1;
        if (!isOpen()) open(!event.altKey);
        else activate((active + step + (active === -1 && step === -1 ? 1 : 0) + choices.length) % choices.length);
        break;
      }
      case 'Enter':
        if (!isOpen() || active === -1) return;
        choose(active);
        break;
      case 'Escape':
        if (!isOpen()) return;
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  return { element: element('div', { class: 'combobox' }, input, toggle, list), input };
}
