// What a person waits for in the view "Jobs" of a real workbench, before an account of twelve thousand jobs.
import { loadAll } from '../e2e/loadAll.ts';
import { type ServiceSession, openServiceSession } from '../e2e/support.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const history = { jobs: 12_000, workflows: 60, unfinished: 500, finishSeconds: 86_400 };
const runs = 5;

export default async function bench(): Promise<readonly Row[]> {
  const unknown: Opening[] = [];
  const known: Opening[] = [];
  let all: { readonly clicks: number; readonly rows: number; readonly longestMs: number } | undefined;
  for (let run = 1; run <= runs; run += 1) {
    const session = await openServiceSession({ jobSeconds: 600, history, viewport: { width: 1400, height: 900 } });
    try {
      unknown.push(await opening(session));
      await session.workbench.openContainer('Explorer');
      await session.workbench.page.waitForTimeout(2_000); // what is shown next time is kept
      await session.workbench.reload();
      known.push(await opening(session));
      if (run === runs) { await ungroup(session); all = await loadAll(session.workbench); }
    } finally {
      await session.stop();
    }
  }
  const row = (name: string, values: readonly number[], limit?: number): Row => ({ name: `12,000 jobs: ${name}, median of ${runs}`, value: Math.round(median(values)), unit: 'ms', ...(limit === undefined ? {} : { limit }) });
  return [
    row('first rows after the view opens, in a window that was loaded anew', known.map(({ view, rows }) => rows - view), 500),
    row('the same after the click on its icon', known.map(({ rows }) => rows)),
    row('first rows after the view opens for the first time ever: connection and first list included', unknown.map(({ view, rows }) => rows - view), 500),
    row('the same after the click on its icon', unknown.map(({ rows }) => rows)),
    { name: '12,000 jobs, without groups: clicks on "Load More" until every row is there', value: all?.clicks ?? 0, unit: 'clicks' },
    { name: '… rows then', value: all?.rows ?? 0, unit: 'rows' },
    { name: '… the longest wait of one of them', value: Math.round(all?.longestMs ?? 0), unit: 'ms' },
  ];
}

/** Milliseconds from the click on the icon until the view, still empty, and its first jobs were drawn; taken in the page, where a person looks. */
interface Opening {
  readonly view: number;
  readonly rows: number;
}

async function opening({ workbench }: ServiceSession): Promise<Opening> {
  await workbench.page.waitForTimeout(5_000); // the workbench itself still starts
  await workbench.page.evaluate(`{
    const times = window.opening = {};
    document.addEventListener('mousedown', () => { times.click = performance.now(); }, { capture: true, once: true });
    const watch = new MutationObserver(() => {
      if (times.view === undefined && document.querySelector('.sidebar .pane-header[aria-label^="AWS Jobs"]')) times.view = performance.now() - times.click;
      if ([...document.querySelectorAll('.sidebar .monaco-list-row')].some(({ textContent }) => /Detection|Inference/.test(textContent))) { times.rows = performance.now() - times.click; watch.disconnect(); }
    });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
  }`);
  await workbench.activityBarItem('AWS Jobs').click({ force: true });
  await workbench.page.waitForFunction('window.opening.rows !== undefined');
  return JSON.parse(String(await workbench.page.evaluate('JSON.stringify(window.opening)'))) as Opening;
}

async function ungroup({ workbench }: ServiceSession): Promise<void> {
  await workbench.command('AWS Jobs: Group Jobs By…');
  await workbench.quickPickRow('No Groups').click();
  await workbench.page.waitForTimeout(25_000); // each workflow's newest page is read, and nothing moves any more
}
