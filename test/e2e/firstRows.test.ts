// What the view shows before anybody has answered: the jobs that are known on the disk, and never that it has nothing to show them with.
import assert from 'node:assert/strict';
import { until } from '../pace.ts';
import { type ServiceSession, extensionHosts, openServiceSession, picture, pictureOfFailure } from './support.ts';

const history = { jobs: 300, workflows: 4, unfinished: 20, finishSeconds: 86_400 };
const job = /Entities Detection V2, \S+, /;
/** The editor's own sentence about a view whose extension has registered nothing. */
const noProvider = 'There is no data provider registered';

describe('the first rows after an extension host was killed', () => {
  let session: ServiceSession;

  before(async () => {
    // The killed window's lease lasts a minute and a half: longer than all that is looked at here.
    session = await openServiceSession({ jobSeconds: 600, history, settings: { 'awsJobs.refresh.intervalSeconds': 60 } });
    await session.workbench.page.addInitScript(`(() => {
      globalThis.sideBarTexts = new Set();
      setInterval(() => { const text = document.querySelector('.sidebar')?.innerText; if (text) globalThis.sideBarTexts.add(text); }, 20);
    })()`);
  });
  afterEach(async function () { await pictureOfFailure(this.currentTest, session?.workbench); });
  after(async () => { await session?.stop(); });

  /** All that the side bar has shown since the page was loaded. */
  const shown = async (): Promise<readonly string[]> => session.workbench.page.evaluate('[...globalThis.sideBarTexts]');

  async function killHosts(): Promise<void> {
    const hosts = extensionHosts(session.server);
    assert.ok(hosts.length > 0, 'there is an extension host to kill');
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
    await until('the extension hosts to be gone', () => !hosts.some(pid => extensionHosts(session.server).includes(pid)));
  }

  it('are those on the disk: before the connection answers, and while another window asks', async () => {
    const { workbench, proxy } = session;
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(job).waitFor();
    let answer: () => void = () => undefined;
    // The editor starts a host anew by itself, which would connect before the page is loaded again.
    proxy.always('GetCallerIdentity', { kind: 'hang', forward: false });
    await killHosts();
    proxy.forget();
    proxy.always('GetCallerIdentity', { kind: 'delay', until: new Promise<void>(resolve => { answer = resolve; }) });
    await workbench.reload();
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(job).waitFor();
    await workbench.page.locator('.sidebar', { hasText: 'Jobs are shown as last seen' }).waitFor();
    await picture(workbench, 'first-rows');
    answer();
    await workbench.statusBarItem('clinic · 000000000000').waitFor();
    await workbench.treeRow(job).waitFor();
  });

  it('come without a word of a missing provider, however slow the new host is', async () => {
    const { workbench, server, proxy } = session;
    proxy.forget();
    const before = extensionHosts(server);
    await workbench.page.reload();
    const [host] = await until('a new extension host', () => { const young = extensionHosts(server).filter(pid => !before.includes(pid)); return young.length > 0 && young; });
    assert.ok(host !== undefined);
    process.kill(host, 'SIGSTOP');
    try {
      await workbench.openContainer('AWS Jobs');
      // Before it has read what else the extension contributes, the editor says of a view that was left open what it always says.
      await workbench.page.locator('.sidebar .welcome-view', { hasText: 'Loading jobs…' }).waitFor();
      await workbench.page.evaluate('globalThis.sideBarTexts.clear()');
      // Long enough for the editor to tell of what it misses, which it does two seconds after it has asked for it.
      const from = performance.now();
      await until('three seconds', () => performance.now() - from > 3_000);
      await picture(workbench, 'slow-host');
    } finally { process.kill(host, 'SIGCONT'); }
    await workbench.treeRow(job).waitFor();
    assert.deepEqual((await shown()).filter(text => text.includes(noProvider)), []);
  });

  it('come back by themselves when the host dies under the open view', async () => {
    const { workbench } = session;
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(job).waitFor();
    await workbench.page.evaluate('globalThis.sideBarTexts.clear()');
    await killHosts();
    await until('a new extension host', () => extensionHosts(session.server).length > 0);
    await workbench.page.locator('.sidebar .monaco-list-row').first().waitFor();
    await workbench.treeRow(job).waitFor();
    await picture(workbench, 'host-restarted');
    assert.deepEqual((await shown()).filter(text => text.includes(noProvider)), []);
  });
});
