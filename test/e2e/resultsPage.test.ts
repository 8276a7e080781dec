// The page of a job's results in a browser, without the editor: the extension's side is played by a file of the
// fixtures, which answers for 100,000 documents. What the editor adds is tested with the workbench.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { servePages } from '../fixtures/pages/openPage.ts';
import { until } from '../pace.ts';
import { startBrowser } from '../workbench/browser.ts';

interface Received {
  readonly type: string;
  readonly id?: unknown;
  readonly first?: number;
  readonly count?: number;
  readonly key?: string;
  readonly value?: string;
}

describe('the page of results', () => {
  let context: BrowserContext;
  let open: (query: string) => Promise<Page>;
  let page: Page;
  /** What the page wrote to the console, and its errors. */
  let written: string[] = [];

  const show = async (query = 'theme=dark', firstName = nameOf(0)): Promise<void> => {
    page = await open(query);
    page.on('console', message => written.push(message.text()));
    page.on('pageerror', error => written.push(String(error)));
    if (firstName !== '') await row(firstName).waitFor();
  };
  const nameOf = (key: number): string =>
    `2026/ward-${1 + (key % 7)}/discharge-summary-${String(key).padStart(6, '0')}.txt`;
  const rows = (): Locator => page.locator('.scroller tbody tr');
  const row = (text: string): Locator => rows().filter({ hasText: text }).first();
  const received = async (type: string): Promise<readonly Received[]> =>
    (await page.evaluate<readonly Received[]>('played.received')).filter(message => message.type === type);
  const focused = async (): Promise<string> => String(await page.evaluate('document.activeElement.textContent'));
  const inFocus = (text: string): Promise<true> =>
    until(`the focus on ${text}`, async () => (await focused()).includes(text));
  const scrollTop = async (): Promise<number> =>
    Number(await page.evaluate('document.querySelector(".scroller").scrollTop'));

  before(async () => {
    context = await startBrowser({ width: 1280, height: 900 });
    const pages = await servePages(context);
    open = query => pages('results.html', query);
  });
  after(async () => {
    await context.browser()?.close();
  });
  beforeEach(() => {
    written = [];
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(written, []);
  });

  it('asks for the first rows only, and shows them with as many elements as are in view', async () => {
    await show();
    assert.deepEqual(
      (await received('rows')).map(({ first, count }) => [first, count]),
      [[0, 100]],
    );
    assert.ok((await rows().count()) < 100);
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '100001');
    // Rows that are not read yet say so.
    await page.evaluate('played.isHolding = true; document.querySelector(".scroller").scrollTop = 24 * 50_000');
    await rows().filter({ hasText: 'Loading…' }).first().waitFor();
    await page.evaluate('played.release()');
    await row(nameOf(50_010)).waitFor();
  });

  it('asks only for the rows in view after a jump to the end', async () => {
    await show();
    await page.evaluate('played.received.length = 0; document.querySelector(".scroller").scrollTop = 1e9');
    await row(nameOf(99_999)).waitFor();
    const asked = await received('rows');
    assert.ok(asked.length <= 2, JSON.stringify(asked));
    assert.ok(asked.every(({ first }) => (first ?? 0) >= 99_800));
  });

  it('asks for little of what is passed on the way while answers wait, and shows where the user has come to', async () => {
    await show();
    await page.evaluate('played.received.length = 0; played.isHolding = true');
    for (const place of [20_000, 40_000, 60_000, 80_000]) {
      await page.evaluate(`document.querySelector('.scroller').scrollTop = 24 * ${place}`);
      await rows()
        .locator(`xpath=self::*[@aria-rowindex="${place + 7}"]`)
        .waitFor();
    }
    assert.ok((await received('rows')).length <= 2);
    await page.evaluate('played.release()');
    await row(nameOf(80_005)).waitFor();
    assert.ok((await received('rows')).length <= 4);
  });

  it('moves through the rows by keyboard alone, and opens one', async () => {
    await show();
    // The heads of the columns come before the rows, which are one stop.
    await page.getByRole('button', { name: 'State', exact: true }).focus();
    await page.keyboard.press('Tab');
    await inFocus(nameOf(0));
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.closest(".scroller")'), null);
    await page.keyboard.press('Shift+Tab');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
    await inFocus(nameOf(1));
    await page.keyboard.press('End');
    await inFocus(nameOf(99_999));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('PageUp');
    await until('a page further up', async () => !(await focused()).includes(nameOf(99_999)));
    await page.keyboard.press('PageDown');
    await inFocus(nameOf(99_999));
    await page.keyboard.press('Home');
    await inFocus(nameOf(0));
    for (let count = 0; count < 5; count += 1) await page.keyboard.press('ArrowDown');
    // A problem is part of what is read.
    await inFocus('The job has no output for this document.');
    await page.keyboard.press('Enter');
    await until('the row to be opened', async () => (await received('open')).length === 1);
    assert.equal((await received('open'))[0]?.key, '5');
  });

  it('opens a row once by a click on its name or a double click beside it', async () => {
    await show();
    await page.getByRole('button', { name: nameOf(3) }).dblclick();
    await until('the row to be opened', async () => (await received('open')).length === 1);
    await row(nameOf(4)).getByText('Read', { exact: true }).click();
    assert.equal((await received('open')).length, 1);
    await row(nameOf(4)).getByText('Read', { exact: true }).dblclick();
    await until('the other row to be opened', async () => (await received('open')).length === 2);
    assert.deepEqual(
      (await received('open')).map(({ key }) => key),
      ['3', '4'],
    );
  });

  it('keeps focus, place and switches when rows have changed', async () => {
    await show();
    await page.getByRole('button', { name: 'Show as Table: Codes' }).click();
    await page.evaluate('document.querySelector(".scroller").scrollTop = 24 * 500');
    await row(nameOf(510)).click();
    await inFocus(nameOf(510));
    const before = await scrollTop();
    await page.evaluate('played.received.length = 0; played.isHolding = true; played.renew({ tiles: [] })');
    await page.locator('.tiles').waitFor({ state: 'hidden' });
    await until('the rows in view to be asked for again', async () => (await received('rows')).length > 0);
    // What is known is shown until the answer comes.
    await inFocus(nameOf(510));
    await page.evaluate('played.release()');
    await inFocus(nameOf(510));
    assert.equal(await scrollTop(), before);
    await page.getByRole('table', { name: 'Codes' }).waitFor();
    // A list that has become shorter keeps the focus on its last row; an empty one says why.
    await page.evaluate('played.renew({ rowCount: 3 })');
    await inFocus(nameOf(2));
    await page.evaluate('played.renew({ rowCount: 0 })');
    await page.getByText('No documents match the filter.').waitFor();
    await inFocus('discharge-summaries-2026-q3');
  });

  it('filters by a bar that is picked by keyboard, and clears the filter', async () => {
    await show();
    const bar = page.getByRole('button', { name: /^ANATOMY/ });
    assert.equal(await bar.getAttribute('aria-pressed'), 'false');
    await bar.focus();
    await page.keyboard.press('Enter');
    await page.locator('[aria-pressed="true"]').filter({ hasText: 'ANATOMY' }).waitFor();
    assert.ok((await focused()).includes('ANATOMY'));
    assert.deepEqual(await received('pick'), [{ type: 'pick', chart: 'categories', bar: 1 }]);
    const step = page.getByRole('button', { name: '70% to 80%: 870,300 (10%)' });
    await step.focus();
    await page.locator('.readout', { hasText: '70% to 80%: 870,300 (10%)' }).waitFor();
    await page.keyboard.press('Space');
    await until('the other bar', async () => (await step.getAttribute('aria-pressed')) === 'true');
    await page.getByRole('button', { name: 'Clear Filter' }).click();
    await page.locator('[aria-pressed="true"]').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'INPUT');
  });

  it('shows the numbers of a chart as a table', async () => {
    await show();
    await page.getByRole('button', { name: 'Show as Table: Codes' }).click();
    const table = page.getByRole('table', { name: 'Codes' });
    await table
      .getByRole('row', { name: /^J44\.9 Chronic obstructive pulmonary disease, unspecified.* 40,650/ })
      .waitFor();
    await page.getByRole('button', { name: 'Show as Chart: Codes' }).click();
    await table.waitFor({ state: 'hidden' });
  });

  it('keeps what is typed while pages arrive, and sends it after a pause', async () => {
    await show();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.click();
    for (const letter of 'ward-3') {
      await page.keyboard.type(letter);
      await page.evaluate('played.renew()');
    }
    assert.equal(await name.inputValue(), 'ward-3');
    await row(nameOf(2)).waitFor();
    await until(
      'the filtered rows',
      async () => (await page.getByRole('grid').getAttribute('aria-rowcount')) === '14287',
    );
    const sent = await received('field');
    assert.equal(sent.at(-1)?.value, 'ward-3');
    assert.equal(await name.inputValue(), 'ward-3');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'INPUT');
    // A page that is older than the text does not bring the old text back, neither now nor when the field is left.
    await page.evaluate('played.isDeaf = true');
    await page.keyboard.type('x');
    await page.keyboard.press('Tab');
    await until('the text to be sent', async () => (await received('field')).at(-1)?.value === 'ward-3x');
    await page.evaluate("played.renew({ rowsText: 'an old page' })");
    await page.getByText('an old page').waitFor();
    assert.equal(await name.inputValue(), 'ward-3x');
    await page.evaluate(
      "played.isDeaf = false; played.filter.name = 'ward-3x'; played.renew({ rowsText: 'a new page' })",
    );
    await page.getByText('No documents match the filter.').waitFor();
    await page.getByRole('button', { name: 'Clear Filter' }).click();
    await until('the field to be empty', async () => (await name.inputValue()) === '');
    await row(nameOf(0)).waitFor();
  });

  it('sends a percentage only if it is one', async () => {
    await show();
    const score = page.getByRole('spinbutton', { name: 'Score from %' });
    await score.fill('150');
    await score.press('Enter');
    await score.fill('75');
    await score.press('Enter');
    await until('the percentage to be sent', async () => (await received('field')).length > 0);
    assert.deepEqual(
      (await received('field')).map(({ value }) => value),
      ['75'],
    );
    await page.getByRole('combobox', { name: 'Documents' }).selectOption('Missing');
    await until('the choice to be sent', async () => (await received('field')).at(-1)?.value === 'missing');
  });

  it('sorts by the head of a column, and begins at the top', async () => {
    await show();
    await page.evaluate('document.querySelector(".scroller").scrollTop = 24 * 500');
    await row(nameOf(505)).waitFor();
    const head = page.getByRole('columnheader', { name: 'Document' });
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    await page.getByRole('button', { name: 'Document', exact: true }).click();
    await row(nameOf(99_999)).waitFor();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    assert.equal(await scrollTop(), 0);
  });

  it('announces a progress once, problems as alerts, and keeps the focus on Stop', async () => {
    await show();
    const status = page.locator('[role="status"]');
    const busy = (count: number): string =>
      `played.show({ statuses: [{ sort: 'busy', text: 'Reading outputs: ${count} of 100', progress: ${count / 100}, actions: [{ id: 'stop', label: 'Stop', isPrimary: false }] }] })`;
    await page.evaluate(busy(1));
    await status.filter({ hasText: 'Reading outputs: 1 of 100' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).focus();
    for (const count of [2, 3, 4]) await page.evaluate(busy(count));
    await page.getByRole('progressbar', { name: 'Reading outputs: 4 of 100' }).waitFor();
    assert.equal(await status.textContent(), 'Reading outputs: 1 of 100');
    assert.equal(await focused(), 'Stop');
    await page.keyboard.press('Enter');
    await until('the action', async () => (await received('action')).at(-1)?.id === 'stop');
    await page.evaluate("played.show({ statuses: [{ sort: 'problem', text: 'Access denied.', actions: [] }] })");
    await page.getByRole('alert').filter({ hasText: 'Access denied.' }).waitFor();
    await inFocus('discharge-summaries-2026-q3');
  });

  it('comes back to where it was, and keeps positions and switches but no text', async () => {
    await show();
    await page.getByRole('button', { name: 'Show as Table: Codes' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('ward-3');
    await row(nameOf(2)).waitFor();
    await page.evaluate('window.scrollTo(0, 300)');
    await row(nameOf(2)).hover();
    await page.mouse.wheel(0, 24 * 300);
    await until('the place to be kept', async () =>
      /"rowsScroll":[1-9]/.test(String(await page.evaluate('played.states.at(-1)'))),
    );
    await page.getByRole('button', { name: /^MEDICATION/ }).click();
    const states = await page.evaluate<readonly string[]>('played.states');
    for (const state of states) {
      const { scroll, rowsScroll, tables, ...rest } = JSON.parse(state) as Record<string, unknown>;
      assert.deepEqual(rest, {});
      assert.equal(typeof scroll, 'number');
      assert.equal(typeof rowsScroll, 'number');
      assert.deepEqual(tables, ['concepts']);
    }
    assert.equal(await page.evaluate('localStorage.length'), 0);
    // A scroll that is still under way must not be kept instead.
    await page.evaluate(
      "played.isLeft = true; sessionStorage.setItem('played', JSON.stringify({ scroll: 200, rowsScroll: 24 * 700, tables: ['concepts'] }))",
    );
    await page.reload();
    await row(nameOf(705)).waitFor();
    assert.equal(await page.evaluate('window.scrollY'), 200);
    await page.getByRole('table', { name: 'Codes' }).waitFor();
  });

  it('fits into 400 pixels', async () => {
    await show();
    await page.setViewportSize({ width: 400, height: 700 });
    await until(
      'the page not to scroll sideways',
      async () => (await page.evaluate('document.documentElement.scrollWidth <= 400')) === true,
    );
    await row(nameOf(0)).waitFor();
  });

  // With the editor's own themes in results.ts.
  it('is accessible in every state: axe finds no violation', async () => {
    await show();
    await page.evaluate(axe.source);
    const violations = async (): Promise<unknown> =>
      page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" | ")}`))',
      );
    assert.deepEqual(await violations(), []);
    await page.evaluate(
      "played.picked = 'categories 2'; played.show({ statuses: [{ sort: 'busy', text: 'Reading…', actions: [] }, { sort: 'problem', text: 'Access denied.', actions: [{ id: 'retry', label: 'Try Again', isPrimary: true }] }, { sort: 'note', text: 'Not compared yet.', actions: [] }] })",
    );
    await page.getByRole('button', { name: 'Show as Table: Codes' }).click();
    await row(nameOf(5)).click();
    await inFocus(nameOf(5));
    assert.deepEqual(await violations(), []);
  });
});
