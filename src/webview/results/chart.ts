// A chart: a picture whose bars are buttons, and a table with its numbers. A switch decides which of them is shown.
import type { Bar, Chart } from '../../ui/results/protocol.ts';
import { button, drawn, element, show, write } from '../shared/dom.ts';
import { keep, send, state } from './host.ts';
import { type Shown, keyed } from './keyed.ts';
import type { Part } from './summary.ts';
import { word } from './words.ts';

/** A bar, and what the whole chart says about it. */
interface Placed {
  readonly bar: Bar;
  readonly index: number;
  /** Its share of the longest bar. */
  readonly share: number;
  /** Whether there is room for its label below it. */
  readonly isLabelled: boolean;
}

/** A histogram has room for about five labels. */
const labelsOfHistogram = 5;
/** The extent of a drawing in its own units; a bar that counts anything is drawn at least this long. */
const extent = 1_000;
const shortest = 8;

let lastId = 0;

/** Creates the charts. `picked` is called when the user picks a bar. */
export function chartList(picked: () => void): Part {
  const list = element('div', { class: 'charts' });
  const fill = keyed<Chart>(
    list,
    ({ id, kind }) => `${kind} ${id}`,
    chart => chartOf(chart, picked),
  );
  return {
    element: list,
    update({ charts }) {
      fill(charts);
      show(list, charts.length > 0);
    },
  };
}

function chartOf({ id, kind }: Chart, picked: () => void): Shown<Chart> {
  lastId += 1;
  const title = element('h3', { attributes: { id: `chart-${lastId}` } });
  const readout = element('p', { class: 'readout hint', attributes: { 'aria-hidden': 'true' } });
  const bars = element('ul', { class: kind });
  const picture = element(
    'div',
    { class: 'picture', attributes: { role: 'group', 'aria-labelledby': title.id } },
    bars,
    ...(kind === 'steps' ? [readout] : []),
  );
  const table = tableOf(title.id);
  let chart: Chart | undefined;
  /** The label of the bar that has the pointer or the focus. */
  let atHand: string | undefined;
  let isTable = state().tables.includes(id);
  const toggle = button('', () => {
    isTable = !isTable;
    const others = state().tables.filter(each => each !== id);
    keep({ tables: isTable ? [...others, id] : others });
    swap();
  });
  const swap = (): void => {
    const text = word(isTable ? 'hideTable' : 'showTable');
    write(toggle, text);
    toggle.setAttribute('aria-label', `${text}: ${title.textContent}`);
    show(picture, !isTable);
    show(table.element, isTable);
  };
  /**
   * Says in words what a bar of a histogram stands for, since most have no label below them: the one at hand, the
   * picked one, or the longest, which gives the scale.
   */
  const tell = (label: string | undefined): void => {
    atHand = label;
    const told =
      chart?.bars.find(bar => bar.label === label) ??
      chart?.bars.find(({ isPicked }) => isPicked) ??
      chart?.bars.reduce<Bar | undefined>((most, each) => (each.count > (most?.count ?? 0) ? each : most), undefined);
    write(readout, told === undefined ? '' : textOf(told));
  };
  const fill = keyed<Placed>(
    bars,
    ({ bar }) => bar.label,
    () => {
      const pick = (bar: number): void => {
        picked();
        send({ type: 'pick', chart: id, bar });
      };
      return kind === 'bars' ? rowOf(pick) : columnOf(pick, tell);
    },
  );
  return {
    element: element(
      'section',
      { class: 'chart', attributes: { 'aria-labelledby': title.id } },
      element('div', { class: 'head' }, title, toggle),
      picture,
      table.element,
    ),
    update(now) {
      chart = now;
      write(title, now.title);
      const most = now.bars.reduce((most, { count }) => Math.max(most, count), 0);
      const every = Math.ceil(now.bars.length / labelsOfHistogram);
      fill(
        now.bars.map((bar, index) => ({
          bar,
          index,
          share: most === 0 ? 0 : bar.count / most,
          isLabelled: index % every === 0 && index + every / 2 <= now.bars.length,
        })),
      );
      table.update(now);
      tell(atHand);
      swap();
    },
  };
}

