// A click that hits what was meant. The workbench's lists use a row's element again for another row, and draw while a click is
// under way: between finding a row and the click on it, another may stand there. So the page itself looks, in the very
// moment of the click, what is under the pointer: a click that would hit something else is held back, and one that got lost is seen.
// What is taken is taken once: a click may start a job, and a late one, of a try that was given up, is held back too.
import type { Page } from 'playwright-core';

/** What a click is meant for. */
export interface Aim {
  /** CSS selector of the place, at or above the element under the pointer. */
  readonly place: string;
  /** What its text, or its label, holds. */
  readonly text?: string | RegExp;
  /** What its label begins with. */
  readonly label?: string;
  /** What shows that it was taken: `menu`: an entry ignores a click in its first moments; one that takes it closes its menu. */
  readonly taken: 'click' | 'contextmenu' | 'menu';
}

/** Runs in the page before its own scripts. */
const script = `(() => {
  if (window !== window.top) return;
  let aim;
  const isMeant = target => {
    const place = target instanceof Element ? target.closest(aim.place) : null;
    if (place === null) return false;
    const said = [place.textContent, place.getAttribute('aria-label') ?? ''];
    if (aim.pattern !== undefined && !said.some(text => new RegExp(aim.pattern, aim.flags.replace('g', '')).test(text))) return false;
    if (aim.part !== undefined && !said.some(text => text.replace(/\\s+/g, ' ').toLowerCase().includes(aim.part))) return false;
    return aim.label === undefined || (place.getAttribute('aria-label') ?? '').startsWith(aim.label);
  };
  const look = event => {
    if (aim === undefined || !event.isTrusted) return;
    const holdBack = () => { event.preventDefault(); event.stopImmediatePropagation(); };
    // Of the click that was taken, the rest passes; another one begins with the pointer going down.
    if (aim.taken && event.type === 'pointerdown') aim.missed = true;
    if (aim.missed) { holdBack(); return; }
    if (aim.taken) return;
    const meant = isMeant(event.target);
    if (!aim.begun) { aim.begun = true; aim.missed = !meant; }
    // What was there when the pointer went down may be gone, or be another thing now.
    if (aim.missed || !meant && event.type === (aim.event === 'menu' ? 'mouseup' : aim.event)) { holdBack(); return; }
    if (!meant) return;
    const noted = aim;
    if (event.type === noted.event) noted.taken = true;
    // The menu stops the event whether an entry takes it or not. One that does acts in a timer of its own, which is due before this one.
    else if (event.type === 'mouseup' && noted.event === 'menu') {
      const entry = event.target;
      noted.seen = new Promise(resolve => setTimeout(() => { noted.taken = !entry.isConnected || entry.getClientRects().length === 0; resolve(); }, 20));
    }
  };
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick', 'dblclick', 'contextmenu']) window.addEventListener(type, look, { capture: true });
  window.__aim = {
    take: next => { aim = next; },
    // The events of a click that was given up may still come, until there is another aim.
    outcome: async isGivenUp => {
      await new Promise(resolve => setTimeout(resolve, 5));
      await aim.seen;
      const taken = aim.taken === true;
      if (isGivenUp) aim.missed = true; else aim = undefined;
      return taken;
    },
  };
})()`;

/** To be called before the page is opened. */
export async function installAim(page: Page): Promise<void> {
  await page.addInitScript(script);
}

/** Clicks once; resolves with whether what was meant has taken the click. What `click` throws is thrown when it was not taken. */
export async function clickAt(page: Page, { place, text, label, taken }: Aim, click: () => Promise<void>): Promise<boolean> {
  const meant = {
    place, label, event: taken,
    ...(text instanceof RegExp ? { pattern: text.source, flags: text.flags } : {}),
    ...(typeof text === 'string' ? { part: text.replaceAll(/\s+/g, ' ').toLowerCase() } : {}),
  };
  await page.evaluate(`window.__aim.take(${JSON.stringify(meant)})`);
  const isTaken = async (isGivenUp: boolean): Promise<boolean> => await page.evaluate(`window.__aim.outcome(${isGivenUp})`) === true;
  try { await click(); } catch (error) {
    if (await isTaken(true)) return true;
    throw error;
  }
  return isTaken(false);
}
