// The main scenario: from an empty window to two finished jobs, in the sandbox, without an account.
import assert from 'node:assert/strict';
import { itStartsAFolder } from './batch.ts';
import { setScene } from './scenes.ts';
import { type Session, assertCalm, picture } from './support.ts';

const deletes = `{
  "action": "entityresolution:StartIdMappingJob",
  "request": { "workflowName": "patient-id-mapping-incremental", "jobType": "DELETE_ONLY" }
}
`;

/** Scene of a session that is not connected yet. */
export function describeMainScenario(session: () => Session): void {
  describe('starting jobs from spec files and watching them', () => {
    setScene(session, { files: { 'deletes.awsjob.json': deletes } });

    it('shows the welcome view and opens the sandbox', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await picture(workbench, 'welcome');
      await workbench.page
        .locator('.sidebar .welcome-view .monaco-button', { hasText: 'Try in the Local Sandbox' })
        .click();
      await workbench.statusBarItem('Local Sandbox (simulated)').waitFor();
      await workbench.page.locator('.sidebar .welcome-view', { hasText: 'There are no jobs yet' }).waitFor();
    });

    it('starts a Comprehend Medical job from the context menu after a confirmation that says what and where', async () => {
      const { workbench } = session();
      await workbench.openContainer('Explorer');
      await (await workbench.contextMenuItem(workbench.explorerRow('notes.awsjob.json'), 'Start Job')).click();
      await workbench.dialog().waitFor();
      const text = await workbench.dialog().innerText();
      for (const part of [
        'Simulated',
        'comprehendmedical:StartEntitiesDetectionV2Job',
        '000000000000',
        'us-east-1',
        'http://127.0.0.1:',
        's3://example-clinical-notes/notes/',
        's3://example-results/entities/',
        ':role/ComprehendMedicalData',
      ]) {
        assert.ok(text.includes(part), `${part} is missing in: ${text}`);
      }
      await picture(workbench, 'confirmation');
      await workbench.dialogButton('Start Job').click();
      await workbench.notification(/Started “notes.*” in the local sandbox/).waitFor();
    });

    it('starts an Entity Resolution job from the palette', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Start Job', 'patients.awsjob.json');
      await workbench.dialogButton('Start Job').click();
      await workbench.notification(/Started “patient.*” in the local sandbox/).waitFor();
    });

    it('shows both jobs finish in the tree without a refresh', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow(/notes.*(Submitted|In progress|Completed)/).waitFor();
      await workbench.treeRow(/patient-id-mapping.*(Queued|Running|Succeeded)/).waitFor();
      await workbench.treeRow(/notes.*Completed/).waitFor();
      await workbench.treeRow(/patient-id-mapping.*Succeeded/).waitFor();
      await workbench
        .notification(/“(notes|patient-id-mapping)”: (Completed|Succeeded) after|2 jobs finished/)
        .waitFor();
      await workbench.page
        .locator('.sidebar', { hasText: 'Simulated: these jobs run in the local sandbox.' })
        .waitFor();
    });

    it('expands a job to its facts', async () => {
      const { workbench } = session();
      await workbench.treeRow(/patient-id-mapping.*Succeeded/).click();
      await workbench.page.keyboard.press('ArrowRight');
      await workbench.treeRow(/Total records processed/).waitFor();
      await workbench.treeRow(/Job ID:?\s*[0-9a-f]{32}/).waitFor();
      await workbench.treeRow(/Output\s*s3:\/\/example-results\/id-mapping\//).waitFor();
      await picture(workbench, 'jobs');
    });

    it('opens the spec and copies the ID from the row', async () => {
      const { workbench } = session();
      await workbench.rowAction(
        workbench.treeRow(/notes.*Completed/),
        'Reveal Spec',
        workbench.tab('notes.awsjob.json'),
      );
      await workbench.rowMenu(
        workbench.treeRow(/notes.*Completed/),
        ['Copy', 'Copy Job ID'],
        workbench.statusBarItem(/Copied [0-9a-f]{32}/),
      );
      await workbench.clipboard(/^[0-9a-f]{32}$/);
    });

    it('starts from the editor title and the tab, and asks before the same job runs twice', async () => {
      const { workbench } = session();
      await workbench.editorActionFor('Start Job', workbench.dialogButton('Start Job'));
      await workbench.dialogButton('Start Job').click();
      await workbench.treeRow(/notes.*(Submitted|In progress)/).waitFor();
      await (await workbench.contextMenuItem(workbench.tab('notes.awsjob.json'), 'Start Job')).click();
      await workbench.dialogButton('Start Another Job').waitFor();
      assert.match(await workbench.dialog().innerText(), /The same job was started .* ago and is still running/);
      await workbench.dialogButton('Cancel').click();
    });

    it('asks twice before a job that only deletes', async () => {
      const { workbench } = session();
      await workbench.quickOpen('deletes.awsjob.json');
      await workbench.editorActionFor('Start Job', workbench.dialogButton('Start Job'));
      await workbench.dialogButton('Start Job').click();
      await workbench.dialogButton('Delete Records').waitFor();
      await workbench.dialogButton('Cancel').click();
      await workbench.dialog().waitFor({ state: 'detached' });
      assert.equal(await workbench.treeRow(/patient-id-mapping-incremental/).count(), 0);
    });

    it('keeps the jobs over a restart and goes on watching the unfinished ones', async () => {
      const { workbench } = session();
      await workbench.reload();
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow(/patient-id-mapping.*Succeeded/).waitFor();
      await workbench
        .treeRows(/notes.*Completed/)
        .nth(1)
        .waitFor();
    });

    itStartsAFolder(session);

    it('sent no request outside this machine and left no unhandled error', () => {
      assertCalm(session().workbench);
    });
  });
}
