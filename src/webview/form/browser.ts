// A dialog to choose a folder or an object in a bucket. It loads one page at a time, whatever the size of the bucket.
import type { BrowseRow, Browsed } from '../../ui/form/protocol.ts';
import { button, element, filled, show, write } from '../shared/dom.ts';
import { ask } from './host.ts';
import { icon } from './icons.ts';
import { say } from '../shared/status.ts';
import { word } from './words.ts';

interface Options {
  readonly key: string;
  readonly label: string;
  /** The field's text. */
  readonly text: string;
  /** Called with the chosen value. `size`: the size of the object or the folder's contents, as far as it is known. */
  readonly use: (value: string, size: string) => void;
  /** The element that gets the focus when the dialog closes. */
  readonly back: HTMLElement;
}

/** Opens the dialog, which removes itself when it is closed. */
export function openBrowser({ key, label, text, use, back }: Options): void {
  const title = element('h2', { text: filled(word('browseTitle'), label), attributes: { id: 'browse-title' } });
  const where = element('p', { class: 'where', attributes: { id: 'browse-where' } });
  const list = element('ul', {
    class: 'rows',
    attributes: { role: 'listbox', tabindex: '0', 'aria-labelledby': 'browse-where' },
  });
  const note = element('p', { class: 'about' });
  const size = element('p', { class: 'about' });
  const up = button(
    word('up'),
    () => {
      if (page?.up !== undefined) enter(page.up);
    },
    { icon: icon('arrowUp') },
  );
  const take = button(
    word('useFolder'),
    () => {
      if (page !== undefined) finish(page.here, size.textContent);
    },
    { class: 'vscode-button' },
  );
  const dialog = element(
    'dialog',
    { class: 'browser', attributes: { 'aria-labelledby': 'browse-title' } },
    title,
    where,
    element('div', { class: 'bar' }, up),
    list,
    note,
    size,
    element(
      'div',
      { class: 'bar' },
      take,
      button(word('close'), () => {
        dialog.close();
      }),
    ),
  );
  let page: Browsed | undefined;
  let rows: BrowseRow[] = [];
  let active = 0;
  let stopAsking: (() => void) | undefined;
  let stopCounting: (() => void) | undefined;

  const finish = (value: string, told: string): void => {
    use(value, told);
    dialog.close();
  };
  const count = (folder: string): void => {
    stopCounting?.();
    write(size, '');
    stopCounting = ask({ type: 'measure', key, text: folder }, answer => {
      if (answer.type === 'measured') write(size, answer.text === '' ? '' : filled(word('allOfIt'), answer.text));
    });
  };
  const read = (folder: string, next?: string): void => {
    stopAsking?.();
    write(note, word('loading'));
    show(note, true);
    stopAsking = ask({ type: 'browse', key, text: folder, ...(next === undefined ? {} : { next }) }, answer => {
      if (answer.type !== 'browsed') return;
      page = answer;
      rows = next === undefined ? [...answer.rows] : [...rows, ...answer.rows];
      draw(next === undefined ? 0 : rows.length - answer.rows.length);
    });
  };
  const enter = (folder: string): void => {
    read(folder);
    count(folder);
  };
  const draw = (activeRow: number): void => {
    if (page === undefined) return;
    write(where, page.title);
    up.disabled = page.up === undefined;
    take.disabled = page.title === '';
    list.replaceChildren(
      ...rows.map(rowOf),
      ...(page.next === undefined ? [] : [optionOf(rows.length, element('span', { text: word('loadMore') }))]),
    );
    const told = page.note ?? (rows.length === 0 && page.next === undefined ? word('nothingHere') : '');
    write(note, told);
    show(note, told !== '');
    show(list, list.childElementCount > 0);
    say(told === '' ? page.title : told);
    activate(activeRow);
    if (list.hidden) take.focus();
    else list.focus();
  };
  const optionOf = (index: number, ...children: readonly Node[]): HTMLElement => {
    const option = element(
      'li',
      { attributes: { role: 'option', id: `row-${index}`, 'aria-selected': 'false' } },
      ...children,
    );
    option.addEventListener('click', () => {
      choose(index);
    });
    return option;
  };
  const rowOf = ({ label: name, isFolder, size: bytes, modified }: BrowseRow, index: number): HTMLElement =>
    optionOf(
      index,
      icon(isFolder ? 'folder' : 'file'),
      element('span', { class: 'unseen', text: `${word(isFolder ? 'folder' : 'object')} ` }),
      element('span', { class: 'choice', text: name }),
      ...[bytes, modified]
        .filter(each => each !== undefined)
        .map(each => element('span', { class: 'aside', text: each })),
    );
  const activate = (index: number): void => {
    active = Math.max(0, Math.min(index, list.childElementCount - 1));
    for (const [place, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(place === active));
    const option = list.children[active];
    if (option === undefined) {
      list.removeAttribute('aria-activedescendant');
      return;
    }
    list.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };
  const choose = (index: number): void => {
    const row = rows[index];
    if (row === undefined) {
      if (page?.next !== undefined) read(page.here, page.next);
      return;
    }
    if (row.isFolder) enter(row.value);
    else finish(row.value, row.size ?? '');
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => {
      activate(active + 1);
    },
    ArrowUp: () => {
      activate(active - 1);
    },
    PageDown: () => {
      activate(active + 10);
    },
    PageUp: () => {
      activate(active - 10);
    },
    Home: () => {
      activate(0);
    },
    End: () => {
      activate(list.childElementCount - 1);
    },
    Enter: () => {
      choose(active);
    },
    Backspace: () => {
      up.click();
    },
  };
  list.addEventListener('keydown', event => {
    const does = keys[event.key];
    if (does === undefined) return;
    event.preventDefault();
    does();
  });
  dialog.addEventListener('close', () => {
    stopAsking?.();
    stopCounting?.();
    dialog.remove();
    back.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  enter(text);
}
