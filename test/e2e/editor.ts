// Writing a spec: the suggestions, warnings and fixes a user sees.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { serviceError } from '../contract/faultProxy.ts';
import { setScene } from './scenes.ts';
import { type ServiceSession, assertCalm, picture } from './support.ts';

const draft = `{
  "action": "comprehendmedical:StartPHIDetectionJob",
  "region": "us-east-1",
  "request": {
    "InputDataConfig": {
      "S3Bucket": "",
      "S3Key": ""
    },
    "OutputDataConfig": { "S3Bucket": "example-results", "S3Key": "phi/" },
    "DataAccessRoleArn": "",
    "LanguageCode": "en"
  }
}
`;

/** A spec with one problem, which has a fix. */
const mendable = `{
  "action": "comprehendmedical:StartEntitiesDetectionV2Job",
  "region": "us-east-1",
  "request": {
    "InputDataConfig": { "S3Bucket": "example-clinical-notes", "S3Key": "/notes/" },
    "OutputDataConfig": { "S3Bucket": "example-results", "S3Key": "entities/" },
    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData",
    "LanguageCode": "en"
  }
}
`;

/** An incremental job of a workflow that is not set up for incremental runs. */
const doubted = `{
  "action": "entityresolution:StartIdMappingJob",
  "request": {
    "workflowName": "patient-id-mapping",
    "jobType": "INCREMENTAL"
  }
}
`;

/** A prompt with links, an icon and an invisible character, meant to be more than text. */
const hostilePrompt = '[click](command:workbench.action.closeActiveEditor) [site](https://example.org) $(trash)\u3164';
const hostile = mendable
  .replace('"request": {', `"request": { "JobName": "\${input:${hostilePrompt}}",`)
  .replace('"/notes/"', '"notes/"');

const files = {
  'draft.awsjob.json': draft,
  'mendable.awsjob.json': mendable,
  'doubted.awsjob.json': doubted,
  'hostile.awsjob.json': hostile,
  'mendable.awsjobs.json': '[\n  { "JobName": "one" },\n  { "JobName": "two", "OutputDataConfig.S3Key": "/two/" }\n]\n',
  'broken.awsjob.json': '{ "action": "comprehendmedical:StartPHIJob", "request": {} }',
};