/** Creates the button of a bar, whose contents are the caller's. */
function pickable(
  pick: (bar: number) => void,
  ...contents: readonly Element[]
): { readonly button: HTMLButtonElement; readonly set: (placed: Placed) => void } {
  let index = 0;
  const made = element(
    'button',
    {
      class: 'pick',
      attributes: { type: 'button' },
      onClick: () => {
        pick(index);
      },
    },
    ...contents,
  );
  return {
    button: made,
    set({ bar, index: place }) {
      index = place;
      made.setAttribute('aria-pressed', String(bar.isPicked));
    },
  };
}

/** All that is known of a bar. Its visible text may be cut off. */
const textOf = ({ label, detail, text }: Bar): string =>
  `${label}${detail === undefined ? '' : `, ${detail}`}: ${text}`;

const lengthOf = ({ bar, share }: Placed): number =>
  bar.count === 0 ? 0 : Math.max(shortest, Math.round(share * extent));

/** A bar that lies in a row of its own, with its label and its count in words. */
function rowOf(pick: (bar: number) => void): Shown<Placed> {
  const label = element('span', { class: 'label' });
  const detail = element('span', { class: 'hint' });
  const text = element('span', { class: 'text' });
  const shape = drawn('rect', { height: '1' });
  const name = element('span', { class: 'name' }, label, document.createTextNode(' '), detail);
  const { button: made, set } = pickable(
    pick,
    name,
    drawn(
      'svg',
      { viewBox: `0 0 ${extent} 1`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      drawn('rect', { class: 'track', width: String(extent), height: '1' }),
      shape,
    ),
    text,
  );
  let bar: Bar | undefined;
  // Only while it is cut off, because screen readers read a tooltip besides the text.
  made.addEventListener('pointerenter', () => {
    made.title = bar !== undefined && name.scrollWidth > name.clientWidth ? textOf(bar) : '';
  });
  return {
    element: element('li', {}, made),
    update(placed) {
      ({ bar } = placed);
      set(placed);
      write(label, placed.bar.label);
      write(detail, placed.bar.detail ?? '');
      write(text, placed.bar.text);
      shape.setAttribute('width', String(lengthOf(placed)));
    },
  };
}

/** A bar of a histogram. `tell` shows its meaning while it has the pointer or the focus. */
function columnOf(pick: (bar: number) => void, tell: (label: string | undefined) => void): Shown<Placed> {
  const shape = drawn('rect', { width: '1' });
  const tick = element('span', { class: 'tick hint', attributes: { 'aria-hidden': 'true' } });
  const { button: made, set } = pickable(
    pick,
    drawn('svg', { viewBox: `0 0 1 ${extent}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, shape),
  );
  let bar: Bar | undefined;
  for (const event of ['pointerenter', 'focus'])
    made.addEventListener(event, () => {
      tell(bar?.label);
    });
  for (const event of ['pointerleave', 'blur'])
    made.addEventListener(event, () => {
      tell(undefined);
    });
  return {
    element: element('li', {}, made, tick),
    update(placed) {
      ({ bar } = placed);
      set(placed);
      made.setAttribute('aria-label', textOf(bar));
      made.title = textOf(bar);
      const length = lengthOf(placed);
      shape.setAttribute('y', String(extent - length));
      shape.setAttribute('height', String(length));
      write(tick, placed.isLabelled ? placed.bar.label : '');
    },
  };
}

function tableOf(labelledBy: string): { readonly element: HTMLElement; update(chart: Chart): void } {
  const label = element('th', { attributes: { scope: 'col' } });
  const count = element('th', { class: 'number', attributes: { scope: 'col' } });
  const body = element('tbody');
  const fill = keyed<Bar>(
    body,
    bar => bar.label,
    () => {
      const name = element('span');
      const detail = element('span', { class: 'hint' });
      const text = element('td', { class: 'number' });
      return {
        element: element(
          'tr',
          {},
          element('th', { attributes: { scope: 'row' } }, name, document.createTextNode(' '), detail),
          text,
        ),
        update(bar) {
          write(name, bar.label);
          write(detail, bar.detail ?? '');
          write(text, bar.text);
        },
      };
    },
  );
  return {
    element: element(
      'table',
      { attributes: { 'aria-labelledby': labelledBy } },
      element('thead', {}, element('tr', {}, label, count)),
      body,
    ),
    update(chart) {
      write(label, chart.labelHead);
      write(count, chart.countHead);
      fill(chart.bars);
    },
  };
}
