// What is going on, and what stands in the way. Problems are alerts; all else is announced by the page's status region,
// because a live region would read every step of a progress.
import type { Status } from '../../ui/results/protocol.ts';
import { element, show, write } from '../shared/dom.ts';
import { buttonRow } from './buttons.ts';
import { icon } from './icons.ts';
import { type Shown, keyed } from './keyed.ts';

interface Statuses {
  readonly element: HTMLElement;
  /** Returns what is to be announced. */
  update(statuses: readonly Status[]): readonly string[];
}

/** How long a progress that goes on stays silent, in milliseconds. */
const silenceMs = 20_000;

let lastId = 0;

export function statusList(): Statuses {
  const list = element('div', { class: 'statuses' });
  const fill = keyed<Status>(list, ({ sort }) => sort, statusOf);
  let announcedAt = 0;
  let known: ReadonlySet<string> = new Set();
  return {
    element: list,
    update(statuses) {
      fill(statuses);
      show(list, statuses.length > 0);
      const notes = statuses.flatMap(({ sort, text }) => (sort === 'note' ? [text] : []));
      const busy = statuses.flatMap(({ sort, text }) => (sort === 'busy' ? [text] : []));
      const news = notes.filter(text => !known.has(text));
      known = new Set(notes);
      if (busy.length === 0) announcedAt = 0;
      if (busy.length === 0 || (announcedAt !== 0 && performance.now() - announcedAt < silenceMs)) return news;
      announcedAt = performance.now();
      return [...news, ...busy];
    },
  };
}

function statusOf({ sort }: Status): Shown<Status> {
  lastId += 1;
  const text = element('p', { class: 'said', attributes: { id: `status-${lastId}` } });
  const progress = element('progress', { attributes: { max: '1', 'aria-labelledby': text.id } });
  const buttons = buttonRow();
  return {
    element: element(
      'div',
      { class: `status ${sort}`, attributes: sort === 'problem' ? { role: 'alert' } : {} },
      ...(sort === 'busy' ? [] : [icon(sort === 'problem' ? 'error' : 'information')]),
      text,
      ...(sort === 'busy' ? [progress] : []),
      buttons.element,
    ),
    update(status) {
      write(text, status.text);
      if (status.progress === undefined) progress.removeAttribute('value');
      else progress.value = status.progress;
      buttons.update(status.actions);
    },
  };
}
