// The time a user waits for the form: opening it in a real workbench, compared with VS Code's Markdown preview in the
// same window; following a keystroke; and the download size.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'playwright-core';
import { type Session, openSession } from '../e2e/support.ts';
import { until } from '../pace.ts';
import { benchPatienceMs, untilIdle } from './idle.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';
import { againstYardstick, yardstick } from './yardstick.ts';

const dist = fileURLToPath(new URL('../../dist/form', import.meta.url));
const openings = 9;
const keystrokes = 40;
const specName = (run: number): string => `opened-${run}.awsjob.json`;

/** Milliseconds from the click that opens a page, and from the start of the page itself, to its first rendering. */
interface Opening {
  readonly openMs: number;
  readonly drawMs: number;
}

export default async function bench(): Promise<Row[]> {
  const example = readFileSync(new URL('../../examples/notes.awsjob.json', import.meta.url), 'utf8');
  // A file each time: the editor opens one from its history as the form that it was last.
  const specs = Object.fromEntries(Array.from({ length: openings + 1 }, (_, run) => [specName(run), example]));
  const session = await openSession({ files: { ...specs, 'notes.md': '# Notes\n\nWhat the jobs are for.\n' } });
  try {
    session.workbench.page.setDefaultTimeout(benchPatienceMs);
    await untilIdle(session.workbench);
    const forms: Opening[] = [];
    const previews: Opening[] = [];
    for (let run = 0; run <= openings; run += 1) {
      const preview = await previewOpening(session);
      const form = await formOpening(session, specName(run));
      // The first pages start the workbench's own webview infrastructure.
      if (run > 0) {
        previews.push(preview);
        forms.push(form);
      }
      if (run < openings) await session.workbench.command('View: Close All Editors');
    }
    const typed = await typingTimes(session);
    const bytes = ['form.js', 'form.css'].reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
    const beside = (name: string, time: (opening: Opening) => number, maxRatio: number): Row => ({
      name,
      ms: median(forms.map(time)),
      peer: 'Markdown preview',
      peerMs: median(previews.map(time)),
      maxRatio,
    });
    return [
      beside(`form ready after its page begins to load, median of ${openings}`, ({ drawMs }) => drawMs, 2),
      beside("form ready after the click, the editor's own webview included", ({ openMs }) => openMs, 2),
      againstYardstick(
        `keystroke in the form to its text edited, checked and shown, median of ${keystrokes}`,
        median(typed),
        median(Array.from({ length: 9 }, yardstick)),
        50,
      ),
      { name: "the form's page, script and style", value: bytes, unit: 'bytes', limit: 150 * 1_024 },
    ];
  } finally {
    await session.stop();
  }
}

/** Clicks to open a page. Returns the time of the click, in milliseconds of the wall clock. */
async function clicked({ workbench: { page } }: Session, click: () => Promise<unknown>): Promise<number> {
  await page.evaluate(
    "window.addEventListener('click', () => { window.clickedAt = performance.timeOrigin + performance.now(); }, { capture: true, once: true })",
  );
  await click();
  return Number(await page.evaluate('window.clickedAt'));
}

async function timesIn(frame: Frame, from: number, drawnAt: string): Promise<Opening> {
  const { origin, drawn } = JSON.parse(
    String(await frame.evaluate(`JSON.stringify({ origin: performance.timeOrigin, drawn: ${drawnAt} })`)),
  ) as { origin: number; drawn: number };
  return { openMs: origin + drawn - from, drawMs: drawn };
}

async function frameWith({ workbench }: Session, selector: string): Promise<Frame> {
  await workbench.webview().locator(selector).first().waitFor();
  const frame = await (await workbench.webview().locator(selector).first().elementHandle())?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('the page has gone');
  return frame;
}

/** Opens VS Code's Markdown preview of a short text. */
async function previewOpening(session: Session): Promise<Opening> {
  const { workbench } = session;
  await workbench.quickOpen('notes.md');
  const button = workbench.editorAction('Open Preview to the Side');
  await button.waitFor();
  const from = await clicked(session, () => button.click());
  const frame = await frameWith(session, 'h1');
  const opening = await timesIn(frame, from, "performance.getEntriesByName('first-contentful-paint')[0].startTime");
  await workbench.command('View: Close All Editors');
  return opening;
}

/** From the click on "Open as Form", and from the start of the page, to the first rendering of the fields. */
async function formOpening(session: Session, spec: string): Promise<Opening> {
  const { workbench } = session;
  await workbench.quickOpen(spec);
  const button = workbench.editorAction('Open as Form');
  await button.waitFor();
  const from = await clicked(session, () => button.click());
  return timesIn(
    await frameWith(session, '#field_request_JobName'),
    from,
    "performance.getEntriesByName('form-drawn')[0].startTime",
  );
}

/** From the keystroke to the message that shows the edited and checked text, which includes more than the edit. */
async function typingTimes(session: Session): Promise<readonly number[]> {
  const frame = await frameWith(session, '#field_request_JobName');
  await frame.evaluate(
    "window.typed = []; document.addEventListener('input', () => { window.typed.push({ at: performance.now() }); }, true); window.addEventListener('message', ({ data }) => { if (data.type === 'show') for (const key of window.typed) if (key.ms === undefined && window.typed.indexOf(key) < data.ack) key.ms = performance.now() - key.at; });",
  );
  await session.workbench.webview().locator('#field_request_JobName').click();
  for (let count = 1; count <= keystrokes; count += 1) {
    await session.workbench.page.keyboard.press('a');
    // One letter at a time, so that queued letters are not measured.
    await until(
      'the text to be shown',
      async () =>
        (await frame.evaluate(
          `window.typed.length >= ${count} && window.typed.every(({ ms }) => ms !== undefined)`,
        )) === true,
      benchPatienceMs,
    );
  }
  const times = JSON.parse(
    String(await frame.evaluate('JSON.stringify(window.typed.map(({ ms }) => ms ?? null))')),
  ) as (number | null)[];
  return times.filter(ms => ms !== null);
}
