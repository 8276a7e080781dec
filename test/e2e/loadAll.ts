import type { Workbench } from '../workbench/driver.ts';

/** What it took to load every row of a tree without groups. */
export interface Loaded {
  readonly clicks: number;
  readonly rows: number;
  /** The longest wait after a click, in milliseconds. */
  readonly longestMs: number;
}

/**
 * Position and number of siblings of each visible row, except rows inside an expanded job: a click may have expanded
 * one.
 */
const places =
  "JSON.stringify([...document.querySelectorAll('.sidebar .monaco-list-row[aria-level=\"1\"]')].map(row => [Number(row.getAttribute('aria-posinset')), Number(row.getAttribute('aria-setsize'))]))";

/** Scrolls to the end of the tree in the side bar and clicks "Load More" there until there is no more to load. */
export async function loadAll({ page }: Workbench): Promise<Loaded> {
  const row = page.locator('.sidebar .monaco-list-row');
  const more = row.filter({ hasText: 'Load More…' });
  const loading = row.filter({ hasText: 'Loading…' });
  /** The number of rows, once the last of them is visible. */
  const toTheEnd = async (): Promise<number> => {
    for (;;) {
      // A click gives the tree the focus, which a refresh may have taken; with Ctrl it opens nothing.
      await row
        .nth(5)
        .locator('.monaco-tl-contents')
        .click({ modifiers: ['Control'], force: true, timeout: 2_000 })
        .catch(() => undefined);
      await page.keyboard.press('End');
      await page.waitForTimeout(100);
      const end = (JSON.parse(String(await page.evaluate(places))) as [number, number][]).find(
        ([place, all]) => place === all,
      );
      if (end !== undefined) return end[1];
    }
  };
  /** Whether there is nothing more to load. Checked several times, because the tree may be about to be redrawn. */
  const isAll = async (): Promise<boolean> => {
    for (let looks = 0; looks < 4; looks += 1) {
      if ((await more.count()) + (await loading.count()) > 0) return false;
      await page.waitForTimeout(500);
      await toTheEnd();
    }
    return true;
  };
  let longestMs = 0;
  for (let clicks = 0; ; clicks += 1) {
    const before = await toTheEnd();
    if (await isAll()) return { clicks, rows: await toTheEnd(), longestMs };
    const clicked = performance.now();
    // The row may have moved at that moment.
    await more.click({ timeout: 2_000 }).catch(() => undefined);
    while (((await toTheEnd()) <= before || (await loading.count()) > 0) && performance.now() - clicked < 6_000)
      await page.waitForTimeout(50);
    longestMs = Math.max(longestMs, performance.now() - clicked);
  }
}
