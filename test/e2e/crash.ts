// The extension host is killed between "intent written" and "answer received".
import assert from 'node:assert/strict';
import { until } from '../pace.ts';
import { connect, setScene } from './scenes.ts';
import { type ServiceSession, extensionHosts, picture } from './support.ts';

const killed = JSON.stringify({
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  request: {
    JobName: 'killed',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'killed/' },
  },
});

/** Scene of a session that is connected. */
export function describeCrash(session: () => ServiceSession): void {
  describe('a start whose extension host is killed', () => {
    setScene(session, {
      files: { 'killed.awsjob.json': killed },
    });

    before(async () => {
      session().proxy.forget();
      if (!(await session().workbench.statusBarItem('clinic · ').isVisible())) await connect(session(), 'clinic');
    });

    it('loses no job and starts none twice', async () => {
      const { workbench, server } = session();
      const starts = [
        { file: 'killed.awsjob.json', operation: 'StartEntitiesDetectionV2Job', row: /killed.*Completed/ },
        { file: 'patients.awsjob.json', operation: 'StartIdMappingJob', row: /patient-id-mapping.*Succeeded/ },
      ];
      for (const { file, operation } of starts) {
        session().proxy.next(operation, { kind: 'hang', forward: true });
        await workbench.quickOpen(file);
        await workbench.editorActionFor('Start Job', workbench.dialogButton('Start Job'));
        await workbench.dialogButton('Start Job').click();
        await session().proxy.reached(operation, true);
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
        assert.equal(session().proxy.count(operation), 1);
      }
      await picture(workbench, 'after-crash');
    });
  });
}
