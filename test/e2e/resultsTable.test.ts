// A table on the page of results in a browser, without the editor: the extension's side is played by a file of the
// fixtures, which has 100,000 rows of 750 columns.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { servePages } from '../fixtures/pages/openPage.ts';
import { until } from '../pace.ts';
import { startBrowser } from '../workbench/browser.ts';

interface Received {
  readonly type: string;
  readonly key?: string;
  readonly column?: string;
  readonly first?: number;
  readonly count?: number;
}

describe('a table on the page of results', () => {
  let context: BrowserContext;
  let open: (query: string) => Promise<Page>;
  let page: Page;
  let written: string[];
  const received = async (type: string): Promise<readonly Received[]> =>
    (await page.evaluate<readonly Received[]>('played.received')).filter(message => message.type === type);
  const focused = async (): Promise<string> => String(await page.evaluate('document.activeElement.textContent'));
  const inFocus = (text: string): Promise<true> =>
    until(`the focus on ${text}`, async () => (await focused()) === text);
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

  before(async () => {
    context = await startBrowser({ width: 1280, height: 900 });
    const pages = await servePages(context);
    open = query => pages('results.html', query);
  });
  after(async () => {
    await context.browser()?.close();
  });
  beforeEach(async () => {
    written = [];
    page = await open('columns=750');
    page.on('pageerror', error => written.push(String(error)));
    await page.getByRole('gridcell', { name: '0/0', exact: true }).waitFor();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(written, []);
  });

  it('has elements for what is in view only, and asks for few of so wide rows', async () => {
    assert.ok(Number(await page.evaluate("document.querySelectorAll('.wide td').length")) < 1_500);
    const grid = page.getByRole('grid', { name: 'Documents' });
    assert.deepEqual(
      [await grid.getAttribute('aria-rowcount'), await grid.getAttribute('aria-colcount')],
      ['100001', '750'],
    );
    assert.ok((await received('rows')).every(({ count = 0 }) => count <= 10));
  });

  it('is walked through by keyboard, cell by cell and to its ends', async () => {
    await page.getByRole('button', { name: 'Show Record' }).focus();
    await press('Tab');
    await inFocus('0/0');
    await press('ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft');
    await inFocus('2/0');
    await press('End');
    await inFocus('2/749');
    await press('Control+End');
    await inFocus('99999/749');
    await press('Control+Home', 'PageDown');
    await until('a page further down', async () => /^[1-9]\d*\/0$/.test(await focused()));
    await press('Control+Home', 'ArrowUp');
    await inFocus('column 0');
    await press('ArrowRight', 'Enter');
    await until('the order', async () => (await received('sort')).at(-1)?.column === '1');
    await page.locator('[role=columnheader][aria-sort=ascending]', { hasText: 'column 1' }).waitFor();
    await inFocus('column 1');
  });

  it('says what is in the active cell, copies it or its row, and opens the record', async () => {
    await page.getByRole('gridcell', { name: '1/2', exact: true }).click();
    const bar = page.locator('.cell-bar');
    await bar.filter({ hasText: 'column 2' }).filter({ hasText: '1/2' }).waitFor();
    await page.getByRole('button', { name: 'Copy Cell' }).click();
    await page.getByRole('button', { name: 'Copy Row' }).click();
    await page.getByRole('button', { name: 'Show Record' }).click();
    await until('what was asked for', async () => (await received('open')).length === 1);
    assert.deepEqual(await received('copyCell'), [{ type: 'copyCell', key: '1', column: '2' }]);
    assert.deepEqual(await received('copyRow'), [{ type: 'copyRow', key: '1' }]);
    assert.equal((await received('open'))[0]?.key, '1');
    await page.getByRole('gridcell', { name: '1/2', exact: true }).click();
    await press('ArrowRight');
    await bar.filter({ hasText: '(empty)' }).waitFor();
    await press('Control+c');
    await until('another copy', async () => (await received('copyCell')).at(-1)?.column === '3');
    await press('Enter');
    await until('the record again', async () => (await received('open')).length === 2);
  });

  it('keeps its place while rows are added, and asks for no row twice', async () => {
    await page.evaluate('played.renew({ rowCount: 15 })');
    await page.getByRole('gridcell', { name: '14/0', exact: true }).waitFor();
    await page.getByRole('gridcell', { name: '12/1', exact: true }).click();
    await page.evaluate('played.received.length = 0; played.show({ rowCount: 40 })');
    await page.getByRole('gridcell', { name: '20/0', exact: true }).waitFor();
    await inFocus('12/1');
    assert.ok((await received('rows')).every(({ first = 0 }) => first >= 10));
  });

  it('comes back to where it was, and keeps positions but no text', async () => {
    await page.getByRole('gridcell', { name: '0/0', exact: true }).click();
    await press('Control+End');
    await inFocus('99999/749');
    await until('the place to be kept', async () =>
      /"columnsScroll":[1-9]/.test(String(await page.evaluate('played.states.at(-1)'))),
    );
    for (const state of await page.evaluate<readonly string[]>('played.states')) {
      const { scroll, rowsScroll, columnsScroll, tables, ...rest } = JSON.parse(state) as Record<string, unknown>;
      assert.deepEqual(rest, {});
      assert.deepEqual([typeof scroll, typeof rowsScroll, tables], ['number', 'number', []]);
      assert.ok(columnsScroll === undefined || typeof columnsScroll === 'number');
    }
    await page.reload();
    await page.getByRole('gridcell', { name: '99999/749', exact: true }).waitFor();
  });

  it('keeps the first column in view if it names the rows, and says which differ', async () => {
    await page.evaluate('played.isNamed = true; played.renew()');
    const name = page.getByRole('rowheader', { name: '2/0', exact: true });
    await name.waitFor();
    await name.click();
    await press('End');
    await inFocus('2/749');
    const box = await name.boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.x < 100, JSON.stringify(box));
    assert.equal(await page.locator('tr.marked').getAttribute('aria-description'), 'Differs');
  });

  // With the editor's own themes in resolution.ts.
  for (const theme of ['dark', 'hc-light'])
    it(`is accessible in ${theme}: axe finds no violation`, async () => {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'; played.isNamed = true; played.renew()`);
      await page.getByRole('rowheader', { name: '1/0', exact: true }).click();
      await page.evaluate(axe.source);
      const violations = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" | ")}`))',
      );
      assert.deepEqual(violations, []);
    });
});
