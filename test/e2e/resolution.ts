// What a job of Entity Resolution matched, as a user sees it: from the finished job to its files and records, and nothing
// of it left behind.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { until } from '../pace.ts';
import { filesBelow, storedTexts } from './leftBehind.ts';
import { setScene, startUnlessDone } from './scenes.ts';
import { type Session, assertCalm, picture, themesOf } from './support.ts';

/** Words of the patients that stand nowhere else. */
const logCanary = 'The first record that was not written: C-001.';
const canaries = ['two.other@example.com', '1958-11-23', 'imported-from-the-registry', logCanary];

/** A job whose log names a record. */
const failing = JSON.stringify({
  action: 'entityresolution:StartMatchingJob',
  request: { workflowName: 'example-log-failed' },
});

/** Scene of a session that is connected to the sandbox. */
export function describeResolution(session: () => Session): void {
  describe('the results of a matching job', () => {
    /** Says in the page that is shown what a column contains. */
    const setRole = async (column: string, role: string): Promise<void> => {
      const { workbench } = session();
      const button = workbench.webview().getByRole('button', { name: 'Set Column Role…' });
      await workbench.choose(
        async () => {
          await button.focus();
          await button.press('Enter');
        },
        column,
        role,
      );
    };
    setScene(session, {
      files: { 'failing.awsjob.json': failing },
    });

    it('open from the row of the finished job: its counts, and the files it wrote', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.statusBarItem('Local Sandbox (simulated)').waitFor();
      await startUnlessDone(workbench, 'matching', /^patient-matching/);
      const row = workbench.treeRow(/patient-matching.*Succeeded/);
      await row.waitFor();
      await workbench.rowAction(row, 'Show Results', workbench.tab('Results: patient-matching'));
      const page = workbench.webview();
      await page.locator('p.hint', { hasText: /^\d files, / }).waitFor();
      await page.getByText('Match ids').waitFor();
      await page.getByText('error/part-00000.csv').waitFor();
      await picture(workbench, 'resolution-run');
    });

    it('lead to a file as a table, which is filtered, sorted and walked through by keyboard', async () => {
      const { workbench } = session();
      await workbench.webview().getByText('success/part-00000.csv').dblclick();
      await workbench.tab('File 1 · patient-matching').waitFor();
      const page = workbench.webview();
      await page.getByRole('columnheader', { name: 'MatchID' }).waitFor();
      await page.getByRole('gridcell', { name: 'one@example.com' }).first().waitFor();
      await picture(workbench, 'resolution-table');
      await page.getByRole('columnheader', { name: 'birth_date' }).click();
      await page.locator('[role=columnheader][aria-sort=ascending]', { hasText: 'birth_date' }).waitFor();
      await page.getByRole('textbox', { name: 'Contains' }).fill('C-003');
      await page.locator('p.hint', { hasText: /^1 of 8 records$/ }).waitFor();
      await page.getByRole('gridcell', { name: '1958-11-23' }).click();
      await page.locator('.cell-bar', { hasText: 'birth_date' }).waitFor();
      await page.getByRole('button', { name: 'Copy Cell' }).waitFor();
      await workbench.page.keyboard.press('Enter');
      await workbench.tab(/^File 1, record \d+ · patient-matching$/).waitFor();
      const record = workbench.webview();
      await record.getByRole('rowheader', { name: 'birth_date' }).waitFor();
      await record.getByRole('gridcell', { name: '1958-11-23' }).waitFor();
      await picture(workbench, 'resolution-record');
    });

    it('group the records by match ID, the largest cluster first, and put one side by side', async () => {
      const { workbench } = session();
      await workbench.tab('Results: patient-matching').click();
      await workbench.webview().getByRole('button', { name: 'Show Clusters' }).click();
      await workbench.tab('Clusters · patient-matching').waitFor();
      const page = workbench.webview();
      await page.getByText('Records in the largest cluster').waitFor();
      await page.locator('p.hint', { hasText: /^9 of 9$/ }).waitFor();
      const first = page.locator('.scroller tbody tr').first();
      await first.locator('td', { hasText: /^3$/ }).waitFor();
      await picture(workbench, 'resolution-clusters');
      await page.getByRole('button', { name: /^1 record:? /i }).click();
      await page.locator('p.hint', { hasText: /^5 of 9$/ }).waitFor();
      await page.getByRole('button', { name: 'Clear Filter' }).click();
      await page.locator('p.hint', { hasText: /^9 of 9$/ }).waitFor();
      await first.locator('.link').click();
      await workbench.tab(/^Cluster \d+ · patient-matching$/).waitFor();
      const cluster = workbench.webview();
      const marked = cluster.locator('tr.marked').getByRole('rowheader');
      await marked.getByText('email', { exact: true }).waitFor();
      assert.deepEqual(await marked.allInnerTexts(), [
        'InputSourceARN',
        'ConfidenceLevel',
        'id',
        'email',
        'RecordId',
        'MatchRule',
      ]);
      await picture(workbench, 'resolution-cluster');
    });

    it('group the records by another column if somebody says so, and by its name again', async () => {
      const { workbench } = session();
      await workbench.tab('Clusters · patient-matching').click();
      const page = workbench.webview();
      await page.getByText('MatchID is Match ID', { exact: false }).waitFor();
      await setRole('InputSourceARN', 'Match ID');
      await page.getByText('InputSourceARN is Match ID', { exact: false }).waitFor();
      await page.locator('p.hint', { hasText: /^[123] of [123]$/ }).waitFor();
      await setRole('InputSourceARN', 'Recognize by Name');
      await page.getByText('MatchID is Match ID', { exact: false }).waitFor();
      await page.locator('p.hint', { hasText: /^9 of 9$/ }).waitFor();
      await picture(workbench, 'resolution-roles');
    });

    it('tell why records are in error, and what to do', async () => {
      const { workbench } = session();
      await workbench.tab('Results: patient-matching').click();
      await workbench.webview().getByRole('button', { name: 'Show Records in Error' }).click();
      await workbench.tab('Records in error · patient-matching').waitFor();
      const page = workbench.webview();
      await page
        .getByText(/2 records have no unique ID\./)
        .first()
        .waitFor();
      await page
        .getByText(/1 record has a unique ID of over 38 characters\./)
        .first()
        .waitFor();
      await picture(workbench, 'resolution-errors');
      await page.getByRole('button', { name: /^The unique ID is repeated/ }).click();
      await page.locator('p.hint', { hasText: /^1 of 4 records$/ }).waitFor();
    });

    it('tell why by another column if somebody says so', async () => {
      const { workbench } = session();
      const page = workbench.webview();
      await page.getByRole('button', { name: 'Clear Filter' }).click();
      await setRole('id', 'Error message');
      await page.getByText('id is Error message', { exact: false }).waitFor();
      await page
        .getByRole('button', { name: /^C-\d+/ })
        .first()
        .waitFor();
      assert.equal(await page.getByRole('button', { name: /^The unique ID is repeated/ }).count(), 0);
      await setRole('id', 'Recognize by Name');
      await page.getByRole('button', { name: /^The unique ID is repeated/ }).waitFor();
    });

    it('are in a folder, whose files open in editors, are searched and are copied to this computer', async () => {
      const { workbench, folder } = session();
      const saved = join(folder, 'saved.csv');
      await workbench.choose(
        () =>
          workbench.rowMenu(
            workbench.treeRow(/patient-matching.*Succeeded/),
            'Open Output Folder…',
            workbench.quickInput(),
          ),
        'patient-matching/',
        /[\da-f]{32}\//,
        'success/',
        'part-00000.csv',
      );
      await workbench.tab('part-00000.csv').waitFor();
      const editor = workbench.page.locator('.editor-instance').filter({ visible: true }).first();
      await editor.getByText('1958-11-23').first().waitFor();
      await editor.click();
      await workbench.pressFor('Control+f', workbench.page.locator('.find-widget.visible'));
      // The editor keeps what is searched for: no word of a patient here.
      await workbench.page
        .locator('.find-widget.visible')
        .getByRole('textbox', { name: 'Find', exact: true })
        .fill('birth_date');
      await workbench.page.locator('.find-widget .matchesCount', { hasText: /^1 of [1-9]/ }).waitFor();
      await picture(workbench, 'resolution-file');
      await workbench.editorActionFor('Save a Copy…', workbench.quickInput());
      await workbench.fileDialog(/[/\\]part-00000\.csv$/);
      await picture(workbench, 'resolution-save');
      await workbench.answerFileDialog(saved);
      await workbench.notification('Saved as saved.csv').waitFor();
      await picture(workbench, 'resolution-saved');
      assert.ok(readFileSync(saved, 'utf8').includes('1958-11-23'));
      rmSync(saved);
    });

    it('have a job log: its steps with times, and what was processed', async () => {
      const { workbench } = session();
      await workbench.rowMenu(
        workbench.treeRow(/patient-matching.*Succeeded/),
        'Show Job Log',
        workbench.tab('patient-matching log.md'),
      );
      const page = workbench.webview();
      await page.locator('h1', { hasText: 'Job log of patient-matching' }).waitFor();
      await page.locator('td', { hasText: 'Matching Job Ends Successfully' }).waitFor();
      await page.locator('p', { hasText: /records processed\. \d+ records not processed\./ }).waitFor();
      assert.equal(await page.locator('a[href^="command:"], a[href^="http"]').count(), 0);
      await picture(workbench, 'resolution-log');
    });

    it('tell in the log why a job failed, with the name of a record', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.pick('AWS Jobs: Start Job', 'failing.awsjob.json');
      await workbench.dialogButton('Start Job').click();
      const told = workbench.notification(/example-log-failed.*Failed/);
      await told.waitFor();
      assert.ok(!(await told.innerText()).includes(logCanary), 'not in the notification');
      await workbench.notificationButton('example-log-failed', 'Show Details').click();
      await workbench.tab('example-log-failed.md').waitFor();
      const page = workbench.webview();
      await page.locator('h2', { hasText: 'Error in the job log' }).waitFor();
      await page.locator('blockquote', { hasText: logCanary }).waitFor();
      await picture(workbench, 'resolution-log-failed');
    });

    for (const [theme, kind] of themesOf('Dark High Contrast')) {
      it(`are accessible in ${theme}: axe finds no violation; takes pictures`, async () => {
        const { workbench } = session();
        await workbench.command('Preferences: Color Theme');
        await workbench.answer(theme);
        for (const tab of [
          'Results: patient-matching',
          'File 1 · patient-matching',
          'Clusters · patient-matching',
          'Records in error · patient-matching',
        ]) {
          await workbench.tab(tab).click();
          const frame = await (await workbench.webview().locator('main').elementHandle())?.ownerFrame();
          assert.ok(frame);
          await until(
            'the theme in the page',
            async () => (await frame.evaluate('document.body.dataset.vscodeThemeKind')) === kind,
          );
          await workbench.webview().locator('.scroller tbody tr:visible').first().waitFor();
          await frame.evaluate(axe.source);
          const violations = await frame.evaluate(
            'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))',
          );
          assert.deepEqual(violations, []);
          await picture(workbench, `resolution-${theme.replaceAll(' ', '-').toLowerCase()}-${tab.slice(0, 7).trim()}`);
        }
        // The preview is the editor's own: only what is in it is ours.
        await workbench.tab('patient-matching log.md').click();
        await workbench.webview().locator('td', { hasText: 'Matching Job Ends Successfully' }).waitFor();
        await picture(workbench, `resolution-log-${theme.replaceAll(' ', '-').toLowerCase()}`);
      });
    }

    it('leave no word of a record behind', async () => {
      const { workbench, server, folder } = session();
      assertCalm(workbench);
      // The sandbox is the service here.
      const files = [...filesBelow(server.work), ...filesBelow(folder)].filter(file => !/[/\\]sandbox[/\\]/.test(file));
      for (const file of files) {
        const text = readFileSync(file, 'latin1');
        for (const word of canaries) assert.ok(!text.includes(word), `“${word}” in ${file}`);
      }
      const kept = String(await workbench.page.evaluate(storedTexts));
      for (const word of canaries) assert.ok(!kept.includes(word), `“${word}” in the browser’s storage`);
      assert.ok(kept.includes('awsJobs'), 'the storage was read');
    });
  });
}
