// The extension host is killed between "intent written" and "answer received".
import assert from 'node:assert/strict';
import type { FaultProxy } from '../contract/faultProxy.ts';
import { until } from '../pace.ts';
import { type ServiceSession, extensionHosts, openServiceSession, picture, pictureOfFailure } from './support.ts';

describe('a start whose extension host is killed', () => {
  let proxy: FaultProxy;
  let session: ServiceSession;

  before(async () => {
    session = await openServiceSession({ jobSeconds: 3, settings: { 'awsJobs.start.confirm': false } });
    ({ proxy } = session);
  });
  afterEach(async function () {
    await pictureOfFailure(this.currentTest, session?.workbench);
  });
  after(async () => {
    await session?.stop();
  });

  it('loses no job and starts none twice', async () => {
    const { workbench, server } = session;
    const starts = [
      { file: 'notes.awsjob.json', operation: 'StartEntitiesDetectionV2Job', row: /notes.*Completed/ },
      { file: 'patients.awsjob.json', operation: 'StartIdMappingJob', row: /patient-id-mapping.*Succeeded/ },
    ];
    for (const { file, operation } of starts) {
      proxy.next(operation, { kind: 'hang', forward: true });
      await workbench.quickOpen(file);
      await workbench.editorAction('Start Job').click();
      await proxy.reached(operation, true);
    }
    const hosts = extensionHosts(server);
    assert.ok(hosts.length > 0, 'there is an extension host to kill');
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
    await until('the extension hosts to be gone', () => !hosts.some(pid => extensionHosts(server).includes(pid)));
    await workbench.reload();
    await workbench.openContainer('AWS Jobs');
    for (const { operation, row } of starts) {
      await workbench.treeRow(row).waitFor();
      assert.equal(await workbench.treeRows(row).count(), 1);
      assert.equal(proxy.count(operation), 1);
    }
    await picture(workbench, 'after-crash');
  });
});
