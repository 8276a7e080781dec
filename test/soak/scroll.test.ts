// Scrolls through twelve thousand jobs, page by page, to the oldest.
import assert from 'node:assert/strict';
import { loadAll } from '../e2e/loadAll.ts';
import { type ServiceSession, assertCalm, openServiceSession, picture, pictureOfFailure } from '../e2e/support.ts';

const history = { jobs: 12_000, workflows: 60, unfinished: 500, finishSeconds: 86_400 };

describe('the view of an account with twelve thousand jobs', () => {
  let session: ServiceSession;
  before(async () => {
    session = await openServiceSession({ jobSeconds: 600, history });
  });
  afterEach(async function () {
    await pictureOfFailure(this.currentTest, session?.workbench);
  });
  after(async () => {
    await session?.stop();
  });

  it('scrolls to the oldest', async () => {
    const { workbench } = session;
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(/Entities Detection V2/).waitFor();
    await workbench.pick('AWS Jobs: Group Jobs By…', 'No Groups');
    const { rows, clicks } = await loadAll(workbench);
    assert.ok(rows === history.jobs && clicks < 40, `${rows} rows after ${clicks} clicks`);
    await picture(workbench, 'scale-end');
  });

  it('sent no request outside this machine and left no unhandled error', () => {
    assertCalm(session.workbench);
  });
});
