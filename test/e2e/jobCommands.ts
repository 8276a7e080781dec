// Commands for jobs that run or have ended: stop, show details, compare, copy, run again, export.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { until } from '../pace.ts';
import { setScene } from './scenes.ts';
import { type Session, assertCalm, picture } from './support.ts';

const medical = (job: string, name: string): string =>
  JSON.stringify({
    action: `comprehendmedical:Start${job}Job`,
    region: 'us-east-1',
    account: '000000000000',
    request: {
      JobName: name,
      LanguageCode: 'en',
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: `${name}/` },
    },
  });
/** Specs whose jobs no other scene has. */
const files = {
  'halted.awsjob.json': medical('EntitiesDetectionV2', 'halted'),
  'first.awsjob.json': medical('PHIDetection', 'first'),
  'second.awsjob.json': medical('RxNormInference', 'second'),
  'update.awsjob.json': JSON.stringify({
    action: 'entityresolution:StartIdMappingJob',
    request: { workflowName: 'patient-id-mapping-incremental', jobType: 'INCREMENTAL' },
  }),
};

/** Scene of a session that is connected to the sandbox, whose jobs take long enough to be stopped. */
export function describeJobCommands(session: () => Session): void {
  describe('commands for jobs', () => {
    setScene(session, { files });

    const start = async (file: string): Promise<void> => {
      const { workbench } = session();
      await workbench.command('Notifications: Clear All Notifications');
      await workbench.quickOpen(file);
      await workbench.editorActionFor('Start Job', workbench.dialogButton('Start Job'));
      await workbench.dialogButton('Start Job').click();
      await workbench.notification(/Started .+\./).waitFor();
      await workbench.command('Notifications: Clear All Notifications');
      await workbench.openContainer('AWS Jobs');
    };

    it('stops a job from its row after a confirmation that names it and says what happens to its output', async () => {
      const { workbench } = session();
      await start('halted.awsjob.json');
      await workbench.rowMenu(
        workbench.treeRow(/halted.*(Submitted|In progress)/),
        'Stop Job',
        workbench.dialogButton('Stop Job'),
      );
      const text = await workbench.dialog().innerText();
      for (const part of [
        'Stop the Entities Detection V2 job “halted”?',
        'Simulated',
        '000000000000',
        'us-east-1',
        'Output it has already written stays in S3',
      ])
        assert.ok(text.includes(part), `${part} is missing in: ${text}`);
      await picture(workbench, 'stop-question');
      await workbench.dialogButton('Stop Job').click();
      await workbench.treeRow(/halted.*Stopping/).waitFor();
      await picture(workbench, 'stopping');
      await workbench.treeRow(/halted.*Stopped/).waitFor();
    });

    it('says that Entity Resolution jobs cannot be stopped, and stops watching instead', async () => {
      const { workbench } = session();
      await start('matching.awsjob.json');
      await start('update.awsjob.json');
      await workbench.rowMenu(
        workbench.treeRow(/patient-id-mapping-incremental.*(Queued|Running|Step)/),
        'Stop Job',
        workbench.notification('AWS Entity Resolution jobs cannot be stopped'),
      );
      await picture(workbench, 'no-stop');
      await workbench.notificationButton('jobs cannot be stopped', 'Stop Watching').click();
      // Meanwhile, the row of a job with a log shows its step, and the log follows the job.
      const running = workbench.treeRow(/patient-matching.*(Loading|Matching|Writing) Step/);
      await running.waitFor();
      await picture(workbench, 'job-step');
      await workbench.rowMenu(running, 'Show Job Log', workbench.tab('patient-matching log.md'));
      await workbench.webview().locator('td', { hasText: 'Matching Job Starts' }).waitFor();
      await workbench.rowMenu(
        workbench.treeRow(/patient-id-mapping-incremental.*not watched/),
        /^Watch$/,
        workbench.treeRow(/patient-id-mapping-incremental.*Succeeded/),
      );
      await workbench.webview().locator('td', { hasText: 'Matching Job Ends Successfully' }).waitFor();
      await workbench.page.keyboard.press('Control+F4');
    });

    it('shows everything known about a job as a document', async () => {
      const { workbench } = session();
      const page = workbench.webview();
      await workbench.rowMenu(
        workbench.treeRow(/patient-id-mapping-incremental.*Succeeded/),
        'Show Details',
        workbench.tab(/patient-id-mapping-incremental/),
      );
      await page.locator('h1', { hasText: 'patient-id-mapping-incremental' }).waitFor();
      await page.locator('h2', { hasText: 'Metrics' }).waitFor();
      await page.locator('td', { hasText: 'Total mapped records' }).waitFor();
      await picture(workbench, 'details');
      assert.equal(await page.locator('a[href^="command:"], a[href^="http"]').count(), 0);
      await page.locator('h2', { hasText: 'Origin' }).scrollIntoViewIfNeeded();
      await picture(workbench, 'details-end');
    });

    it('runs a job again', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.rowMenu(workbench.treeRow(/halted.*Stopped/), 'Run Again', workbench.dialogButton('Start Job'));
      await workbench.dialogButton('Start Job').click();
      await workbench.notification(/Started “halted/).waitFor();
      await workbench.treeRow(/halted.*(Submitted|In progress)/).waitFor();
    });

    it('compares a job with the previous one and reports no differences', async () => {
      const { workbench } = session();
      await workbench.choose(async () => {
        await workbench.rowMenu(
          workbench.treeRow(/halted.*Stopped/),
          'Compare with Another Job',
          workbench.quickInput(),
        );
      }, /^halted/);
      await workbench.notification('No differences between the requests.').waitFor();
      await picture(workbench, 'compared');
    });

    it('copies from a submenu', async () => {
      const { workbench } = session();
      for (const [entry, text] of [
        ['Copy Job ID', /[0-9a-f]{32}$/],
        ['Copy Output S3 URI', /s3:\/\/example-results\/halted\//],
        ['Copy Request ID', /[0-9a-f]{8}-[0-9a-f-]{27}$/],
      ] as const) {
        await workbench.rowMenu(
          workbench.treeRow(/halted.*Stopped/),
          ['Copy', entry],
          workbench.statusBarItem(new RegExp(`Copied ${text.source}`)),
        );
        await workbench.clipboard(text);
      }
    });

    it('saves a job as a spec that passes the check', async () => {
      const { workbench } = session();
      await workbench.rowMenu(
        workbench.treeRow(/halted.*Stopped/),
        'Save as Job Spec',
        workbench.tab('halted-2.awsjob.json'),
      );
      await workbench.command('AWS Jobs: Check Job Spec');
      await workbench.quickPickRow('halted-2.awsjob.json').click();
      await workbench.notification(/halted-2\.awsjob\.json(: no problems found| can be started)/).waitFor();
      await picture(workbench, 'saved-as-spec');
    });

    it('copies from several selected jobs', async () => {
      const { workbench } = session();
      await workbench.treeRow(/halted.*Stopped/).click();
      await workbench.treeRow(/patient-id-mapping-incremental.*Succeeded/).click({ modifiers: ['Control'] });
      await workbench.rowMenu(
        workbench.treeRow(/patient-id-mapping-incremental.*Succeeded/),
        ['Copy', 'Copy Job ID'],
        workbench.statusBarItem('Copied 2 lines'),
      );
      await workbench.clipboard(/^[0-9a-f]{32}\n[0-9a-f]{32}$/);
      await workbench.rowMenu(
        workbench.treeRow(/patient-id-mapping-incremental.*Succeeded/),
        'Compare with Another Job',
        workbench.notification('are different kinds of job'),
      );
    });

    it('keeps several jobs selected while their rows are redrawn as they run', async () => {
      const { workbench } = session();
      for (const file of ['first.awsjob.json', 'second.awsjob.json']) await start(file);
      const running = (name: string): Locator =>
        workbench.treeRow(new RegExp(`${name}.*In progress, running for \\d+ s`));
      const areSelected = async (): Promise<boolean> =>
        (await workbench.page.locator('.sidebar .monaco-list-row.selected .label-name').allInnerTexts())
          .sort()
          .join() === 'first,second';
      // A redraw that is under way while a row is selected does not know of it.
      await until('both selected, also after they were redrawn', async () => {
        await running('first').click();
        await running('second').click({ modifiers: ['Control'] });
        if (!(await areSelected())) return false;
        const texts = [await running('first').innerText(), await running('second').innerText()];
        for (const before of texts) await workbench.treeRow(before).waitFor({ state: 'detached' });
        return areSelected();
      });
      for (const name of ['first', 'second']) await workbench.treeRow(new RegExp(`${name}.*Completed`)).waitFor();
      // Their groups are redrawn too, because the count of active jobs goes down.
      await until('both selected', areSelected);
    });

    it('watches a job by ID, offers the listed workflows, and says when there is no such job', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Watch Job by ID', 'ID Mapping', 'patient-id-mapping');
      await workbench.page.locator('.quick-input-widget', { hasText: 'Enter the ID of the ID Mapping job' }).waitFor();
      await workbench.quickInput().fill('not an id');
      await workbench.page.locator('.quick-input-widget', { hasText: 'Enter 32 characters' }).waitFor();
      await picture(workbench, 'watch-id');
      await workbench.answer('0123456789abcdef0123456789abcdef');
      await workbench.notification('ID Mapping job 0123456789abcdef0123456789abcdef not found').waitFor();
    });

    it('removes a job from the history', async () => {
      const { workbench } = session();
      await workbench.treeRow(/patient-id-mapping-incremental.*Succeeded/).click(); // deselects the other
      await workbench.rowMenu(
        workbench.treeRow(/patient-id-mapping-incremental.*Succeeded/),
        'Remove from History',
        workbench.dialogButton('Remove'),
      );
      await picture(workbench, 'remove');
      await workbench.dialogButton('Remove').click();
      await workbench.treeRow(/patient-id-mapping-incremental/).waitFor({ state: 'detached' });
    });

    it('exports the history', async () => {
      const { workbench, folder } = session();
      await workbench.command('AWS Jobs: Export History');
      await workbench.fileDialog(/jobs-000000000000-.*\.csv$/);
      await picture(workbench, 'export');
      await workbench.answerFileDialog(join(folder, 'history.csv'));
      const told = await workbench.notification(/Exported \d+ jobs? to history\.csv/).innerText();
      await picture(workbench, 'exported');
      const csv = readFileSync(join(folder, 'history.csv'), 'utf8');
      const lines = csv.trim().split('\r\n');
      assert.equal(lines.length - 1, Number(/Exported (\d+)/.exec(told)?.[1]), csv);
      const halted = 'comprehendmedical:StartEntitiesDetectionV2Job,Entities Detection V2,halted';
      assert.equal(lines.filter(line => line.includes(halted)).length, 2, 'the job and its repetition');
      assert.ok(!csv.includes('patient-id-mapping-incremental'), 'what was removed');
    });

    it('sent no request outside this machine and left no unhandled error', () => {
      assertCalm(session().workbench);
    });
  });
}
