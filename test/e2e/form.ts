// The form: a user creates, fixes and starts a spec without writing JSON, while its text is open beside it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Frame, Locator } from 'playwright-core';
import { serviceError } from '../contract/faultProxy.ts';
import { until } from '../pace.ts';
import { setScene } from './scenes.ts';
import { type ServiceSession, assertCalm, picture, themesOf } from './support.ts';

/** What the form writes for a new PHI Detection job; it looks written by hand. */
const made = `{
  "action": "comprehendmedical:StartPHIDetectionJob",
  "region": "us-east-1",
  "account": "000000000000",
  "request": {
    "JobName": "phi-first",
    "InputDataConfig": {
      "S3Bucket": "example-clinical-notes",
      "S3Key": "notes/"
    },
    "OutputDataConfig": {
      "S3Bucket": "example-results",
      "S3Key": "phi/"
    },
    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData",
    "LanguageCode": "en"
  }
}
`;

const commented = `// Nightly, by the records team.
{
  "action": "comprehendmedical:StartICD10CMInferenceJob", // conditions
  "request": {
    "LanguageCode": "en",
    "InputDataConfig": { "S3Bucket": "example-clinical-notes", "S3Key": "/notes/" },
    "OutputDataConfig": { "S3Bucket": "example-results", "S3Key": "icd/" },
    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData",
    "Owner": "records team"
  }
}
`;

