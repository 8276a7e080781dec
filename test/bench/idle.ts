import type { Workbench } from '../workbench/driver.ts';

/** How long a bench waits for a state before it gives a machine up, in milliseconds. */
export const benchPatienceMs = 300_000;

/** Resolves when the workbench has started its extensions and its page has nothing left to do, so that what is measured next is alone. */
export async function untilIdle({ page }: Workbench): Promise<void> {
  await page.locator('.statusbar', { hasText: 'Activating Extensions' }).waitFor({ state: 'detached', timeout: benchPatienceMs });
  await page.evaluate(`(async () => {
    // Idle three times in a row with time to spare: what follows one piece of work has been done, too.
    for (let calm = 0; calm < 3;) calm = await new Promise(resolve => requestIdleCallback(deadline => resolve(deadline.timeRemaining() > 20 ? calm + 1 : 0)));
  })()`);
}
