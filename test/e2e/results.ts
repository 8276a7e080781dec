// What a job found, as a user sees it: from the finished job to its documents, and nothing of it left behind.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { until } from '../pace.ts';
import type { Workbench } from '../workbench/driver.ts';
import { filesBelow, storedTexts } from './leftBehind.ts';
import { setScene, startUnlessDone } from './scenes.ts';
import { type Session, assertCalm, picture, themesOf } from './support.ts';

/** Words of the first notes that stand nowhere else. */
const canaries = ['Continue current medication', 'EX-000001', 'patient07@example.com'];

/** Whose output is in a bucket that charges those who read it. */
const paid = JSON.stringify({
  action: 'comprehendmedical:StartPHIDetectionJob',
  request: {
    JobName: 'paid',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-requester-pays', S3Key: 'paid/' },
  },
});

const unusual = JSON.stringify({
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  request: {
    JobName: 'unusual',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'unusual/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'unusual/' },
  },
});

/** Scene of a session that is connected to the sandbox. */
export function describeResults(session: () => Session): void {
  describe('the results of a job', () => {
    setScene(session, {
      files: { 'paid.awsjob.json': paid, 'unusual.awsjob.json': unusual },
    });

    it('open from the row of the finished job', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.statusBarItem('Local Sandbox (simulated)').waitFor();
      for (const name of ['notes', 'icd10cm', 'phi']) await startUnlessDone(workbench, name, new RegExp(`^${name}`));
      await workbench.treeRow(/notes.*Completed/).waitFor();
      await picture(workbench, 'results-row');
      const page = workbench.webview();
      await workbench.rowAction(workbench.treeRow(/notes.*Completed/), 'Show Results', workbench.tab(/^Results: /));
      await page.locator('p.hint', { hasText: /^12 documents$/ }).waitFor();
      await page.getByText('MEDICATION').first().waitFor();
      await picture(workbench, 'results-page');
    });

    it('lead from a bar to the documents, and to one of them', async () => {
      const { workbench } = session();
      const page = workbench.webview();
      await page
        .getByRole('button', { name: /^ANATOMY/ })
        .first()
        .click();
      await page.locator('p.hint', { hasText: /^\d+ of 12 documents$/ }).waitFor();
      await picture(workbench, 'results-filtered');
      await page.getByRole('button', { name: 'Clear Filter' }).click();
      await page.locator('p.hint', { hasText: /^12 documents$/ }).waitFor();
      await page.getByText('notes/note-01.txt').first().dblclick();
      await workbench.tab('document-1.note').waitFor();
      await workbench.page.locator('.editor-instance', { hasText: 'Visit date' }).first().waitFor();
      await picture(workbench, 'results-note');
    });

    it('are walked through by keyboard, with what belongs to the entity in a view', async () => {
      const { workbench } = session();
      await workbench.page.locator('.editor-instance .view-lines').first().click();
      for (let count = 0; count < 6; count += 1) await workbench.page.keyboard.press('F8');
      await workbench.page.locator('.sidebar .pane-header', { hasText: 'Entity' }).waitFor();
      await picture(workbench, 'results-entity');
      await workbench.page.keyboard.press('Alt+ArrowUp');
      await workbench.page
        .getByText(/confidence from 5%/)
        .first()
        .waitFor();
      await workbench.page.keyboard.press('Alt+ArrowDown');
    });

    it('show the codes of another job over the text', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Show Codes Of', /ICD-10-CM/);
      await workbench.page.locator('.codelens-decoration', { hasText: 'Codes of' }).waitFor();
      await picture(workbench, 'results-codes');
    });

    it('tell of documents that were not processed, and copy just them for another run', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Start Job', 'unusual.awsjob.json');
      await workbench.dialogButton('Start Job').click();
      const row = workbench.treeRow(/unusual.*unprocessed/);
      await row.waitFor();
      await workbench.rowAction(row, 'Show Results', workbench.tab('Results: unusual'));
      const page = workbench.webview();
      await page.getByRole('button', { name: 'Run Again for Unprocessed Documents' }).waitFor();
      await page.getByRole('combobox', { name: 'Documents' }).selectOption({ label: 'Unprocessed' });
      await page
        .getByText(/The document is larger than the service accepts/)
        .first()
        .waitFor();
      await picture(workbench, 'results-unprocessed');
      await page.getByRole('button', { name: 'Run Again for Unprocessed Documents' }).click();
      await workbench.quickPickRow('Unprocessed').waitFor();
      await workbench.page.keyboard.press('Enter');
      await workbench.quickInput().waitFor();
      await workbench.fileDialog(/^unusual-again-\w{8}\/$/);
      await workbench.page.keyboard.press('Enter');
      await workbench.dialogButton('Copy').waitFor();
      assert.match(await workbench.dialog().innerText(), /No job is started/);
      await picture(workbench, 'results-copy');
      await workbench.dialogButton('Copy').click();
      await workbench.tab(/again-\w{8}\.awsjob\.json/).waitFor();
    });

    it('show overlapping entities apart, with every assertion in words', async () => {
      const { workbench } = session();
      await workbench.tab('Results: unusual').click();
      const page = workbench.webview();
      await page.getByRole('button', { name: 'Clear Filter' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('nested-sites');
      await page
        .getByText(/nested-sites\.txt/)
        .first()
        .dblclick();
      await workbench.tab(/document-\d+\.note/).waitFor();
      await workbench.page.locator('.codelens-decoration', { hasText: 'nested-sites.txt' }).waitFor();
      await picture(workbench, 'results-nested');
    });

    it('are read as requester, who pays, if the user agrees to that', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Start Job', 'paid.awsjob.json');
      await workbench.dialogButton('Start Job').click();
      const row = workbench.treeRow(/paid.*Completed/);
      await row.waitFor();
      await workbench.rowAction(row, 'Show Results', workbench.tab('Results: paid'));
      const page = workbench.webview();
      await page.getByText(/may also be a Requester Pays bucket/).waitFor();
      await picture(workbench, 'results-denied');
      await page.getByRole('button', { name: 'Try as Requester' }).click();
      await workbench.dialogButton('Try as Requester').waitFor();
      assert.match(await workbench.dialog().innerText(), /account 000000000000 pays/);
      await picture(workbench, 'results-pay');
      await workbench.dialogButton('Try as Requester').click();
      await page.locator('p.hint', { hasText: /^12 documents$/ }).waitFor();
    });

    it('are compared with those of another job, document by document', async () => {
      const { workbench } = session();
      await workbench.tab('Results: notes').click();
      await workbench.webview().getByRole('button', { name: 'Compare' }).click();
      await workbench.quickPickRow(/^phi.*PHI Detection/).click();
      const page = workbench.webview();
      await page.getByText('Comparison of Results').waitFor();
      await page.locator('p.hint', { hasText: /^12 documents$/ }).waitFor();
      await picture(workbench, 'results-comparison');
      await page.getByText('notes/note-01.txt').first().dblclick();
      await workbench.tab(/Document 1: /).waitFor();
      await picture(workbench, 'results-difference');
    });

    it('are exported to a file, with a warning', async () => {
      const { workbench, folder } = session();
      await workbench.tab('Results: notes').click();
      await workbench.webview().getByRole('button', { name: 'Export' }).click();
      await workbench.quickPickRow('CSV of Entities').click();
      await workbench.fileDialog(/results-\w{8}\.csv$/);
      await workbench.answerFileDialog(join(folder, 'exported.csv'));
      await workbench.notification(/Exported 12 documents\..*contains protected health information/).waitFor();
      assert.match(readFileSync(join(folder, 'exported.csv'), 'utf8'), /EX-000001/);
    });

    it('are beside files, which open from a list, add to the workspace only if asked, and are downloaded', async () => {
      const { workbench, folder } = session();
      const row = workbench.treeRow(/notes.*Completed/);
      await workbench.rowMenu(row, 'Open Input Folder', workbench.quickPickRow('note-01.txt'));
      await workbench.quickPickRow('Download Folder…').waitFor();
      await picture(workbench, 'files-list');
      await workbench.quickPickRow('note-01.txt').click();
      await workbench.tab('note-01.txt').waitFor();
      await workbench.page.locator('.editor-instance', { hasText: 'EX-000001' }).first().waitFor();
      await picture(workbench, 'files-editor');
      await workbench.rowMenu(row, 'Download Folder', workbench.quickPickRow('Input Folder'));
      await workbench.quickPickRow('Input Folder').click();
      await workbench.fileDialog(/\//);
      await workbench.answerFileDialog(folder);
      await workbench.dialogButton('Download').waitFor();
      assert.match(await workbench.dialog().innerText(), /protected health information/);
      await picture(workbench, 'files-download');
      await workbench.dialogButton('Download').click();
      await workbench.notification(/\d+ files downloaded, [\d.]+ KB\./).waitFor();
      await picture(workbench, 'files-downloaded');
      const [note = ''] = filesBelow(folder).filter(file => /[/\\]input-\w{8}[/\\]note-01\.txt$/.test(file));
      assert.match(readFileSync(note, 'utf8'), /EX-000001/);
    });

    it('have a de-identified copy to compare with', async () => {
      const { workbench } = session();
      await openFirst(workbench);
      await workbench.command('AWS Jobs: Preview De-identified Copy');
      await workbench.tab('De-identified: document 1').waitFor();
      await workbench.page.locator('.editor.modified', { hasText: '[ID]' }).waitFor();
      await picture(workbench, 'results-deidentified');
    });

    for (const [theme, kind] of themesOf('Light Modern')) {
      it(`are accessible in ${theme}: axe finds no violation; takes pictures`, async () => {
        const { workbench } = session();
        await workbench.tab('Results: notes').click();
        await workbench.command('Preferences: Color Theme');
        await workbench.answer(theme);
        const frame = await (await workbench.webview().locator('main').elementHandle())?.ownerFrame();
        assert.ok(frame);
        await until(
          'the theme in the page',
          async () => (await frame.evaluate('document.body.dataset.vscodeThemeKind')) === kind,
        );
        await frame.evaluate(axe.source);
        const violations = await frame.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))',
        );
        assert.deepEqual(violations, []);
        const name = theme.replaceAll(' ', '-').toLowerCase();
        await picture(workbench, `results-${name}-page`);
        await openFirst(workbench);
        await workbench.page.locator('.codelens-decoration', { hasText: 'note-01.txt' }).waitFor();
        await picture(workbench, `results-${name}-note`);
      });
    }

    it('leave no word of a document behind', async () => {
      const { workbench, server, folder } = session();
      assertCalm(workbench);
      // The sandbox is the service here, and the workspace has the notes of the examples and what was exported and downloaded.
      const isService = (file: string): boolean =>
        /[/\\]sandbox[/\\]/.test(file) ||
        ['notes', 'exported', 'input-'].some(name => file.startsWith(join(folder, name)));
      for (const file of [...filesBelow(server.work), ...filesBelow(folder)].filter(each => !isService(each))) {
        const text = readFileSync(file, 'latin1');
        for (const word of canaries) assert.ok(!text.includes(word), `“${word}” in ${file}`);
      }
      const kept = String(await workbench.page.evaluate(storedTexts));
      for (const word of canaries) assert.ok(!kept.includes(word), `“${word}” in the browser’s storage`);
      assert.ok(kept.includes('awsJobs'), 'the storage was read');
    });
  });
}

/** Opens the first document from the page, wherever another one has taken its place in the tabs. */
async function openFirst(workbench: Workbench): Promise<void> {
  await workbench.tab('Results: notes').click();
  await workbench.webview().getByText('notes/note-01.txt').first().dblclick();
  await workbench.tab('document-1.note').waitFor();
  await workbench.page.locator('.codelens-decoration', { hasText: 'note-01.txt' }).waitFor();
}