/** Scene of a session without jobs. */
export function describeEditor(session: () => ServiceSession): void {
  describe('writing a spec', () => {
    setScene(session, { files });

    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await session().workbench.page.keyboard.press(key);
    };
    /** The first line of the active editor that has this text. */
    const line = (text: string | RegExp): Locator =>
      session().workbench.page.locator('.editor-group-container.active .view-line', { hasText: text }).first();
    const suggestion = (text: string | RegExp): Locator =>
      session().workbench.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: text }).first();
    /** Moves the cursor to a line and column of the active editor; both count from 1. */
    const goTo = async (lineNumber: number, column: number): Promise<void> => {
      const { workbench } = session();
      await workbench.choose(
        () => workbench.openQuickInput('Control+G', `:${lineNumber}:${column}`),
        new RegExp(`line ${lineNumber} at column ${column}`),
      );
      await workbench.statusBarItem(`Ln ${lineNumber}, Col ${column}`).waitFor();
    };

    it("suggests the account's buckets, then the folders of the chosen bucket", async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.statusBarItem('clinic').waitFor();
      const welcome = workbench.page.locator('.sidebar .welcome-view', { hasText: 'There are no jobs yet' });
      await welcome.filter({ hasText: 'New Job (Form)' }).waitFor();
      await workbench.quickOpen('draft.awsjob.json');
      await goTo(6, 20);
      await workbench.pressFor('Control+Space', suggestion('example-clinical-notes'));
      await suggestion('example-patients').waitFor();
      await picture(workbench, 'live-buckets');
      await workbench.page.keyboard.type('clin');
      await suggestion('example-patients').waitFor({ state: 'detached' });
      await press('Enter');
      await line('"S3Bucket": "example-clinical-notes",').waitFor();

      await goTo(7, 17);
      await workbench.pressFor('Control+Space', suggestion('notes/'));
      await press('Enter');
      await suggestion('notes/note-01.txt').waitFor();
      await line('"S3Key": "notes/"').waitFor();
      await picture(workbench, 'live-keys');
      await press('Escape');
    });

    it('suggests the roles, with the one that trusts the service first', async () => {
      const { workbench } = session();
      await goTo(10, 27);
      await workbench.pressFor('Control+Space', suggestion('ComprehendMedicalData'));
      await suggestion('ExampleAnalysts').waitFor();
      const rows = await workbench.page.locator('.suggest-widget.visible .monaco-list-row').allInnerTexts();
      assert.match(rows[0] ?? '', /ComprehendMedicalData/);
      assert.match(rows[0] ?? '', /trusts the service/);
      await picture(workbench, 'live-roles');
      await press('Enter');
      await line('"DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData",').waitFor();
    });

    it('suggests the regions of the connection and the profiles first', async () => {
      const { workbench } = session();
      await goTo(3, 14);
      await workbench.pressFor('Control+Space', suggestion('eu-west-2'));
      const rows = await workbench.page.locator('.suggest-widget.visible .monaco-list-row').allInnerTexts();
      assert.match(rows[0] ?? '', /us-east-1[^]*connected, clinic/);
      assert.match(rows[1] ?? '', /sa-east-1[^]*elsewhere/);
      await picture(workbench, 'live-regions');
      await press('Escape');
    });

    it('shows the text of a prompt with nothing in it to click', async () => {
      const { workbench } = session();
      await workbench.quickOpen('hostile.awsjob.json');
      await workbench.pick('AWS Jobs: Copy Request JSON', 'hostile.awsjob.json');
      const message = workbench.page.locator('.quick-input-widget .quick-input-message', { hasText: '[click]' });
      await message.waitFor();
      const text = (await message.innerText()).replaceAll('\u200b', '');
      assert.ok(text.includes(hostilePrompt.replace('\u3164', '\\u{3164}')), text);
      assert.equal(
        await workbench.page
          .locator(
            '.quick-input-widget :is(.quick-input-message, .quick-input-description, .quick-input-title) :is(a, [class*=codicon-])',
          )
          .count(),
        0,
      );
      await picture(workbench, 'hostile-prompt');
      await press('Escape');
      await message.waitFor({ state: 'hidden' });
    });

    it('shows one row that says what is not allowed', async () => {
      const { workbench } = session();
      // The refusal is kept for a minute; no other test lists matching workflows.
      session().proxy.always('ListMatchingWorkflows', serviceError('AccessDeniedException', 403));
      await workbench.quickOpen('matching.awsjob.json');
      await goTo(11, 22);
      await workbench.pressFor(
        'Control+Space',
        suggestion('Workflows: not allowed (entityresolution:ListMatchingWorkflows)'),
      );
      await picture(workbench, 'live-denied');
      await press('Enter');
      await line('"workflowName": "patient-matching",').waitFor();
      await workbench.command('File: Revert File');
    });

    it('describes a workflow in a hover and warns that the job type does not fit it', async () => {
      const { workbench } = session();
      const hover = (text: string | RegExp): Locator =>
        workbench.page.locator('.monaco-hover:not(.hidden)', { hasText: text }).first();
      await workbench.quickOpen('doubted.awsjob.json');
      await workbench.page.locator('.editor-group-container.active .squiggly-warning').first().waitFor();
      await goTo(4, 25);
      await workbench.commandFor(
        'Show or Focus Hover',
        hover(/ID Mapping workflow, RULE_BASED, not set up for incremental runs\.[^]*Not run yet\./),
      );
      await picture(workbench, 'hover-workflow');
      await press('Escape');
      await goTo(5, 20);
      await workbench.commandFor('Show or Focus Hover', hover('a job of type INCREMENTAL may be refused'));
      await picture(workbench, 'hover-doubt');
      await press('Escape');
    });

    it('suggests columns and buckets in a table of runs, and fixes a cell by keyboard', async () => {
      const { workbench } = session();
      await workbench.quickOpen('mendable.awsjobs.json');
      await workbench.page.locator('.editor-group-container.active .squiggly-warning').first().waitFor();
      await goTo(2, 21);
      await workbench.page.keyboard.type(', ');
      await workbench.pressFor('Control+Space', suggestion('InputDataConfig.S3Bucket'));
      await suggestion('InputDataConfig.S3Bucket').click();
      await suggestion('example-patients').waitFor();
      await picture(workbench, 'table-buckets');
      await suggestion('example-patients').click();
      await line('{ "JobName": "one", "InputDataConfig.S3Bucket": "example-patients" },').waitFor();
      await goTo(3, 50);
      const fix = workbench.page.locator('.action-widget .monaco-list-row', {
        hasText: 'Remove the slash at the start',
      });
      await workbench.pressFor('Control+.', fix);
      await picture(workbench, 'table-fix');
      await press('Enter');
      await line('"OutputDataConfig.S3Key": "two/" }').waitFor();
      await workbench.command('File: Revert File');
    });

    it('shows a squiggle at the problem and fixes it by keyboard', async () => {
      const { workbench } = session();
      await workbench.quickOpen('mendable.awsjob.json');
      await workbench.page
        .locator('.editor-group-container.active .squiggly-warning, .editor-group-container.active .squiggly-error')
        .first()
        .waitFor();
      await goTo(5, 76);
      await workbench.pressFor('Control+.', workbench.page.locator('.action-widget').first());
      await picture(workbench, 'quick-fix');
      await press('Enter');
      await line('"S3Key": "notes/" }').waitFor();
      await workbench.page
        .locator('.editor-group-container.active .squiggly-warning, .editor-group-container.active .squiggly-error')
        .first()
        .waitFor({ state: 'detached' });
    });

    it('starts the job from the code lens and shows its result there', async () => {
      const { workbench } = session();
      await press('Control+S');
      const lens = (text: string | RegExp): Locator =>
        workbench.page.locator('.editor-group-container.active .codelens-decoration a', { hasText: text }).first();
      await lens('Check').waitFor();
      await lens('Start').click();
      await workbench.notification(/Started .+\./).waitFor();
      await lens(/Last run: Completed/).waitFor();
      await picture(workbench, 'lenses');
    });

    it('creates a spec from the palette: kind, name, and a template whose first placeholder is selected', async () => {
      const { workbench } = session();
      await workbench.command('AWS Jobs: New Job Spec');
      await workbench.quickPickRow('RxNorm Inference').waitFor();
      await picture(workbench, 'new-kind');
      await workbench.quickPickRow('RxNorm Inference').click();
      await workbench.answer('medication');
      await workbench.tab('medication.awsjob.json').waitFor();
      await line('comprehendmedical:StartRxNormInferenceJob').waitFor();
      await line('"account": "000000000000",').waitFor();
      await picture(workbench, 'new-template');
      await workbench.page.keyboard.type('eu-west-1');
      await line('"region": "eu-west-1",').waitFor();
      await press('Escape', 'Escape', 'Control+S');
    });

    it('checks every spec in the folder and lists the problems in the Problems view', async () => {
      const { workbench } = session();
      await workbench.command('Notifications: Clear All Notifications');
      await workbench.command('AWS Jobs: Check All Job Specs');
      await workbench.notification(/\d+ job specs checked: 1 with errors/).waitFor();
      await workbench.notificationButton('job specs checked', 'Show Problems').click();
      await workbench.problem('broken.awsjob.json').waitFor();
      await workbench.problem(/Set action to one of/).waitFor();
      await picture(workbench, 'check-all');
    });

    it('sent no request outside this machine and left no unhandled error', () => {
      assertCalm(session().workbench);
    });
  });
}
