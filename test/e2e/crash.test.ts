// The extension host dies between "intent written" and "answer received".
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch } from '../../scripts/processes.mjs';
import { type FaultProxy, startFaultProxy } from '../contract/faultProxy.ts';
import { type RunningSandbox, startSandbox } from '../contract/sandboxProcess.ts';
import { type Session, extensionHosts, openSession, picture, pictureOfFailure } from './support.ts';

describe('a start whose extension host is killed', () => {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let session: Session;

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 3 });
    proxy = await startFaultProxy(sandbox.url);
    const aws = makeScratch();
    writeFileSync(join(aws, 'config'), '[profile sandbox]\nregion = us-east-1\n');
    writeFileSync(join(aws, 'credentials'), `[sandbox]\naws_access_key_id = ${sandbox.credentials.accessKeyId}\naws_secret_access_key = ${sandbox.credentials.secretAccessKey}\n`);
    session = await openSession({
      settings: { 'awsJobs.connection': { profile: 'sandbox', region: 'us-east-1' }, 'awsJobs.start.confirm': false },
      machineSettings: { 'awsJobs.endpoints': { comprehendmedical: proxy.url, entityresolution: proxy.url, sts: proxy.url } },
      env: { AWS_CONFIG_FILE: join(aws, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(aws, 'credentials') },
    });
  });
  afterEach(async function () { await pictureOfFailure(this.currentTest, session?.workbench); });
  after(async () => {
    await session?.stop();
    await proxy?.close();
    await sandbox?.stop();
  });

  for (const { file, operation, row } of [
    { file: 'notes.awsjob.json', operation: 'StartEntitiesDetectionV2Job', row: /notes.*Completed/ },
    { file: 'patients.awsjob.json', operation: 'StartIdMappingJob', row: /patient-id-mapping.*Succeeded/ },
  ]) {
    it(`loses no job and starts none twice (${operation})`, async () => {
      const { workbench, server } = session;
      proxy.forget();
      proxy.next(operation, { kind: 'hang', forward: true });
      await workbench.quickOpen(file);
      await workbench.editorAction('Start Job').click();
      await proxy.reached(operation, true);
      const hosts = extensionHosts(server);
      assert.ok(hosts.length > 0, 'there is an extension host to kill');
      for (const pid of hosts) process.kill(pid, 'SIGKILL');
      await workbench.page.waitForTimeout(500);
      await workbench.reload();
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow(row).waitFor();
      await picture(workbench, `after-crash-${operation}`);
      assert.equal(await workbench.page.locator('.sidebar .monaco-list-row', { hasText: row }).count(), 1);
      assert.equal(proxy.count(operation), 1);
    });
  }
});
