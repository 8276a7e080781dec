// The preview pane: what would be sent, and where, as request JSON and as AWS CLI commands.
import type { Copyable } from '../../ui/form/protocol.ts';
import { button, element, show, write } from '../shared/dom.ts';
import { send } from './host.ts';
import { icon } from './icons.ts';
import * as model from './model.ts';
import { type Part, details } from './parts.ts';
import { say } from '../shared/status.ts';
import { word } from './words.ts';

interface Shown {
  readonly element: HTMLElement;
  readonly set: (text: string | undefined, canCopy: boolean) => void;
}

function shownAs(what: Copyable, isOpen: boolean): Shown {
  const code = element('code');
  const copy = button(
    word('copy'),
    () => {
      send({ type: 'copy', what });
      say(word('copied'));
    },
    { icon: icon('copy'), attributes: { 'aria-label': `${word('copy')}: ${word(what)}` } },
  );
  const made = details(`preview-${what}`, element('h3', { text: word(what) }), isOpen, element('pre', {}, code), copy);
  return {
    element: made,
    set(text, canCopy) {
      write(code, text ?? '');
      show(made, text !== undefined && text !== '');
      show(copy, canCopy);
    },
  };
}

export function previewPane(): Part {
  const target = element('dl');
  const note = element('p', { class: 'hint' });
  const request = shownAs('request', true);
  const posix = shownAs('posix', true);
  const powershell = shownAs('powershell', false);
  const later = element('p', { class: 'hint', text: word('commandsLater') });
  const remarks = element('div', { class: 'hint' });
  return {
    element: element(
      'aside',
      { attributes: { 'aria-labelledby': 'preview-title' } },
      element('h2', { text: word('preview'), attributes: { id: 'preview-title' } }),
      target,
      note,
      request.element,
      posix.element,
      powershell.element,
      remarks,
      later,
    ),
    update() {
      const preview = model.preview();
      if (preview === undefined) return;
      target.replaceChildren(
        ...preview.target.flatMap(([name, value]) => [element('dt', { text: name }), element('dd', { text: value })]),
      );
      show(target, preview.target.length > 0);
      write(note, preview.note ?? '');
      show(note, preview.note !== undefined);
      const { commands } = preview;
      request.set(preview.request, commands !== undefined);
      posix.set(commands?.posix, true);
      powershell.set(commands?.powershell, true);
      show(later, commands === undefined);
      remarks.replaceChildren(...preview.remarks.map(text => element('p', { text })));
    },
  };
}
