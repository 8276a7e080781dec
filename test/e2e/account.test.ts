// An account that others have used for months: twelve thousand jobs, sixty workflows, five hundred unfinished jobs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { bound, until } from '../pace.ts';
import { type ServiceSession, assertCalm, openServiceSession, picture, pictureOfFailure } from './support.ts';

const history = { jobs: 12_000, workflows: 60, unfinished: 500, finishSeconds: 86_400 };

describe('an account with twelve thousand jobs', function () {
  let session: ServiceSession;
  before(async () => {
    session = await openServiceSession({
      jobSeconds: 600,
      history,
      viewport: { width: 1400, height: 900 },
      settings: { 'window.dialogStyle': 'custom' },
    });
  });
  afterEach(async function () {
    await pictureOfFailure(this.currentTest, session?.workbench);
    if (this.currentTest?.isFailed() !== true) return;
    // The next test has its own.
    if (await session.workbench.page.locator('.sidebar', { hasText: 'Filter: ' }).isVisible())
      await pick('Clear Filter');
  });
  after(async () => {
    await session?.stop();
  });

  const row = (text: string | RegExp): Locator => session.workbench.treeRow(text);
  /** The job's own name, from the text of its row. */
  const nameOf = (text: string): string => /synthetic-[a-z-]+\d+/.exec(text)?.[0] ?? assert.fail(`no job: ${text}`);
  const named = (name: string): Locator => row(new RegExp(`${name}(?!\\d)`));
  const pick = (command: string, ...rows: readonly string[]): Promise<void> =>
    session.workbench.pick(`AWS Jobs: ${command}`, ...rows);

  /** Sets the filter to one choice of a criterion. `told`: the filter text that is then shown. */
  async function filter(sort: string, choice: string, told = choice): Promise<void> {
    const { workbench } = session;
    const isTold = (): Promise<boolean> =>
      workbench.page.locator('.sidebar', { hasText: `Filter: ${told}` }).isVisible();
    // A choice that was marked but not accepted, because the list closed, has no effect.
    await until(`the filter ${told}`, async () => {
      await pick('Filter Jobs…', sort, choice);
      await workbench.quickInput().press('Enter');
      return until('the filter to be told', isTold, bound(3_000)).catch(() => false);
    });
    await workbench.page.keyboard.press('Escape');
  }

  it('shows the first rows at once and the number of jobs of each kind', async () => {
    const { workbench } = session;
    await workbench.openContainer('AWS Jobs');
    await row(/Entities Detection V2: 500 jobs read so far, \d+ active/).waitFor();
    await workbench.statusBarItem(/clinic · 000000000000.*\d+/).waitFor();
    await picture(workbench, 'scale-kinds');
  });

  it('groups by status, filters by text, shows the filter and clears it', async () => {
    const { workbench } = session;
    await pick('Group Jobs By…', 'Status');
    await row(/In progress\s*\d+/).waitFor();
    await picture(workbench, 'scale-status');
    await pick('Filter Jobs…', 'Text');
    await workbench.answer('cardiology referral');
    await workbench.page.locator('.sidebar', { hasText: 'Filter: “cardiology referral”' }).waitFor();
    await filter('Status', 'Failed', '“cardiology referral”, Failed');
    await row(/Failed\s*\d+/).waitFor();
    await row(/Completed/).waitFor({ state: 'detached' });
    await picture(workbench, 'scale-filtered');
    await workbench.command('AWS Jobs: Clear Filter');
    await row(/In progress\s*\d+/).waitFor();
  });

  it('stops a running job and reports it', async () => {
    const { workbench } = session;
    await pick('Group Jobs By…', 'No Groups');
    await filter('Status', 'In progress');
    const running = row(/synthetic-.*In progress/);
    const name = nameOf((await running.getAttribute('aria-label')) ?? '');
    await workbench.rowMenu(named(name), 'Stop Job', workbench.dialog());
    await workbench.dialogButton('Stop Job').click();
    await workbench.notification(new RegExp(name)).waitFor();
    await workbench.command('AWS Jobs: Clear Filter');
  });

  it('stops two jobs with one confirmation and one notification', async () => {
    const { workbench } = session;
    await filter('Status', 'In progress');
    const running = workbench.treeRows(/synthetic-.*In progress/);
    await running.nth(1).waitFor();
    // Rows may move between a query and a click: from here on, rows are found by name.
    const [one, two] = (await workbench.spoken(running)).map(nameOf);
    assert.ok(one !== undefined && two !== undefined);
    await until('two selected rows', async () => {
      await named(one).click();
      await named(two).click({ modifiers: ['Control'] });
      const selected = (await workbench.spoken(workbench.page.locator('.sidebar .monaco-list-row.selected'))).map(
        nameOf,
      );
      return selected.length === 2 && selected.includes(one) && selected.includes(two);
    });
    await workbench.rowMenu(named(two), 'Stop Job', workbench.dialog());
    await workbench.page.locator('.monaco-dialog-box', { hasText: 'Stop 2 jobs?' }).waitFor();
    await picture(workbench, 'scale-stop-two');
    await workbench.dialogButton('Stop 2 Jobs').click();
    await workbench.notification(/2 jobs/).waitFor();
    await workbench.command('AWS Jobs: Clear Filter');
  });

  it('compares the metrics of two runs of a workflow', async () => {
    const { workbench } = session;
    await filter('Kind', 'ID Mapping');
    await workbench.choose(
      async () => {
        await workbench.rowMenu(
          row(/synthetic-id-mapping.*Succeeded/),
          'Compare with Another Job',
          workbench.quickInput(),
        );
      },
      /Succeeded/,
      'Metrics',
    );
    await workbench.tab(/Metrics: synthetic-id-mapping/).waitFor();
    await workbench.page
      .locator('.monaco-diff-editor', { hasText: /totalMappedRecords|Total mapped records/ })
      .waitFor();
    await picture(workbench, 'scale-compared');
    await workbench.command('AWS Jobs: Clear Filter');
  });

  it('asks before it opens the AWS console', async () => {
    const { workbench } = session;
    await filter('Status', 'Completed');
    await workbench.choose(async () => {
      await workbench.rowMenu(row(/synthetic-.*Completed/), 'Open in AWS Console', workbench.quickInput());
    }, 'Output in Amazon S3');
    await workbench.page
      .locator('.monaco-dialog-box', { hasText: /https:\/\/console\.aws\.amazon\.com\/s3\/buckets\// })
      .waitFor();
    await picture(workbench, 'scale-console');
    await workbench.dialogButton('Cancel').click();
    await workbench.command('AWS Jobs: Clear Filter');
  });

  it('exports the jobs that match the filter', async () => {
    const { workbench, folder } = session;
    await pick('Group Jobs By…', 'Service and Kind');
    await filter('Kind', 'RxNorm Inference');
    const group = /RxNorm Inference: ([\d,]+) jobs/;
    const shown = Number(group.exec((await row(group).getAttribute('aria-label')) ?? '')?.[1]?.replaceAll(',', ''));
    assert.ok(shown >= 100, String(shown));
    await workbench.command('AWS Jobs: Export History…');
    const file = join(folder, 'rxnorm.csv');
    await workbench.fileDialog(/jobs-000000000000-.*\.csv$/);
    await workbench.answerFileDialog(file);
    await workbench.notification(/Exported \d+ jobs? to rxnorm\.csv/).waitFor();
    const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/);
    assert.equal(lines.length - 1, shown);
  });

  it('sent no request outside this machine and left no unhandled error', () => {
    assertCalm(session.workbench);
  });
});
