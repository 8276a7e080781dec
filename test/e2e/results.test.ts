// What a job found, as a user sees it: from the finished job to its documents, and nothing of it left behind.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Session, assertCalm, openSession, picture, pictureOfFailure } from './support.ts';

/** Words of the first notes that stand nowhere else. */
const canaries = ['Continue current medication', 'EX-000001', 'patient07@example.com'];

describe('the results of a job', () => {
  let session: Session;
  before(async () => {
    session = await openSession({ viewport: { width: 1500, height: 950 } });
  });
  afterEach(async function () {
    await pictureOfFailure(this.currentTest, session?.workbench);
  });
  after(async () => {
    await session?.stop();
  });

  it('open from the row of the finished job', async () => {
    const { workbench } = session;
    await workbench.openContainer('AWS Jobs');
    await workbench.page
      .locator('.sidebar .welcome-view .monaco-button', { hasText: 'Try in the Local Sandbox' })
      .click();
    await workbench.statusBarItem('Local Sandbox (simulated)').waitFor();
    for (const spec of ['notes.awsjob.json', 'icd10cm.awsjob.json', 'phi.awsjob.json']) {
      await workbench.pick('AWS Jobs: Start Job', spec);
      await workbench.dialogButton('Start Job').click();
    }
    await workbench.treeRow(/notes.*Completed/).waitFor();
    await picture(workbench, 'results-row');
    await workbench.rowAction(workbench.treeRow(/notes.*Completed/), 'Show Results');
    const page = workbench.webview();
    await page.getByText('12 documents', { exact: true }).waitFor();
    await page.getByText('MEDICATION').first().waitFor();
    await picture(workbench, 'results-page');
  });

  it('lead from a bar to the documents, and to one of them', async () => {
    const { workbench } = session;
    const page = workbench.webview();
    await page
      .getByRole('button', { name: /^ANATOMY/ })
      .first()
      .click();
    await page.getByText(/^\d+ of 12 documents$/).waitFor();
    await picture(workbench, 'results-filtered');
    await page.getByRole('button', { name: 'Clear Filter' }).click();
    await page.getByText('12 documents', { exact: true }).waitFor();
    await page.getByText('notes/note-01.txt').first().dblclick();
    await workbench.tab('document-1.note').waitFor();
    await workbench.page.locator('.editor-instance', { hasText: 'Visit date' }).first().waitFor();
    await picture(workbench, 'results-note');
  });

  it('are walked through by keyboard, with what belongs to the entity in a view', async () => {
    const { workbench } = session;
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
    const { workbench } = session;
    await workbench.pick('AWS Jobs: Show Codes Of', /ICD-10-CM/);
    await workbench.page.locator('.codelens-decoration', { hasText: 'Codes of' }).waitFor();
    await picture(workbench, 'results-codes');
  });

  it('leave no word of a document behind', async () => {
    const { workbench, server, folder } = session;
    assertCalm(workbench);
    // The sandbox is the service here, and the workspace has the notes of the examples.
    const isService = (file: string): boolean =>
      /[/\\]sandbox[/\\]/.test(file) || file.startsWith(join(folder, 'notes'));
    for (const file of [...filesBelow(server.work), ...filesBelow(folder)].filter(each => !isService(each))) {
      const text = readFileSync(file, 'latin1');
      for (const word of canaries) assert.ok(!text.includes(word), `“${word}” in ${file}`);
    }
    const kept = String(await workbench.page.evaluate(storedTexts));
    for (const word of canaries) assert.ok(!kept.includes(word), `“${word}” in the browser’s storage`);
    assert.ok(kept.includes('awsJobs'), 'the storage was read');
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(file => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

/** Returns everything that the workbench keeps in the browser, as one text; runs in its page. */
const storedTexts = `(async () => {
  const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  const done = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('not readable'));
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      texts.push(JSON.stringify(await done(database.transaction(store).objectStore(store).getAll())));
    database.close();
  }
  return texts.join(' ');
})()`;
