// The top of the form. The bar with title, state and Start is sticky; the connection and the problems scroll.
import { button, element, filled, show, write } from '../shared/dom.ts';
import { send } from './host.ts';
import { icon } from './icons.ts';
import * as model from './model.ts';
import { type Part, details } from './parts.ts';
import { say } from '../shared/status.ts';
import { controlOf } from './tree.ts';
import { countedWord, word } from './words.ts';

/** Expands the sections that contain a field, and moves the focus to it. */
function goTo(key: string): void {
  const control = controlOf(key);
  for (let around = control?.parentElement ?? null; around !== null; around = around.parentElement)
    if (around instanceof HTMLDetailsElement) around.open = true;
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
}

/**
 * Returns the number of visible problems by severity, such as “2 errors, 1 warning”, or an empty string if there are
 * none.
 */
function counted(): string {
  const severities = [
    ['error', 'errors'],
    ['warning', 'warnings'],
    ['information', 'notes'],
  ] as const;
  return severities
    .flatMap(([severity, name]) => {
      const count = model.problems().filter(problem => problem.severity === severity).length;
      return count === 0 ? [] : [countedWord(name, count)];
    })
    .join(', ');
}

/** Returns in a few words whether the job can be started. */
function stateWords(): string {
  if (model.stateNow() !== 'form') return '';
  const ready = model.header()?.canStart === true ? word('ready') : model.isIncomplete() ? word('incomplete') : '';
  return [ready, counted()].filter(text => text !== '').join(' · ');
}

/** Creates the sticky bar. `changed` redraws the page. */
export function barOf(changed: () => void): Part {
  const title = element('h1');
  const state = element('p', { class: 'state', attributes: { id: 'form-state' } });
  const whyNot = element('p', { class: 'why', attributes: { id: 'why-not' } });
  const press = (type: 'start' | 'check') => (): void => {
    if (model.header()?.whyNot !== undefined) return;
    if (model.requestStart()) {
      send({ type });
      return;
    }
    changed();
    const first = model.problems().find(({ severity }) => severity === 'error');
    if (first?.at !== undefined) goTo(first.at);
    say(first?.message ?? '');
  };
  const check = button(word('check'), press('check'), { icon: icon('checklist') });
  const start = button(word('start'), press('start'), {
    class: 'vscode-button',
    icon: icon('play'),
    attributes: { 'aria-describedby': 'why-not form-state' },
  });
  return {
    element: element(
      'header',
      {},
      title,
      state,
      element(
        'div',
        { class: 'bar' },
        button(
          word('openText'),
          () => {
            send({ type: 'openText' });
          },
          { icon: icon('goToFile') },
        ),
        check,
        start,
      ),
      whyNot,
    ),
    update() {
      const header = model.header();
      if (header === undefined) return;
      write(title, header.kind ?? word('emptyTitle'));
      if (state.textContent !== stateWords()) say(stateWords());
      write(state, stateWords());
      for (const each of [check, start]) show(each, model.stateNow() === 'form');
      // Not `disabled`, because a button that cannot be focused cannot say why it is unavailable.
      for (const each of [check, start]) each.setAttribute('aria-disabled', String(header.whyNot !== undefined));
      write(whyNot, header.whyNot ?? '');
      show(whyNot, header.whyNot !== undefined);
    },
  };
}

/** Creates the overview: where the job would be started, and the problems with links to their fields. */
export function overview(): Part {
  const connection = element('p', { class: 'connection' });
  const connect = button(
    word('connect'),
    () => {
      send({ type: 'connect' });
    },
    { icon: icon('plug') },
  );
  const change = element('button', {
    class: 'link',
    attributes: { type: 'button' },
    onClick: () => {
      send({ type: 'selectConnection' });
    },
  });
  const count = element('span', { class: 'label' });
  const list = element('ul', { class: 'problems' });
  const summary = details('summary', count, false, list);
  let known = '';
  return {
    element: element(
      'div',
      { class: 'overview' },
      element('div', { class: 'bar' }, connection, connect, change),
      element('div', { class: 'summary' }, summary),
    ),
    update() {
      const header = model.header();
      if (header === undefined) return;
      write(connection, header.connection.words);
      show(connect, header.connection.state === 'idle' || header.connection.state === 'failed');
      write(change, header.connection.state === 'none' ? word('selectConnection') : word('changeConnection'));
      const problems = model.problems();
      show(summary, problems.length > 0);
      write(count, counted());
      const now = JSON.stringify(problems);
      if (now === known) return;
      known = now;
      list.replaceChildren(
        ...problems.map(({ id, at, severity, message }) => {
          const label =
            at === undefined
              ? ''
              : (document
                  .getElementById(controlOf(at)?.id ?? '')
                  ?.closest('.field')
                  ?.querySelector('.label')?.textContent ?? '');
          const text = label === '' ? message : `${label}: ${message}`;
          const go = element('button', {
            class: 'link',
            text,
            attributes: { type: 'button', 'aria-label': filled(word('goTo'), text) },
            onClick: () => {
              if (at === undefined) send({ type: 'openText', problem: id });
              else goTo(at);
            },
          });
          return element(
            'li',
            { class: severity },
            icon(severity),
            element('span', { class: 'unseen', text: `${word(severity)}: ` }),
            go,
          );
        }),
      );
    },
  };
}
