// The top of the page: title, facts, and numbers with what they count.
import type { Page, Tile } from '../../ui/results/protocol.ts';
import { element, show, write } from '../shared/dom.ts';
import { type Shown, keyed } from './keyed.ts';

/** A part of the page. */
export interface Part {
  readonly element: HTMLElement;
  update(page: Page): void;
}

type Fact = Page['facts'][number];

export function factList(): Part {
  const list = element('dl', { class: 'facts' });
  const fill = keyed<Fact>(list, ([name]) => name, factOf);
  return {
    element: list,
    update({ facts }) {
      fill(facts);
      show(list, facts.length > 0);
    },
  };
}

function factOf([name]: Fact): Shown<Fact> {
  const value = element('dd');
  return {
    element: element('div', {}, element('dt', { text: name }), value),
    update([, text]) {
      write(value, text);
    },
  };
}

export function tileList(): Part {
  const list = element('dl', { class: 'tiles' });
  const fill = keyed<Tile>(list, ({ label }) => label, tileOf);
  return {
    element: list,
    update({ tiles }) {
      fill(tiles);
      show(list, tiles.length > 0);
    },
  };
}

function tileOf({ label }: Tile): Shown<Tile> {
  const value = element('dd', { class: 'value' });
  const detail = element('dd', { class: 'hint' });
  return {
    element: element('div', {}, element('dt', { text: label }), value, detail),
    update(tile) {
      write(value, tile.value);
      write(detail, tile.detail ?? '');
      show(detail, tile.detail !== undefined);
    },
  };
}
