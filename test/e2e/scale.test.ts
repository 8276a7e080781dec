// An account that others have worked in for months: twelve thousand jobs, sixty workflows, five hundred jobs going on.
import { type ServiceSession, assertCalm, openServiceSession, picture, pictureOfFailure } from './support.ts';

const history = { jobs: 12_000, workflows: 60, unfinished: 500, finishSeconds: 3_600 };

describe('a person watches an account of twelve thousand jobs', function () {
  this.timeout(180_000);
  let session: ServiceSession;
  before(async () => { session = await openServiceSession({ jobSeconds: 600, history, viewport: { width: 1400, height: 900 } }); });
  afterEach(async function () { await pictureOfFailure(this.currentTest, session?.workbench); });
  after(async () => { await session?.stop(); });

  it('sees the first rows at once, and what there is of each kind', async () => {
    const { workbench } = session;
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(/Entities Detection V2.*running/).waitFor();
    await picture(workbench, 'scale-first');
    await workbench.page.waitForTimeout(20_000);
    await picture(workbench, 'scale-later');
  });

  it('asked nothing of the outside, and left no error unseen', () => { assertCalm(session.workbench); });
});
