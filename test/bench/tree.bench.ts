// How long a user waits for the Jobs view in a real workbench, with an account of twelve thousand jobs, compared with
// the startup time of the workbench in the same window: nobody should wait longer for the rows than for the editor.
import { type ServiceSession, openServiceSession } from '../e2e/support.ts';
import { benchPatienceMs, untilIdle } from './idle.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const history = { jobs: 12_000, workflows: 60, unfinished: 500, finishSeconds: 86_400 };
const runs = 5;
/** The longest that rows may take, as a share of the startup time. */
const maxShareOfStart = 1;

export default async function bench(): Promise<readonly Row[]> {
  const unknown: Opening[] = [];
  const known: Opening[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const session = await openServiceSession({ jobSeconds: 600, history, viewport: { width: 1400, height: 900 } });
    try {
      session.workbench.page.setDefaultTimeout(benchPatienceMs);
      unknown.push(await opening(session));
      // The editor saves what the side bar shows with a delay: too late for a window that is reloaded at once.
      const explorer = session.workbench.page.locator('.sidebar [id="workbench.view.explorer"]');
      for (let tries = 0; tries === 0 || !(await explorer.isVisible()); tries += 1) {
        if (tries === 5)
          throw new Error('The window comes back with the jobs in its side bar, however often it is loaded again.');
        await session.workbench.openContainer('Explorer');
        await explorer.waitFor();
        await session.workbench.reload();
      }
      known.push(await opening(session));
    } finally {
      await session.stop();
    }
  }
  const row = (
    name: string,
    openings: readonly Opening[],
    time: (opening: Opening) => number,
    maxRatio?: number,
  ): Row => ({
    name: `12,000 jobs: ${name}, median of ${runs}`,
    ms: median(openings.map(time)),
    peer: 'start of the workbench',
    peerMs: median(openings.map(({ start }) => start)),
    ...(maxRatio === undefined ? {} : { maxRatio }),
  });
  return [
    row(
      'first rows after the view opens, in a window that was loaded anew',
      known,
      ({ view, rows }) => rows - view,
      maxShareOfStart,
    ),
    row('the same after the click on its icon', known, ({ rows }) => rows),
    row(
      'first rows after the view opens for the first time ever: connection and first list included',
      unknown,
      ({ view, rows }) => rows - view,
      maxShareOfStart,
    ),
    row('the same after the click on its icon', unknown, ({ rows }) => rows),
  ];
}

/**
 * Milliseconds from the click on the icon until the view, still empty, and its first jobs were rendered; measured in
 * the page.
 */
interface Opening {
  readonly view: number;
  readonly rows: number;
  /** The startup time of the workbench, from the page's first byte. */
  readonly start: number;
}

async function opening({ workbench }: ServiceSession): Promise<Opening> {
  await untilIdle(workbench);
  await workbench.page.evaluate(`{
    const times = window.opening = { start: performance.getEntriesByName('code/didStartWorkbench')[0].startTime };
    document.addEventListener('mousedown', () => { times.click = performance.now(); }, { capture: true, once: true });
    const watch = new MutationObserver(() => {
      if (times.view === undefined && document.querySelector('.sidebar .pane-header[aria-label^="AWS Jobs"]')) times.view = performance.now() - times.click;
      // Groups are on the first level, jobs on the second.
      if (document.querySelector('.sidebar .monaco-list-row[aria-level="2"]')) { times.rows = performance.now() - times.click; watch.disconnect(); }
    });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
  }`);
  await workbench.activityBarItem('AWS Jobs').click({ force: true });
  await workbench.page.waitForFunction('window.opening.rows !== undefined');
  return JSON.parse(String(await workbench.page.evaluate('JSON.stringify(window.opening)'))) as Opening;
}
