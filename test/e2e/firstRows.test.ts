// What the view shows before anything has answered: the jobs known on disk, and never that it has no data provider.
import assert from 'node:assert/strict';
import { until } from '../pace.ts';
import { type ServiceSession, extensionHosts, openServiceSession, picture, pictureOfFailure } from './support.ts';

const history = { jobs: 300, workflows: 4, unfinished: 20, finishSeconds: 86_400 };
const job = /Entities Detection V2, \S+, /;
/** VS Code's own text for a view whose extension has registered no data provider. */
const noProvider = 'There is no data provider registered';

describe('the first rows after an extension host was killed', () => {
  let session: ServiceSession;

  before(async () => {
    // The killed window's lease lasts a minute and a half, which is longer than this test runs.
    session = await openServiceSession({
      jobSeconds: 600,
      history,
      settings: { 'awsJobs.refresh.intervalSeconds': 60 },
    });
    await session.workbench.page.addInitScript(`(() => {
      globalThis.sideBarTexts = new Set();
      setInterval(() => { const text = document.querySelector('.sidebar')?.innerText; if (text) globalThis.sideBarTexts.add(text); }, 20);
    })()`);
  });
  afterEach(async function () {
    await pictureOfFailure(this.currentTest, session?.workbench);
  });
  after(async () => {
    await session?.stop();
  });

  /** Every text the side bar has shown since the page was loaded. */
  const shown = async (): Promise<readonly string[]> => session.workbench.page.evaluate('[...globalThis.sideBarTexts]');

  async function killHosts(): Promise<void> {
    const hosts = extensionHosts(session.server);
    assert.ok(hosts.length > 0, 'there is an extension host to kill');
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
    await until(
      'the extension hosts to be gone',
      () => !hosts.some(pid => extensionHosts(session.server).includes(pid)),
    );
  }

  it('come from disk before the connection answers, while the killed window still holds the lease', async () => {
    const { workbench, proxy } = session;
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(job).waitFor();
    let answer: () => void = () => undefined;
    // The editor restarts the host by itself; the new host would connect before the page is reloaded.
    proxy.always('GetCallerIdentity', { kind: 'hang', forward: false });
    await killHosts();
    proxy.forget();
    proxy.always('GetCallerIdentity', {
      kind: 'delay',
      until: new Promise<void>(resolve => {
        answer = resolve;
      }),
    });
    await workbench.reload();
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(job).waitFor();
    await workbench.page.locator('.sidebar', { hasText: 'Jobs are shown as last seen' }).waitFor();
    await picture(workbench, 'first-rows');
    answer();
    await workbench.statusBarItem('clinic · 000000000000').waitFor();
    await workbench.treeRow(job).waitFor();
  });

  it('appear without the text about a missing data provider, however slow the new host is', async () => {
    const { workbench, server, proxy } = session;
    proxy.forget();
    const before = extensionHosts(server);
    await workbench.page.reload();
    const [host] = await until('a new extension host', () => {
      const young = extensionHosts(server).filter(pid => !before.includes(pid));
      return young.length > 0 && young;
    });
    assert.ok(host !== undefined);
    process.kill(host, 'SIGSTOP');
    try {
      await workbench.openContainer('AWS Jobs');
      // Until it has read the extension's other contributions, the editor shows its default text in a view that was
      // left open.
      await workbench.page.locator('.sidebar .welcome-view', { hasText: 'Loading jobs…' }).waitFor();
      await workbench.page.evaluate('globalThis.sideBarTexts.clear()');
      // The editor reports a missing data provider two seconds after it has asked for it.
      const from = performance.now();
      await until('three seconds', () => performance.now() - from > 3_000);
      await picture(workbench, 'slow-host');
    } finally {
      process.kill(host, 'SIGCONT');
    }
    await workbench.treeRow(job).waitFor();
    assert.deepEqual(
      (await shown()).filter(text => text.includes(noProvider)),
      [],
    );
  });

  it('reappear by themselves when the host dies while the view is open', async () => {
    const { workbench } = session;
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(job).waitFor();
    await workbench.page.evaluate('globalThis.sideBarTexts.clear()');
    await killHosts();
    await until('a new extension host', () => extensionHosts(session.server).length > 0);
    await workbench.page.locator('.sidebar .monaco-list-row').first().waitFor();
    await workbench.treeRow(job).waitFor();
    await picture(workbench, 'host-restarted');
    assert.deepEqual(
      (await shown()).filter(text => text.includes(noProvider)),
      [],
    );
  });
});
