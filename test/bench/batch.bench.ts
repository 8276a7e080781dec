// The page of a batch of 10,000 runs: the longest task in the browser, and what the extension does for a page.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { RunTextCache, firstRunView, listRuns } from '../../src/domain/jobs/queue/listing.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { StoredRunLists } from '../../src/machine/database/runLists.ts';
import { nameOfRun, storeBatch } from '../fixtures/batches/storedBatch.ts';
import { serveBatchPage } from '../fixtures/pages/openBatch.ts';
import { startBrowser } from '../workbench/browser.ts';
import type { Row } from './row.ts';
import { Measurement, measure } from './yardstick.ts';

const count = 10_000;
const pages = 5;
/** The browser reports tasks that take longer than this, in milliseconds. */
const longTaskMs = 50;

export default async function bench(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'batch-bench-'));
  const records = new JobDatabase(join(folder, 'jobs.sqlite'));
  const context = await startBrowser({ width: 1280, height: 900 });
  try {
    const { id } = storeBatch(records, count);
    return [...(await longestTasks(context, records, id)), ...lists(records, id)];
  } finally {
    await context.browser()?.close();
    records.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function longestTasks(context: BrowserContext, records: JobDatabase, id: string): Promise<readonly Row[]> {
  const serve = await serveBatchPage(context);
  const [first, filter, all] = [new Measurement(), new Measurement(), new Measurement()];
  for (let run = 0; run < pages; run += 1) {
    const { page, close } = await serve(records, id);
    const rows = page.locator('.scroller tbody tr');
    await rows
      .filter({ hasText: nameOfRun(0) })
      .first()
      .waitFor();
    first.add(await longestTask(page));
    await page.getByRole('textbox', { name: 'Search' }).fill('not authorized');
    await page.getByText('1,000 runs of 10,000').waitFor();
    await rows
      .filter({ hasText: nameOfRun(5) })
      .first()
      .waitFor();
    filter.add(await longestTask(page));
    await rows.first().click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.locator('.rowActions', { hasText: '1,000 selected' }).waitFor();
    await page.keyboard.press('End');
    await rows
      .filter({ hasText: nameOfRun(9_995) })
      .first()
      .waitFor();
    all.add(await longestTask(page));
    await close();
  }
  const of = `the longest task over ${longTaskMs} ms of the page of ${count.toLocaleString('en')} runs`;
  return [
    first.row(`${of}: first paint`, longTaskMs),
    filter.row(`${of}: a filter`, longTaskMs),
    all.row(`${of}: all selected, and to the end`, longTaskMs),
  ];
}

/** How long the longest task took since the last call, in milliseconds; 0 if the browser reported none. */
async function longestTask(page: Page): Promise<number> {
  return await page.evaluate<number>('Math.max(0, ...longTasks.splice(0))');
}

function lists(records: JobDatabase, id: string): readonly Row[] {
  const stored = new StoredRunLists(records.queue);
  const list = (text: string, cache = new RunTextCache(stored)): unknown =>
    listRuns(stored.entries(id), { ...firstRunView, text }, entries => cache.of(entries));
  const warm = new RunTextCache(stored);
  return [
    measure(() => list('')).row('its rows listed by the extension', 70),
    measure(() => list('not authorized'), { runs: 3, warmUps: 1 }).row('the first search in them', 300),
    measure(() => list('not authorized', warm)).row('each further one', 90),
  ];
}
