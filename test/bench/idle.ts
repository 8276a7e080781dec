import type { Workbench } from '../workbench/driver.ts';

/** How long a benchmark waits for a state before it fails, in milliseconds. */
export const benchPatienceMs = 300_000;

/**
 * Resolves when the workbench has started its extensions and its page is idle, so that nothing else affects the next
 * measurement.
 */
export async function untilIdle({ page }: Workbench): Promise<void> {
  await page
    .locator('.statusbar', { hasText: 'Activating Extensions' })
    .waitFor({ state: 'detached', timeout: benchPatienceMs });
  await page.evaluate(`(async () => {
    // Idle three times in a row with time to spare, so that follow-up work is done, too.
    for (let calm = 0; calm < 3;) calm = await new Promise(resolve => requestIdleCallback(deadline => resolve(deadline.timeRemaining() > 20 ? calm + 1 : 0)));
  })()`);
}
