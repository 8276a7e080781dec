// The page of the form. The document's text is the source of truth: the page shows what it receives and sends what the
// user does.
import './form.css';
import { element, filled, show } from '../shared/dom.ts';
import { barOf, overview } from './head.ts';
import { keep, listen, send, state } from './host.ts';
import * as model from './model.ts';
import type { Part } from './parts.ts';
import { previewPane } from './preview.ts';
import { say, status } from '../shared/status.ts';
import { learn } from '../shared/words.ts';
import { build, controlOf, focusedKey, keyOf, update } from './tree.ts';
import { word } from './words.ts';

const form = element('div', { class: 'form' });
const broken = element('div', { class: 'broken', attributes: { role: 'alert' } });
const empty = element('div', { class: 'form' });
let parts: readonly Part[] = [];
let isRestored = false;

/** Creates the layout, once the page has its texts. */
function layOut(): void {
  const bar = barOf(() => {
    draw(false);
  });
  const above = overview();
  const preview = previewPane();
  parts = [bar, above, preview];
  document.body.replaceChildren(
    element(
      'main',
      {},
      bar.element,
      above.element,
      broken,
      element('div', { class: 'columns' }, element('div', {}, empty, form), preview.element),
    ),
    status,
  );
}

/** Asks for the kind of job, the only question about an empty file. */
function askKind(): void {
  const choice = model
    .sections()
    .flatMap(({ nodes }) => nodes)
    .find(node => node.type === 'choice');
  if (choice?.type !== 'choice') return;
  const select = element(
    'select',
    { attributes: { id: 'begin' } },
    element('option', { text: word('choose'), attributes: { value: '' } }),
    ...choice.choices.map(({ value, label }) => element('option', { text: label, attributes: { value } })),
  );
  select.addEventListener('change', () => {
    if (select.value !== '') model.begin(select.value);
  });
  empty.replaceChildren(
    element('p', { text: word('emptyHelp') }),
    element('label', { text: choice.label, attributes: { for: 'begin' } }),
    element('div', { class: 'control' }, element('div', { class: 'vscode-select' }, select)),
  );
}

function rebuild(): void {
  const focused = focusedKey();
  const control = document.activeElement;
  const selection =
    control instanceof HTMLInputElement ? ([control.selectionStart, control.selectionEnd] as const) : undefined;
  form.replaceChildren(...build(model.sections()));
  if (focused === undefined) return;
  // An element loses the focus when it is inserted again.
  const now = controlOf(focused);
  now?.focus();
  if (now instanceof HTMLInputElement && selection !== undefined) now.setSelectionRange(...selection);
}

function draw(isReshaped: boolean): void {
  const now = model.stateNow();
  const breakage = model.breakage();
  show(broken, now === 'broken');
  show(form, now === 'form');
  show(empty, now === 'empty');
  if (breakage !== undefined) {
    broken.replaceChildren(
      element('h2', { text: word('broken') }),
      element('p', { text: filled(word('line'), breakage.line, breakage.message) }),
      element('p', { text: word('brokenHelp') }),
    );
  }
  if (isReshaped) {
    if (now === 'empty') askKind();
    else rebuild();
  }
  update();
  for (const part of parts) part.update();
  if (!isRestored) restore();
  // Read by `npm run bench`.
  performance.mark('form-drawn');
}

function restore(): void {
  isRestored = true;
  const { focus, scroll } = state();
  if (focus !== undefined) controlOf(focus)?.focus({ preventScroll: true });
  window.scrollTo({ top: scroll });
}

listen(message => {
  switch (message.type) {
    case 'words':
      learn(message.words);
      layOut();
      return;
    case 'show':
      draw(model.take(message));
      return;
    case 'refused': {
      const control = controlOf(message.key);
      const typed =
        control instanceof HTMLInputElement && control.value !== '' ? ` ${filled(word('typed'), control.value)}` : '';
      model.refuse(message.seq, message.key, message.message + typed);
      say(message.message);
      draw(false);
    }
  }
});
document.addEventListener('focusin', () => {
  const focus = focusedKey();
  if (focus !== undefined) keep({ focus });
});
document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const key = keyOf(target);
  // The user has not left the field if the whole window loses the focus, or if one of the field's own buttons gets it.
  if (key === undefined || target === document.activeElement) return;
  if (
    target instanceof Element &&
    relatedTarget instanceof Node &&
    target.closest('.field')?.contains(relatedTarget) === true
  )
    return;
  model.markTouched(key);
  draw(false);
});
window.addEventListener(
  'scroll',
  () => {
    keep({ scroll: window.scrollY });
  },
  { passive: true },
);
send({ type: 'ready' });
