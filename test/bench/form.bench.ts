// What a form costs a person who waits for it: to open in a real workbench, to follow a keystroke, and to download.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'playwright-core';
import { type Session, openSession } from '../e2e/support.ts';
import type { Row } from './row.ts';

const dist = fileURLToPath(new URL('../../dist/form', import.meta.url));
const openings = 9;
const keystrokes = 40;

export default async function bench(): Promise<Row[]> {
  const session = await openSession();
  try {
    const opened: number[] = [];
    const drawn: number[] = [];
    for (let run = 0; run <= openings; run += 1) {
      const { openMs, drawMs } = await openingTimes(session);
      // The first one starts the workbench's own machinery for webviews.
      if (run > 0) { opened.push(openMs); drawn.push(drawMs); }
      if (run < openings) await session.workbench.editorAction('Open as Text').click();
    }
    const typed = await typingTimes(session);
    const bytes = ['form.js', 'form.css'].reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
    return [
      { name: `form ready after its page begins to load, median of ${openings}`, value: median(drawn), unit: 'ms', limit: 300 },
      { name: 'form ready after the click, the editor\'s own webview included', value: median(opened), unit: 'ms' },
      { name: `keystroke in the form to its text edited, checked and shown, median of ${keystrokes}`, value: median(typed), unit: 'ms', limit: 50 },
      { name: 'the form\'s page, script and style', value: bytes, unit: 'bytes', limit: 150 * 1_024 },
    ];
  } finally {
    await session.stop();
  }
}

async function frameOf({ workbench }: Session): Promise<Frame> {
  await workbench.webview().locator('h1').waitFor();
  const frame = await (await workbench.webview().locator('main').elementHandle())?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('there is no form');
  return frame;
}

/** From the click on "Open as Form", and from the start of the page, to the first drawing of the fields. */
async function openingTimes(session: Session): Promise<{ openMs: number; drawMs: number }> {
  const { workbench } = session;
  if (await workbench.tab('notes.awsjob.json').count() === 0) await workbench.quickOpen('notes.awsjob.json');
  const button = workbench.editorAction('Open as Form');
  await button.waitFor();
  await workbench.page.evaluate("window.addEventListener('click', () => { window.clickedAt = performance.timeOrigin + performance.now(); }, { capture: true, once: true })");
  await button.click();
  const from = Number(await workbench.page.evaluate('window.clickedAt'));
  const frame = await frameOf(session);
  await workbench.webview().locator('#field_request_JobName').waitFor();
  const { origin, drawn } = JSON.parse(String(await frame.evaluate("JSON.stringify({ origin: performance.timeOrigin, drawn: performance.getEntriesByName('form-drawn')[0].startTime })"))) as { origin: number; drawn: number };
  return { openMs: origin + drawn - from, drawMs: drawn };
}

/** From the keystroke to the message in which the edited and checked text is shown: more than the edit alone. */
async function typingTimes(session: Session): Promise<readonly number[]> {
  const frame = await frameOf(session);
  await frame.evaluate("window.typed = []; document.addEventListener('input', () => { window.typed.push({ at: performance.now() }); }, true); window.addEventListener('message', ({ data }) => { if (data.type === 'show') for (const key of window.typed) if (key.ms === undefined && window.typed.indexOf(key) < data.ack) key.ms = performance.now() - key.at; });");
  await session.workbench.webview().locator('#field_request_JobName').click();
  for (let count = 0; count < keystrokes; count += 1) {
    await session.workbench.page.keyboard.press('a');
    await session.workbench.page.waitForTimeout(120);
  }
  await session.workbench.page.waitForTimeout(500);
  const times = JSON.parse(String(await frame.evaluate('JSON.stringify(window.typed.map(({ ms }) => ms ?? null))'))) as (number | null)[];
  return times.filter(ms => ms !== null);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
