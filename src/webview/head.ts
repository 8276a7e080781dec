// The top of the form: which job, where it would go, whether it can be started, and what is wrong, with the way to each place.
import { button, element, filled, show, write } from './dom.ts';
import { send } from './host.ts';
import { icon } from './icons.ts';
import * as model from './model.ts';
import { type Part, details } from './parts.ts';
import { say } from './status.ts';
import { controlOf } from './tree.ts';
import { word } from './words.ts';

/** Unfolds whatever hides an element, and goes there. */
function goTo(key: string): void {
  const control = controlOf(key);
  for (let around = control?.parentElement ?? null; around !== null; around = around.parentElement) if (around instanceof HTMLDetailsElement) around.open = true;
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
}

export function headOf(): Part {
  const title = element('h1');
  const connection = element('p', { class: 'connection' });
  const connect = button(word('connect'), () => { send({ type: 'connect' }); }, { icon: icon('plug') });
  const change = button(word('changeConnection'), () => { send({ type: 'selectConnection' }); });
  const whyNot = element('p', { class: 'why', attributes: { id: 'why-not' } });
  const start = button(word('start'), () => { if (model.header()?.canStart === true) send({ type: 'start' }); }, { class: 'vscode-button', icon: icon('play'), attributes: { 'aria-describedby': 'why-not' } });
  const counted = element('span', { class: 'label' });
  const list = element('ul', { class: 'problems' });
  const summary = details('summary', counted, false, list);
  const plain = element('p', { class: 'label' });
  let known = '';

  return {
    element: element('header', {}, title,
      element('div', { class: 'bar' }, start, button(word('openText'), () => { send({ type: 'openText' }); }, { icon: icon('goToFile') }), whyNot),
      element('div', { class: 'bar' }, connection, connect, change), element('div', { class: 'summary' }, summary, plain)),
    update() {
      const header = model.header();
      if (header === undefined) return;
      write(title, header.kind ?? word('emptyTitle'));
      write(connection, header.connection.words);
      show(connect, header.connection.state === 'idle' || header.connection.state === 'failed');
      write(change.firstElementChild ?? change, header.connection.state === 'none' ? word('selectConnection') : word('changeConnection'));
      // Not `disabled`: a button that cannot be reached cannot say why.
      start.setAttribute('aria-disabled', String(!header.canStart));
      write(whyNot, header.whyNot ?? '');
      show(whyNot, header.whyNot !== undefined);
      const problems = model.problems();
      show(summary, problems.length > 0);
      show(plain, problems.length === 0 && header.summary !== '');
      write(problems.length > 0 ? counted : plain, header.summary);
      const now = JSON.stringify(problems);
      if (now === known) return;
      known = now;
      say(header.summary);
      list.replaceChildren(...problems.map(({ id, at, severity, message }) => {
        const label = at === undefined ? '' : document.getElementById(controlOf(at)?.id ?? '')?.closest('.field')?.querySelector('.label')?.textContent ?? '';
        const text = label === '' ? message : `${label}: ${message}`;
        const go = element('button', { class: 'link', text, attributes: { type: 'button', 'aria-label': filled(word('goTo'), text) }, onClick: () => { if (at === undefined) send({ type: 'openText', problem: id }); else goTo(at); } });
        return element('li', { class: severity }, icon(severity), element('span', { class: 'unseen', text: `${word(severity)}: ` }), go);
      }));
    },
  };
}
