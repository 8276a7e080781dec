// A field of the form: its label, its control, and the descriptions associated with the control.
import type { ChoiceNode, ReadonlyNode, TextNode } from '../../ui/form/protocol.ts';
import { openBrowser } from './browser.ts';
import { combobox } from './combobox.ts';
import { button, element, filled, show, write } from '../shared/dom.ts';
import { ask } from './host.ts';
import { icon } from './icons.ts';
import * as model from './model.ts';
import { type Part, idOf, named, problemList, resolvedLine, titled } from './parts.ts';
import { say } from '../shared/status.ts';
import { countedWord, word } from './words.ts';

function describe(control: HTMLElement, ids: readonly string[], isInvalid: boolean): void {
  // A collapsed help text still describes the control for screen readers.
  const shown = ids.filter(id => document.getElementById(id)?.closest('[hidden]:not(.help)') === null);
  if (shown.length === 0) control.removeAttribute('aria-describedby');
  else control.setAttribute('aria-describedby', shown.join(' '));
  control.setAttribute('aria-invalid', String(isInvalid));
}

/** Creates a text field, with suggestions if its values can come from the account. */
export function textField(node: TextNode): Part {
  const { key, label, required, live } = node;
  const id = idOf(key, 'field');
  const problems = problemList(node);
  const stands = resolvedLine(key);
  const about = element('p', { class: 'about', attributes: { id: idOf(key, 'about') } });
  const tell = (text: string): void => {
    write(about, text);
    show(about, text !== '');
    describeNow();
  };
  let isTouched = false;
  const commit = (text: string, isTyped = false): void => {
    isTouched = true;
    model.edit(key, text, isTyped);
  };
  const ours =
    live === undefined
      ? undefined
      : combobox({
          key,
          id,
          listLabel: label,
          buttonLabel: filled(word('showChoices'), label),
          opensByItself: model.isConnected,
          chosen: value => {
            commit(value);
            lookUp();
          },
          note: (text, count) => {
            tell(text === '' && count === 0 ? word('noChoices') : text);
            if (text !== '' || count === 0) say(about.textContent);
            else if (count !== undefined) say(countedWord('choicesCount', count));
          },
        });
  const input =
    ours?.input ??
    element('input', {
      class: 'vscode-textfield',
      attributes: { id, type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' },
    });
  if (required) input.setAttribute('aria-required', 'true');
  const describeNow = (): void => {
    describe(
      input,
      ['hint', 'resolved', 'about', 'problems', 'refused'].map(role => idOf(key, role)),
      problems.hasError(),
    );
  };

  let asked = '';
  /** Shows facts about the field's value: a workflow's last run, or whether a role trusts the service. */
  const lookUp = (): void => {
    if ((live !== 'workflows' && live !== 'roles') || !model.isConnected() || input.value === asked) return;
    asked = input.value;
    tell('');
    if (asked !== '')
      ask({ type: 'about', key, text: asked }, answer => {
        if (answer.type === 'about' && input.value === asked) tell(answer.text);
      });
  };
  input.addEventListener('input', event => {
    const { isComposing, inputType } = event instanceof InputEvent ? event : { isComposing: false, inputType: '' };
    if (!isComposing) commit(input.value, inputType !== 'insertFromPaste');
  });
  input.addEventListener('compositionend', () => {
    commit(input.value, true);
  });
  input.addEventListener('blur', () => {
    // Remove an optional member that the user has cleared, but only on blur, to keep its comments and position until
    // then.
    if (isTouched && !required && input.value === '' && (model.valueOf(key) !== undefined || model.isPending(key)))
      model.remove(key);
    isTouched = false;
    if (about.textContent === word('noChoices')) tell('');
    lookUp();
  });

  const control = element('div', { class: 'control' }, ours?.element ?? input);
  if (live === 'prefixes' || live === 'addresses') {
    const browse = button(
      word('browse'),
      () => {
        openBrowser({
          key,
          label,
          text: model.valueOf(key) ?? '',
          use: (value, size) => {
            input.value = value;
            commit(value);
            tell(size);
          },
          back: browse,
        });
      },
      {
        class: 'vscode-button secondary icon-only',
        icon: icon('folderOpened'),
        attributes: { title: word('browse'), 'aria-label': `${word('browse')} ${label}` },
      },
    );
    control.append(browse);
  }
  return {
    element: element(
      'div',
      { class: live === 'roles' || live === 'keys' ? 'field wide' : 'field' },
      ...titled(node, element('label', { attributes: { for: id } }, ...named(node))),
      control,
      stands.element,
      about,
      problems.element,
    ),
    focusable: input,
    update() {
      const value = model.valueOf(key) ?? '';
      if (!model.isPending(key) && input.value !== value) replaceText(input, value);
      stands.update();
      problems.update();
      input.classList.toggle('invalid', problems.hasError());
      describeNow();
      if (document.activeElement !== input) lookUp();
    },
  };
}

/** Sets a text that was changed elsewhere. The cursor stays where it was, or moves to the end of a shorter text. */
function replaceText(input: HTMLInputElement, value: string): void {
  const { selectionStart, selectionEnd } = input;
  input.value = value;
  if (document.activeElement === input)
    input.setSelectionRange(Math.min(selectionStart ?? 0, value.length), Math.min(selectionEnd ?? 0, value.length));
}

/** Creates a select with the values that the schema allows. Any other value is kept and shown. */
export function choiceField(node: ChoiceNode): Part {
  const { key, required, choices } = node;
  const id = idOf(key, 'field');
  const problems = problemList(node);
  const none = element('option', { text: required ? word('choose') : word('notSet'), attributes: { value: '' } });
  const foreign = element('option');
  const select = element('select', { attributes: { id } }, none, ...optionsOf(choices));
  if (required) select.setAttribute('aria-required', 'true');
  const meaning = element('p', { class: 'about', attributes: { id: idOf(key, 'about') } });
  select.addEventListener('change', () => {
    if (select.value !== '') model.edit(key, select.value);
    else if (!required) model.remove(key);
    tellMeaning();
  });
  const tellMeaning = (): void => {
    const text = choices.find(({ value }) => value === select.value)?.description ?? '';
    write(meaning, text);
    // A single choice needs no description.
    show(meaning, text !== '' && choices.length > 1);
  };
  return {
    element: element(
      'div',
      { class: choices.length > 1 ? 'field wide' : 'field' },
      ...titled(node, element('label', { attributes: { for: id } }, ...named(node))),
      element(
        'div',
        { class: 'control' },
        element(
          'div',
          { class: 'vscode-select' },
          select,
          element('span', { class: 'chevron-icon' }, icon('chevronDown')),
        ),
      ),
      meaning,
      problems.element,
    ),
    focusable: select,
    update() {
      const value = model.valueOf(key) ?? '';
      const isKnown = value === '' || choices.some(choice => choice.value === value);
      foreign.value = value;
      foreign.textContent = filled(word('asWritten'), value);
      if (isKnown) foreign.remove();
      else select.append(foreign);
      none.disabled = required && value !== '';
      if (!model.isPending(key)) select.value = value;
      tellMeaning();
      problems.update();
      select.parentElement?.classList.toggle('invalid', problems.hasError());
      describe(
        select,
        ['hint', 'about', 'problems', 'refused'].map(role => idOf(key, role)),
        problems.hasError(),
      );
    },
  };
}

function optionsOf(choices: ChoiceNode['choices']): readonly HTMLElement[] {
  const groups = new Map<string, HTMLElement>();
  const made: HTMLElement[] = [];
  for (const { value, label, group } of choices) {
    const option = element('option', { text: label, attributes: { value } });
    if (group === undefined) {
      made.push(option);
      continue;
    }
    let holder = groups.get(group);
    if (holder === undefined) {
      holder = element('optgroup', { attributes: { label: group } });
      groups.set(group, holder);
      made.push(holder);
    }
    holder.append(option);
  }
  return made;
}

/** Shows what the form cannot edit, as it is written in the file. */
export function readonlyField(node: ReadonlyNode): Part {
  const problems = problemList(node);
  const { key, json, help } = node;
  return {
    element: element(
      'div',
      { class: 'field wide' },
      ...titled(node, element('p', { class: 'labelled' }, ...named(node))),
      ...(help.length === 0 ? [element('p', { class: 'hint', text: word('notKnown') })] : []),
      element('code', { class: 'json', text: json, attributes: { id: idOf(key, 'field'), tabindex: '-1' } }),
      problems.element,
    ),
    update() {
      problems.update();
    },
  };
}
