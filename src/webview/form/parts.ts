// What all parts of a form have in common: name, help and problems.
import type { FormNode, Paragraph } from '../../ui/form/protocol.ts';
import { button, element, filled, show, write } from '../shared/dom.ts';
import { keep, state } from './host.ts';
import { icon } from './icons.ts';
import * as model from './model.ts';
import { word } from './words.ts';

/** A part of the page. `update` brings it up to date with the model. */
export interface Part {
  readonly element: HTMLElement;
  update(): void;
  /** The element to focus for this part. */
  readonly focusable?: HTMLElement;
}

/** Returns the ID for an element of a part, from the part's key and the element's role. */
export const idOf = (key: string, role: string): string => `${role}${key.replaceAll(/[^\w-]/g, '_')}`;

function paragraph(
  spans: Paragraph,
  options: { readonly class?: string; readonly id?: string } = {},
): HTMLParagraphElement {
  const made = element('p', options.class === undefined ? {} : { class: options.class });
  if (options.id !== undefined) made.id = options.id;
  made.append(
    ...spans.map(({ text, as }) => (as === undefined ? document.createTextNode(text) : element(as, { text }))),
  );
  return made;
}

/** Creates a `details` element whose state is kept. */
export function details(key: string, summary: Node, isOpen: boolean, ...children: readonly Node[]): HTMLDetailsElement {
  const made = element('details', {}, element('summary', {}, summary), ...children);
  made.open = state().open[key] ?? isOpen;
  made.addEventListener('toggle', () => {
    keep({ open: { ...state().open, [key]: made.open } });
  });
  return made;
}

/** Creates a member's label and, if it differs, the name that AWS uses. */
export function named({ label, name, required }: FormNode): readonly Node[] {
  return [
    element('span', { class: 'label', text: label }),
    ...(name.toLowerCase() === label.toLowerCase() || /^\d+$/.test(name)
      ? []
      : [element('code', { class: 'name', text: name })]),
    ...(required ? [element('span', { class: 'required', text: word('required') })] : []),
  ];
}

/**
 * Creates a title with a button that expands its help. The first paragraph describes the control even while collapsed.
 */
export function titled({ key, help, label }: FormNode, title: HTMLElement): readonly HTMLElement[] {
  const [first, ...rest] = help;
  if (first === undefined) return [element('div', { class: 'title' }, title)];
  const more = element(
    'div',
    { class: 'help', attributes: { id: idOf(key, 'help') } },
    paragraph(first, { id: idOf(key, 'hint') }),
    ...rest.map(spans => paragraph(spans)),
  );
  const kept = `help${key}`;
  const toggle = element(
    'button',
    {
      class: 'info',
      attributes: {
        type: 'button',
        title: first.map(({ text }) => text).join(''),
        'aria-label': filled(word('moreAbout'), label),
        'aria-controls': more.id,
      },
      onClick: () => {
        open(more.hidden !== false);
      },
    },
    icon('information'),
  );
  const open = (isOpen: boolean): void => {
    show(more, isOpen);
    toggle.setAttribute('aria-expanded', String(isOpen));
    if ((state().open[kept] ?? false) !== isOpen) keep({ open: { ...state().open, [kept]: isOpen } });
  };
  open(state().open[kept] ?? false);
  return [element('div', { class: 'title' }, title, toggle), more];
}

/** Creates the list of a part's problems with their fixes, and the message about a refused change. */
export function problemList({ key, label }: FormNode): Part & { readonly hasError: () => boolean } {
  const list = element('ul', { class: 'problems', attributes: { id: idOf(key, 'problems') } });
  const refused = element('p', { class: 'refused', attributes: { id: idOf(key, 'refused') } });
  let known = '';
  return {
    element: element('div', {}, refused, list),
    hasError: () => model.problemsAt(key).some(({ severity }) => severity === 'error'),
    update() {
      const message = model.refusalAt(key);
      write(refused, message ?? '');
      show(refused, message !== undefined);
      const problems = model.problemsAt(key);
      const now = JSON.stringify(problems);
      if (now === known) return;
      known = now;
      show(list, problems.length > 0);
      list.replaceChildren(
        ...problems.map(problem =>
          element(
            'li',
            { class: problem.severity },
            icon(problem.severity),
            element(
              'span',
              { class: 'said' },
              element('span', { class: 'unseen', text: `${word(problem.severity)}: ` }),
              document.createTextNode(problem.message),
              document.createTextNode(' '),
              element('code', { class: 'name', text: problem.code }),
            ),
            ...problem.fixes.map((title, index) =>
              button(
                title,
                () => {
                  model.fix(problem.id, index);
                },
                {
                  class: 'vscode-button secondary fix',
                  icon: icon('lightbulb'),
                  attributes: { 'aria-label': `${title}: ${label}` },
                },
              ),
            ),
          ),
        ),
      );
    },
  };
}

/** Creates the line that shows a value with its variables resolved. */
export function resolvedLine(key: string): Part {
  const made = element('p', { class: 'resolved', attributes: { id: idOf(key, 'resolved') } });
  return {
    element: made,
    update() {
      const text = model.resolvedOf(key);
      write(made, text === undefined ? '' : filled(word('standsFor'), text));
      show(made, text !== undefined);
    },
  };
}
