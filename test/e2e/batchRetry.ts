// A batch as a user sees it: from the confirmation to its page, what failed once more, and the page after a reload.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setScene } from './scenes.ts';
import { type Session, assertCalm, picture } from './support.ts';

/** A job that its role will not let read the input, which only the job finds out. */
const denied = JSON.stringify({
  action: 'comprehendmedical:StartPHIDetectionJob',
  request: {
    JobName: 'denied',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-denied', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'denied/' },
  },
});

/** Scene of a session that is connected to the sandbox; its specs are those of the examples. */
export function describeBatch(session: () => Session): void {
  describe('a batch', () => {
    setScene(session, { files: { 'denied.awsjob.json': denied } });

    it('is followed on its page until all of its jobs have ended', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.statusBarItem('Local Sandbox (simulated)').waitFor();
      await workbench.command('AWS Jobs: Start All Specs Here');
      await workbench.dialogButton('Start 8 Jobs').click();
      await workbench.tab(/^Batch: workspace/).waitFor();
      const page = workbench.webview();
      await page.locator('p.hint', { hasText: /^8 runs$/ }).waitFor();
      await page.getByRole('gridcell', { name: 'patients' }).waitFor();
      await picture(workbench, 'batch-running');
      await page.getByText('7 succeeded · 1 failed', { exact: true }).first().waitFor();
      await picture(workbench, 'batch-ended');
    });

    it('is filtered to what failed, whose spec and details are a key away', async () => {
      const { workbench } = session();
      const page = workbench.webview();
      await page.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Failed (1)' });
      await page.locator('p.hint', { hasText: /^1 run of 8$/ }).waitFor();
      const row = page
        .getByRole('row')
        .filter({ hasText: 'The data access role is not allowed to use the input bucket' });
      await row.getByText('PHI Detection').click();
      await page.locator('.rowActions', { hasText: '1 selected' }).waitFor();
      await page.getByRole('button', { name: 'Open Spec' }).click();
      await workbench.tab('denied.awsjob.json').waitFor();
      await workbench.tab(/^Batch: /).click();
      await row.getByText('PHI Detection').click();
      await workbench.page.keyboard.press('Enter');
      await workbench.tab(/denied\.md/).waitFor();
      await workbench.tab(/^Batch: /).click();
    });

    it('has its failed run done again by a new batch, and by no third one', async () => {
      const { workbench } = session();
      await workbench.webview().getByRole('button', { name: 'Retry Failed' }).click();
      await workbench.dialogButton('Start 1 Job').waitFor();
      assert.match(await workbench.dialog().innerText(), /Start 1 job from “Retry of workspace”\?/);
      await workbench.dialogButton('Start 1 Job').click();
      await workbench.tab(/^Batch: Retry of workspace/).waitFor();
      await workbench.webview().getByText('1 failed', { exact: true }).first().waitFor();
      await picture(workbench, 'batch-retried');
      await workbench.tab(/^Batch: workspace/).click();
      await workbench.webview().getByRole('button', { name: 'Retry Failed' }).click();
      await workbench.notification('All that failed is in a newer batch.').waitFor();
    });

    it('is shown again after a reload', async () => {
      const { workbench } = session();
      await workbench.reload();
      await workbench.tab(/^Batch: workspace/).click();
      await workbench.webview().getByText('7 succeeded · 1 failed', { exact: true }).first().waitFor();
      await workbench.tab(/^Batch: Retry of workspace/).click();
      await workbench
        .webview()
        .locator('p.hint', { hasText: /^1 run$/ })
        .waitFor();
    });

    it('is exported as CSV', async () => {
      const { workbench, folder } = session();
      await workbench.tab(/^Batch: workspace/).click();
      await workbench.webview().getByRole('button', { name: 'Export' }).click();
      await workbench.fileDialog(/batch-000000000000-\d{4}-\d\d-\d\d\.csv$/);
      await workbench.answerFileDialog(join(folder, 'batch.csv'));
      await workbench.notification(/Exported 8 runs to batch\.csv/).waitFor();
      const lines = readFileSync(join(folder, 'batch.csv'), 'utf8').trimEnd().split('\r\n');
      assert.equal(lines.length, 9);
      assert.equal(lines.filter(line => line.includes(',started,')).length, 8);
      assert.equal(lines.filter(line => line.includes(',FAILED,')).length, 1);
      assertCalm(workbench);
    });
  });
}
