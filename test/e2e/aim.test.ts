// The driver's own click. It may start a job, so the target takes it exactly once, however often it is attempted.
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { type Aim, clickAt, installAim } from '../workbench/aim.ts';
import { startBrowser } from '../workbench/browser.ts';

const html =
  '<button>Start Job</button><script>let starts = 0; document.querySelector("button").addEventListener("click", () => { starts += 1; });</script>';
const aim: Aim = { place: 'button', text: 'Start Job', taken: 'click' };

describe('a click of the driver', () => {
  let context: BrowserContext;
  let page: Page;
  before(async () => {
    context = await startBrowser();
  });
  after(async () => {
    await context?.browser()?.close();
  });
  beforeEach(async () => {
    page = await context.newPage();
    await installAim(page);
    await page.goto(`data:text/html,${encodeURIComponent(html)}`);
  });
  afterEach(async () => {
    await page.close();
  });

  const click = (): Promise<void> => page.locator('button').click();
  const starts = async (): Promise<number> => Number(await page.evaluate('starts'));

  it('is taken once, even if another click follows immediately', async () => {
    assert.equal(
      await clickAt(page, aim, async () => {
        await click();
        await click();
      }),
      true,
    );
    assert.equal(await starts(), 1);
    assert.equal(await clickAt(page, aim, click), true);
    assert.equal(await starts(), 2, 'an intended click');
  });

  it('is blocked when it arrives after it was given up', async () => {
    await assert.rejects(
      clickAt(page, aim, () => Promise.reject(new Error('given up'))),
      /given up/,
    );
    await click();
    assert.equal(await starts(), 0);
    assert.equal(await clickAt(page, aim, click), true);
    assert.equal(await starts(), 1);
  });

  it('is blocked when the element under the pointer changes during the click', async () => {
    await page.evaluate(
      'document.querySelector("button").addEventListener("mousedown", event => { event.target.textContent = "Stop Job"; })',
    );
    assert.equal(await clickAt(page, aim, click), false);
    assert.equal(await starts(), 0);
  });
});