/** Scene of a session that is connected. */
export function describeForm(session: () => ServiceSession): void {
  describe('filling in a form', () => {
    setScene(session, {
      files: { 'commented.awsjob.json': commented, 'empty.awsjob.json': '' },
    });
    before(() => {
      session().proxy.forget();
    });

    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await session().workbench.page.keyboard.press(key);
    };
    const type = (text: string): Promise<void> => session().workbench.page.keyboard.type(text);
    const inForm = (selector: string): Locator => session().workbench.webview().locator(selector);
    /** The control of a member of the request. */
    const field = (name: string): Locator => inForm(`#field_request_${name}`);
    /** Waits until a field has a value. */
    const holds = (control: Locator, text: string): Promise<void> =>
      control.evaluate(
        (input, wanted) =>
          new Promise<void>(resolve => {
            const look = (): void => {
              if ((input as unknown as { value: string }).value === wanted) resolve();
              else setTimeout(look, 20);
            };
            look();
          }),
        text,
      );
    const suggestion = (text: string): Locator =>
      session().workbench.webview().getByRole('option', { name: text }).first();
    /** Waits until a file has a text. A save empties the file before it writes it. */
    const isOnDisk = (file: string, wanted: string | RegExp): Promise<unknown> =>
      until(`the text of ${file}`, () => {
        const text = readFileSync(join(session().folder, file), 'utf8');
        if (wanted instanceof RegExp) assert.match(text, wanted);
        else assert.equal(text, wanted);
        return true;
      });
    const frameOf = async (): Promise<Frame> => {
      const frame = await (await inForm('main').elementHandle())?.ownerFrame();
      assert.ok(frame);
      return frame;
    };
    const focused = async (): Promise<string> =>
      String(await (await frameOf()).evaluate('document.activeElement.id || document.activeElement.textContent'));
    /** Checks the page against the rules of axe. */
    const assertAccessible = async (): Promise<void> => {
      const frame = await frameOf();
      await frame.evaluate(axe.source);
      const violations = await frame.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any.map(({ message }) => message).join()}`).slice(0, 3).join(" | ")}`))',
      );
      assert.deepEqual(violations, []);
    };
    /** The number of fields that are entirely visible without scrolling. */
    const fieldsInSight = async (): Promise<number> =>
      Number(
        await (await frameOf()).evaluate(
          '[...document.querySelectorAll("main input, main select")].filter(control => { const { height, top, bottom } = control.getBoundingClientRect(); return height > 0 && top >= 0 && bottom <= innerHeight; }).length',
        ),
      );
    /** Presses Tab until a control has the focus; fails after 60 presses. */
    const tabTo = async (id: string): Promise<void> => {
      const frame = await frameOf();
      for (let count = 0; count < 60; count += 1) {
        await press('Tab');
        if ((await frame.evaluate('document.activeElement.id')) === id) return;
      }
      assert.fail(`${id} is not reached by Tab`);
    };
    /** Saves the active editor and waits until it is saved. */
    const save = async (): Promise<void> => {
      await press('Control+S');
      await session().workbench.page.locator('.tabs-container .tab.active:not(.dirty)').first().waitFor();
    };

    it('creates a job by keyboard alone: kind, name, then each field from what the account has', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.statusBarItem('clinic · 000000000000').waitFor();
      await workbench.command('AWS Jobs: New Job (Form)');
      await workbench.answer('PHI Detection');
      await workbench.answer('made');
      await inForm('h1').getByText('PHI Detection').waitFor();
      await inForm('.state').getByText('Fill in the required fields').waitFor();
      await picture(workbench, 'form-new');
      assert.equal(
        await inForm('.problems > li:visible').count(),
        0,
        'no problem is shown at a field that was not visited',
      );
      assert.ok((await fieldsInSight()) >= 8, 'eight of the thirteen fields are visible without scrolling');
      await inForm('header').getByRole('button', { name: 'Start Job' }).click();
      await inForm('.field .problems > .error:visible').first().waitFor();
      assert.equal(await focused(), 'field_request_InputDataConfig_S3Bucket', 'Start leads to the first error');

      await tabTo('field_request_JobName');
      await type('phi-first');
      await tabTo('field_request_InputDataConfig_S3Bucket');
      await press('ArrowDown');
      await suggestion('example-clinical-notes').waitFor();
      await picture(workbench, 'form-suggestions');
      await press('Enter');
      await tabTo('field_request_InputDataConfig_S3Key');
      await press('Tab');
      assert.match(await focused(), /Browse/);
      await press('Enter');
      await suggestion('notes/').waitFor();
      await press('Enter');
      await suggestion('note-12.txt').waitFor();
      await inForm('dialog').getByText('Total: 12 objects').waitFor();
      await picture(workbench, 'form-browser');
      await press('Tab', 'Enter');
      await inForm('dialog').waitFor({ state: 'detached' });
      await holds(field('InputDataConfig_S3Key'), 'notes/');
      await tabTo('field_request_OutputDataConfig_S3Bucket');
      await type('example-res');
      // The list may still be that of before the typing, whose first row is another.
      await suggestion('example-clinical-notes').waitFor({ state: 'detached' });
      await suggestion('example-results').waitFor();
      await press('ArrowDown', 'Enter');
      await tabTo('field_request_OutputDataConfig_S3Key');
      await type('phi/');
      await tabTo('field_request_DataAccessRoleArn');
      await press('ArrowDown');
      await suggestion('ComprehendMedicalData').waitFor();
      await press('Enter', 'Tab');
      await inForm('.about').getByText('Trusts comprehendmedical.amazonaws.com.').waitFor();
      await inForm('.state')
        .getByText(/Ready to start/)
        .waitFor();
      await save();
      await isOnDisk('made.awsjob.json', made);
    });

    it('undoes and redoes the changes step by step', async () => {
      // Typed text is undone as a whole; choosing a suggestion after typing is a separate step.
      const steps = [
        { JobName: 'phi-first' },
        { InputDataConfig_S3Bucket: 'example-clinical-notes' },
        { InputDataConfig_S3Key: 'notes/' },
        { OutputDataConfig_S3Bucket: 'example-res' },
        { OutputDataConfig_S3Bucket: 'example-results' },
        { OutputDataConfig_S3Key: 'phi/' },
        { DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData' },
      ];
      const names = [
        'JobName',
        'InputDataConfig_S3Bucket',
        'InputDataConfig_S3Key',
        'OutputDataConfig_S3Bucket',
        'OutputDataConfig_S3Key',
        'DataAccessRoleArn',
      ];
      /** Waits until the fields hold the result of the first `count` steps and nothing else. */
      const stands = async (count: number): Promise<void> => {
        const wanted: Readonly<Record<string, string | undefined>> = Object.fromEntries(
          steps.slice(0, count).flatMap(step => Object.entries(step)),
        );
        await until(
          `the form after ${count} steps`,
          async () =>
            (await Promise.all(names.map(name => field(name).inputValue()))).join() ===
            names.map(name => wanted[name] ?? '').join(),
        );
      };
      await stands(steps.length);
      await field('JobName').focus();
      for (let count = steps.length - 1; count >= 0; count -= 1) {
        await press('Control+Z');
        await stands(count);
      }
      for (let count = 1; count <= steps.length; count += 1) {
        await press('Control+Y');
        await stands(count);
      }
      await inForm('.state')
        .getByText(/Ready to start/)
        .waitFor();
      await save();
      await isOnDisk('made.awsjob.json', made);
    });

    it('shows what would be sent, copies it and starts it', async () => {
      const { workbench } = session();
      await inForm('aside').getByText('"S3Bucket": "example-clinical-notes"').waitFor();
      await inForm('aside').getByRole('button', { name: 'Copy: AWS CLI (bash, zsh)' }).click();
      await workbench.clipboard(/^aws comprehendmedical start-phi-detection-job --profile clinic --region us-east-1 /);
      await inForm('header').getByRole('button', { name: 'Start Job' }).focus();
      await press('Enter');
      // Asked whatever the setting says: a click in a page need not come from a user.
      await workbench.dialogButton('Start Job').click();
      await workbench.notification('Started “phi-first”').waitFor();
      await workbench.treeRow(/phi-first.*(Submitted|In progress|Completed)/).waitFor();
      // Otherwise the search of the log for what must not be in it would prove nothing.
      const log = workbench.extensionLog();
      assert.ok(
        log.some(line => line.includes('operation=StartPHIDetectionJob')),
        log.join('\n'),
      );
    });

    it('fixes what the check finds, keeps members it does not know, and says what it cannot list', async () => {
      const { workbench, proxy } = session();
      await workbench.command('Notifications: Clear All Notifications');
      proxy.always('ListAliases', serviceError('AccessDeniedException', 403));
      await workbench.quickOpen('commented.awsjob.json');
      await workbench.editorActionFor('Open as Form', inForm('h1').getByText('ICD-10-CM Inference'));
      assert.match(
        (await field('InputDataConfig_S3Key').getAttribute('aria-describedby')) ?? '',
        /problems_request_InputDataConfig_S3Key/,
      );
      await inForm('.field')
        .getByRole('button', { name: /slash.*Folder/i })
        .click();
      await holds(field('InputDataConfig_S3Key'), 'notes/');
      await inForm('code.json').getByText('"records team"').waitFor();
      await inForm('.state').getByText('1 error').waitFor();
      await field('KMSKey').click();
      await press('ArrowDown');
      await inForm('.about').getByText('Could not list KMS keys: not allowed (kms:ListAliases).').waitFor();
      await picture(workbench, 'form-denied');
      await type('alias/records');
      await press('Tab');
      // The summary leads to the problem even if its section is collapsed.
      await inForm('.summary summary').click();
      await inForm('.summary').getByRole('button', { name: /Owner/ }).click();
      await inForm('.field')
        .getByRole('button', { name: /Remove this member/ })
        .click();
      await inForm('.state').getByText('Ready to start').waitFor();
      await save();
      proxy.forget();
      await isOnDisk(
        'commented.awsjob.json',
        commented
          .replace('"/notes/"', '"notes/"')
          .replace(',\n    "Owner": "records team"', ',\n    "KMSKey": "alias/records"'),
      );
    });

    it('edits a file that is also edited as text beside it, and loses no change of either', async () => {
      const { workbench } = session();
      await workbench.command('View: Split Editor Right');
      await workbench.page.locator('.editor-group-container').nth(1).waitFor();
      const line = (text: string): Locator => workbench.page.locator('.view-line', { hasText: text }).first();
      await workbench.editorActionFor('Open as Text', line('Nightly, by the records team'));
      // From the form to the text.
      await field('JobName').click();
      await type('nightly');
      await line('"JobName": "nightly",').waitFor();
      // From the text to the form.
      assert.equal(await focused(), 'field_request_JobName');
      await picture(workbench, 'form-side-by-side');
      await line('"S3Key": "icd/"').click();
      await press('End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
      await type('2026/');
      await line('"S3Key": "icd/2026/"').waitFor();
      await holds(field('OutputDataConfig_S3Key'), 'icd/2026/');
      // Text that is not JSON is left alone.
      await press('End');
      await type('{');
      await inForm('.broken')
        .getByText(/Line 8/)
        .waitFor();
      await picture(workbench, 'form-broken');
      await press('Backspace');
      await inForm('.broken').waitFor({ state: 'hidden' });
      assert.equal(await field('JobName').inputValue(), 'nightly');
      await workbench.command('File: Save');
      await workbench.page.locator('.tabs-container .tab.dirty').first().waitFor({ state: 'detached' });
      await workbench.command('View: Close All Editors');
    });

    it('reports no empty field before the user has left it, and keeps the title and Start in view', async () => {
      const { workbench } = session();
      await workbench.command('AWS Jobs: New Job (Form)');
      await workbench.answer('RxNorm');
      await workbench.answer('calm');
      await inForm('h1').getByText('RxNorm').waitFor();
      const problems = inForm('.field .problems > li:visible');
      await field('InputDataConfig_S3Bucket').click();
      await suggestion('example-clinical-notes').waitFor();
      await press('Escape');
      await type('s3://');
      await holds(field('InputDataConfig_S3Bucket'), 's3://');
      await inForm('.state').getByText('Fill in the required fields').waitFor();
      assert.equal(await problems.count(), 0, 'while typing');
      await press('Escape', 'Tab');
      await problems.first().waitFor();
      assert.equal(await field('InputDataConfig_S3Bucket').getAttribute('aria-invalid'), 'true');
      assert.equal(await field('DataAccessRoleArn').getAttribute('aria-invalid'), 'false', 'not visited yet');
      await field('DataAccessRoleArn').scrollIntoViewIfNeeded();
      const frame = await frameOf();
      await frame.evaluate('scrollTo({ top: document.body.scrollHeight })');
      assert.deepEqual(
        await frame.evaluate('[scrollY > 0, document.querySelector("header").getBoundingClientRect().top]'),
        [true, 0],
      );
      await workbench.command('File: Revert File');
      await workbench.command('View: Close All Editors');
    });

    it('fills an empty file for the chosen kind of job', async () => {
      const { workbench } = session();
      await workbench.quickOpen('empty.awsjob.json');
      await workbench.editorActionFor('Open as Form', inForm('#begin'));
      await inForm('#begin').selectOption({ label: 'ID Mapping' });
      await inForm('h1').getByText('ID Mapping').waitFor();
      await field('workflowName').click();
      await suggestion('patient-id-mapping').click();
      await press('Tab');
      await inForm('.about')
        .getByText(/Type: rule-based/)
        .waitFor();
      await inForm('section').getByRole('button', { name: 'Add: Results of this run' }).click();
      await field('outputSourceConfig_0_outputS3Path').click();
      await press('ArrowDown');
      await suggestion('s3://example-results/').click();
      await press('Escape');
      await save();
      await isOnDisk(
        'empty.awsjob.json',
        /"request": \{\n {4}"workflowName": "patient-id-mapping",\n {4}"outputSourceConfig": \[\n {6}\{\n {8}"roleArn": "",\n {8}"outputS3Path": "s3:\/\/example-results\/"\n/,
      );
      assert.equal(
        await inForm('section').getByRole('button', { name: 'Add: Results of this run' }).count(),
        0,
        'only one can be added',
      );
    });

    it('opens from the Explorer', async () => {
      const { workbench } = session();
      await workbench.openContainer('Explorer');
      await (await workbench.contextMenuItem(workbench.explorerRow('made.awsjob.json'), 'Open as Form')).click();
      await inForm('h1').getByText('PHI Detection').waitFor();
      await inForm('.state')
        .getByText(/Ready to start/)
        .waitFor();
    });

    it('keeps its state when it is hidden and when the window is reloaded', async () => {
      const { workbench } = session();
      const asLeft = async (): Promise<void> => {
        await inForm('#field_request_DataAccessRoleArn').waitFor();
        await inForm('#help_request_JobName').waitFor({ state: 'visible' });
        await until('the focus where it was', async () => (await focused()) === 'field_request_DataAccessRoleArn');
      };
      await workbench.webview().getByRole('button', { name: 'More about Job name' }).click();
      await field('DataAccessRoleArn').click();
      await workbench.quickOpen('README.md');
      await workbench.page.locator('.tab', { hasText: 'made.awsjob.json' }).first().click();
      await asLeft();
      await workbench.reload();
      await workbench.tab('made.awsjob.json').click();
      await asLeft();
      // The form never connects by itself: it says so and offers to.
      await inForm('.overview').getByRole('button', { name: 'Connect', exact: true }).click();
      await inForm('.connection').getByText('clinic · account 000000000000').waitFor();
    });

    for (const [theme, kind] of themesOf('Dark Modern')) {
      it(`is accessible in ${theme}: axe finds no violation; takes pictures of every section`, async () => {
        const { workbench } = session();
        await workbench.command('Preferences: Color Theme');
        await workbench.answer(theme);
        await until(
          'the theme in the form',
          async () => (await (await frameOf()).evaluate('document.body.dataset.vscodeThemeKind')) === kind,
        );
        await assertAccessible();
        const name = theme.replaceAll(' ', '-').toLowerCase();
        const sections = await inForm('section h2').allInnerTexts();
        for (const [index, section] of sections.entries()) {
          await (await frameOf()).evaluate(
            `document.querySelectorAll('section h2')[${index}].scrollIntoView({ block: 'start' })`,
          );
          await picture(workbench, `form-${name}-${section.toLowerCase()}`);
        }
        if (theme === 'Light Modern' || theme === 'Light High Contrast') return;
        await field('OutputDataConfig_S3Key').fill('/x//');
        await inForm('.field .problems .warning').first().waitFor();
        await field('DataAccessRoleArn').click();
        await press('ArrowDown');
        await suggestion('ComprehendMedicalData').waitFor();
        await picture(workbench, `form-${name}-problem`);
        await assertAccessible();
        await press('Escape');
        await inForm('button').filter({ hasText: 'Browse' }).first().click();
        await suggestion('note-12.txt').waitFor();
        await picture(workbench, `form-${name}-browser`);
        await assertAccessible();
        await press('Escape');
        await workbench.command('File: Revert File');
      });
    }

    it('fits a column of 400 pixels and a window at 200% zoom', async () => {
      const { workbench } = session();
      const overflow = async (): Promise<unknown> =>
        (await frameOf()).evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      const width = async (): Promise<unknown> => (await frameOf()).evaluate('innerWidth');
      const wide = await width();
      await workbench.page.setViewportSize({ width: 400 + 50 + 300, height: 900 });
      await until('the form to be narrow', async () => Number(await width()) < Math.min(450, Number(wide)));
      await picture(workbench, 'form-narrow');
      assert.equal(await overflow(), 0);
      const narrow = await width();
      await workbench.page.setViewportSize({ width: 700, height: 450 });
      await until('the form to be laid out anew', async () => (await width()) !== narrow);
      await picture(workbench, 'form-zoomed');
      assert.equal(await overflow(), 0);
      await workbench.page.setViewportSize({ width: 1400, height: 900 });
    });

    it('sent no request outside this machine and left no unhandled error', () => {
      assertCalm(session().workbench);
    });
  });
}
