// The page of a batch of 10,000 runs in a browser, without the editor: the extension's side is the real one, over a
// history file. What the editor adds is tested with the workbench.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { JobDatabase } from '../../src/machine/database.ts';
import { nameOfRun, storeBatch } from '../fixtures/batches/storedBatch.ts';
import { type OpenBatch, serveBatchPage } from '../fixtures/pages/openBatch.ts';
import { until } from '../pace.ts';
import { startBrowser } from '../workbench/browser.ts';

const count = 10_000;

describe('the page of a batch', () => {
  let context: BrowserContext;
  let folder: string;
  let records: JobDatabase;
  let serve: Awaited<ReturnType<typeof serveBatchPage>>;
  let open: OpenBatch;
  let page: Page;

  const show = async (query?: string): Promise<void> => {
    open = await serve(records, 'batch-1', query);
    ({ page } = open);
    await row(nameOfRun(0)).waitFor();
  };
  const rows = (): Locator => page.locator('.scroller tbody tr');
  const row = (text: string): Locator => rows().filter({ hasText: text }).first();
  const rowCount = (): Promise<string | null> => page.getByRole('grid').getAttribute('aria-rowcount');
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const selected = (text: string): Promise<unknown> => page.locator('.rowActions .hint', { hasText: text }).waitFor();
  const isDone = (...what: readonly string[]): Promise<true> =>
    until(what.join(' '), () => JSON.stringify(open.done.at(-1)) === JSON.stringify(what));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'batch-page-'));
    records = new JobDatabase(join(folder, 'jobs.sqlite'));
    storeBatch(records, count);
    context = await startBrowser({ width: 1280, height: 900 });
    serve = await serveBatchPage(context);
  });
  after(async () => {
    await context.browser()?.close();
    records.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  afterEach(() => open.close());

  it('shows what the batch is, how far it has come, and its first rows only', async () => {
    await show();
    await page.getByRole('heading', { name: '2026-q3', level: 1 }).waitFor();
    await page.getByText('arn:aws:iam::123456789012:user/me').waitFor();
    await page
      .getByText(
        '1,000 waiting · 1,000 held · 1,000 running · 2,000 succeeded · 1,000 failed · 1,000 stopped · 1,000 refused · 2,000 not started',
        { exact: true },
      )
      .first()
      .waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('value'), '0.7');
    assert.equal(await rowCount(), '10001');
    assert.deepEqual(
      open.received.filter(({ type }) => type === 'rows').map(message => ({ ...message, id: 0 })),
      [{ type: 'rows', id: 0, first: 0, count: 100 }],
    );
    assert.ok(open.largest() < 60_000, `${open.largest()} characters`);
    for (const text of [
      'Failed. The role cannot read the input.',
      'Refused. Not authorized',
      'Held: The role cannot read the bucket',
      'Not started: “site-00005” was not started',
      's3://in/site-00003/',
    ])
      assert.ok((await page.locator('.scroller:not(.wide)').innerText()).includes(text), text);
  });

  it('filters by text and by state, and sorts', async () => {
    await show();
    await page.getByRole('textbox', { name: 'Search' }).fill('site-0012');
    await until('the found rows', async () => (await rowCount()) === '11');
    await page.getByText('10 runs of 10,000').waitFor();
    await page.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Failed (1,000)' });
    await until('the failed one', async () => (await rowCount()) === '2');
    await row(nameOfRun(122)).waitFor();
    await button('Clear Filter').click();
    await until('all rows', async () => (await rowCount()) === '10001');
    await button('Spec').click();
    await row(nameOfRun(0)).waitFor();
    await button('Spec').click();
    await row(nameOfRun(9_999)).waitFor();
    await page.getByRole('textbox', { name: 'Search' }).fill('not authorized');
    await until('what was refused', async () => (await rowCount()) === '1001');
  });

  it('selects rows as lists of the editor do, and does what they can', async () => {
    await show();
    await selected('0 selected');
    assert.equal(await button('Cancel').getAttribute('aria-disabled'), 'true');
    await row(nameOfRun(8)).getByText('Entities Detection').click();
    await selected('1 selected');
    assert.equal(await button('Cancel').getAttribute('aria-disabled'), 'false');
    assert.equal(await button('Show Details').getAttribute('aria-disabled'), 'true');
    await row(nameOfRun(10))
      .getByText('Entities Detection')
      .click({ modifiers: ['Shift'] });
    await selected('3 selected');
    await row(nameOfRun(9))
      .getByText(nameOfRun(9))
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
    await selected('2 selected');
    assert.deepEqual(open.done, []);
    await button('Cancel').click();
    await isDone('cancel', 'run-8', 'run-10');
    await button('Show Details').click();
    await isDone('showDetails', 'run-10');
  });

  it('is used by keyboard alone', async () => {
    await show();
    await page.getByRole('button', { name: 'Ended', exact: true }).focus();
    await page.keyboard.press('Tab');
    for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowDown');
    // Without a selection, a key is for the row with the focus.
    await page.keyboard.press('Delete');
    await isDone('cancel', 'run-8');
    await page.keyboard.press('Space');
    await selected('1 selected');
    await page.keyboard.press('Shift+ArrowDown');
    await selected('2 selected');
    await page.keyboard.press('Delete');
    await isDone('cancel', 'run-8', 'run-9');
    await page.keyboard.press('Shift+End');
    await selected('9,992 selected');
    await page.keyboard.press('Escape');
    await selected('0 selected');
    await page.keyboard.press('ControlOrMeta+a');
    await selected('10,000 selected');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await isDone('showDetails', 'run-0');
    // What a filter hides must not be acted on.
    await page.getByRole('textbox', { name: 'Search' }).fill('site-0012');
    await selected('0 selected');
  });

  it('follows the batch, and keeps the selection and the place', async () => {
    await show();
    await row(nameOfRun(9)).getByText('ID Mapping').click();
    records.queue.moveRuns(['run-9'], 'run-0');
    records.queue.updateRuns(['run-8'], run => ({ ...run, state: 'cancelled' }));
    open.changed();
    await page.getByText('999 held', { exact: false }).first().waitFor();
    await rows()
      .first()
      .filter({ hasText: nameOfRun(9) })
      .waitFor();
    assert.equal(await row(nameOfRun(9)).getAttribute('aria-selected'), 'true');
    await row(nameOfRun(8)).getByText('Canceled before it was sent').waitFor();
    await button('Move to the Front').click();
    await isDone('moveToFront', 'run-9');
    records.queue.moveRuns(['run-9'], 'run-10');
    records.queue.updateRuns(['run-8'], run => ({ ...run, state: 'asking' }));
  });

  it('offers what the batch can do', async () => {
    await show();
    for (const [name, action] of [
      ['Cancel Waiting Runs…', 'cancel'],
      ['Resume Held Runs…', 'resume'],
      ['Retry Failed…', 'retry'],
      ['Export…', 'exportRuns'],
    ] as const) {
      await button(name).click();
      await until(name, () => open.done.at(-1)?.[0] === action);
    }
    assert.deepEqual(
      open.done.map(([, ...ids]) => ids.length),
      [2_000, 1_000, 10_000, 10_000],
    );
  });

  it('keeps its batch for the editor, and no text', async () => {
    await show();
    await page.getByRole('textbox', { name: 'Search' }).fill('site-0012');
    await until('the found rows', async () => (await rowCount()) === '11');
    const kept = JSON.parse(String(await page.evaluate("sessionStorage.getItem('kept')"))) as Record<string, unknown>;
    const { scroll, rowsScroll, tables, ...rest } = kept;
    assert.deepEqual(rest, { subject: 'batch-1' });
    assert.deepEqual([typeof scroll, typeof rowsScroll, tables], ['number', 'number', []]);
  });

  it('says so when the batch was removed', async () => {
    const removed = new JobDatabase(':memory:');
    open = await serve(removed, 'batch-1');
    await open.page.getByText('This batch is no longer in the history.').waitFor();
    await open.page.locator('.rowActions', { hasText: '0 selected' }).waitFor();
    assert.equal(
      await open.page.getByRole('button', { name: 'Cancel', exact: true }).getAttribute('aria-disabled'),
      'true',
    );
    removed.dispose();
  });

  it('fits into 400 pixels, and axe finds no violation, whatever is selected', async () => {
    await show();
    await page.evaluate(axe.source);
    const violations = async (): Promise<unknown> =>
      page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" | ")}`))',
      );
    assert.deepEqual(await violations(), []);
    await row(nameOfRun(9)).getByText('ID Mapping').click();
    await row(nameOfRun(6))
      .getByText('Entities Detection')
      .click({ modifiers: ['Shift'] });
    assert.deepEqual(await violations(), []);
    await page.setViewportSize({ width: 400, height: 700 });
    await until(
      'the page not to scroll sideways',
      async () => (await page.evaluate('document.documentElement.scrollWidth <= 400')) === true,
    );
    await row(nameOfRun(0)).waitFor();
    assert.deepEqual(await violations(), []);
  });
});
