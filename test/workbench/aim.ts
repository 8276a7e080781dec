// Clicks that hit their target. The workbench's lists reuse a row's element for another row and redraw during a click:
// between locating a row and clicking it, a different row may be under the pointer. A script in the page therefore
// checks what is under the pointer at the moment of the click. It blocks a click that would hit something else and
// detects a click that was lost. A target takes a click only once: a click may start a job, so a late click from an
// abandoned attempt is blocked too.
import type { Page } from 'playwright-core';

/** The target of a click. */
export interface Aim {
  /** CSS selector that matches the element under the pointer or one of its ancestors. */
  readonly place: string;
  /** What the element's text or label must contain. */
  readonly text?: string | RegExp;
  /** What the element's label must start with. */
  readonly label?: string;
  /**
   * The event that confirms the click. `menu`: a menu entry ignores clicks right after the menu opens; an entry that
   * takes a click closes its menu.
   */
  readonly taken: 'click' | 'contextmenu' | 'menu';
}

/** Runs in the page before the page's own scripts. */
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
    // Let the remaining events of the accepted click pass; the next click begins with pointerdown.
    if (aim.taken && event.type === 'pointerdown') aim.missed = true;
    if (aim.missed) { holdBack(); return; }
    if (aim.taken) return;
    const meant = isMeant(event.target);
    if (!aim.begun) { aim.begun = true; aim.missed = !meant; }
    // The element may have gone or changed since pointerdown.
    if (aim.missed || !meant && event.type === (aim.event === 'menu' ? 'mouseup' : aim.event)) { holdBack(); return; }
    if (!meant) return;
    const noted = aim;
    if (event.type === noted.event) noted.taken = true;
    // The menu stops the event whether an entry takes it or not. An entry that takes it acts in its own timer, which
    // fires before this one.
    else if (event.type === 'mouseup' && noted.event === 'menu') {
      const entry = event.target;
      noted.seen = new Promise(resolve => setTimeout(() => { noted.taken = !entry.isConnected || entry.getClientRects().length === 0; resolve(); }, 20));
    }
  };
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick', 'dblclick', 'contextmenu']) window.addEventListener(type, look, { capture: true });
  window.__aim = {
    take: next => { aim = next; },
    // Events of an abandoned click may still arrive until the next aim is set.
    outcome: async isGivenUp => {
      await new Promise(resolve => setTimeout(resolve, 5));
      await aim.seen;
      const taken = aim.taken === true;
      if (isGivenUp) aim.missed = true; else aim = undefined;
      return taken;
    },
  };
})()`;

/** Must be called before the page is opened. */
export async function installAim(page: Page): Promise<void> {
  await page.addInitScript(script);
}

/**
 * Clicks once. Resolves with whether the target took the click. Rethrows what `click` throws if the target did not take
 * it.
 */
export async function clickAt(
  page: Page,
  { place, text, label, taken }: Aim,
  click: () => Promise<void>,
): Promise<boolean> {
  const meant = {
    place,
    label,
    event: taken,
    ...(text instanceof RegExp ? { pattern: text.source, flags: text.flags } : {}),
    ...(typeof text === 'string' ? { part: text.replaceAll(/\s+/g, ' ').toLowerCase() } : {}),
  };
  await page.evaluate(`window.__aim.take(${JSON.stringify(meant)})`);
  const isTaken = async (isGivenUp: boolean): Promise<boolean> =>
    (await page.evaluate(`window.__aim.outcome(${isGivenUp})`)) === true;
  try {
    await click();
  } catch (error) {
    if (await isTaken(true)) return true;
    throw error;
  }
  return isTaken(false);
}
