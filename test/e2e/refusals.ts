// What a user sees when something is wrong with the file, the connection, the workspace or the service.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { htmlPage, serviceError } from '../contract/faultProxy.ts';
import { connect, setScene } from './scenes.ts';
import { type ServiceSession, assertCalm, picture } from './support.ts';

const wrong = `{
  "action": "comprehendmedical:StartEntitiesDetectionV2Job",
  "account": "000000000000",
  "request": {
    "JobName": "notes",
    "InputDataConfig": { "S3Bucket": "my-notes", "S3Key": "notes/" },
    "OutputDataConfig": { "S3Bucket": "my-results" },
    "DataAccessRoleArn": "arn:aws:iam::000000000000:user/me",
    "LanguageCode": "en"
  }
}
`;

/** Scene of a session that is connected. */
export function describeRefusals(session: () => ServiceSession): void {
  describe('when something is wrong', () => {
    setScene(session, {
      files: { 'wrong.awsjob.json': wrong },
    });
    before(async () => {
      session().proxy.forget();
      await connect(session(), 'clinic');
    });

    /** Presses the button on a spec. */
    const press = async (file: string, shown: Locator): Promise<void> => {
      const { workbench } = session();
      await workbench.command('Notifications: Clear All Notifications');
      await workbench.quickOpen(file);
      await workbench.editorActionFor('Start Job', shown);
    };
    const start = async (file: string): Promise<void> => {
      const confirm = session().workbench.dialogButton('Start Job');
      await press(file, confirm);
      await confirm.click();
    };

    it("shows a file's problems where they occur and sends nothing", async () => {
      const { workbench } = session();
      await press('wrong.awsjob.json', workbench.notification('wrong.awsjob.json was not started'));
      await workbench.notificationButton('wrong.awsjob.json was not started', 'Show Problems').click();
      await workbench.problem(/IAM user/).waitFor();
      await picture(workbench, 'problems');
      assert.equal(session().proxy.count('StartEntitiesDetectionV2Job'), 0);
    });

    it('explains a refusal of the service and says that nothing was started', async () => {
      const { workbench } = session();
      session().proxy.next('StartEntitiesDetectionV2Job', serviceError('AccessDeniedException', 400));
      await start('notes.awsjob.json');
      await workbench.notification('notes.awsjob.json was not started. You do not have permission').waitFor();
      await workbench.notificationButton('was not started', 'Show Log').waitFor();
      await picture(workbench, 'refused');
      assert.equal(session().proxy.count('StartEntitiesDetectionV2Job'), 1);
    });

    it('says that a start is unclear if its answer was lost, looks for the job and finds it', async () => {
      const { workbench } = session();
      session().proxy.forget();
      session().proxy.next('StartEntitiesDetectionV2Job', { kind: 'reset', forward: true });
      await start('notes.awsjob.json');
      await workbench.notification('notes.awsjob.json may or may not have started').waitFor();
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow(/notes.*(Submitted|In progress|Completed)/).waitFor();
      assert.equal(session().proxy.count('StartEntitiesDetectionV2Job'), 1);
    });

    it('shows an unknown status as the service names it and recovers', async () => {
      const { workbench } = session();
      session().proxy.always('ListPHIDetectionJobs', {
        kind: 'rewrite',
        change: answer =>
          JSON.parse(
            JSON.stringify(answer).replaceAll(/"JobStatus":"[A-Z_]+"/g, '"JobStatus":"AWAITING_REVIEW"'),
          ) as unknown,
      });
      await start('phi.awsjob.json');
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow(/AWAITING_REVIEW/).waitFor();
      session().proxy.forget();
      await workbench.treeRow(/phi.*Completed/i).waitFor();
    });

    it('says since when the jobs are out of date if refreshing fails, and recovers', async () => {
      const { workbench } = session();
      await start('rxnorm.awsjob.json');
      await workbench.notification(/Started .+\./).waitFor();
      session().proxy.always('ListRxNormInferenceJobs', htmlPage(502));
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow(/Not updated since/).waitFor();
      await picture(workbench, 'stale');
      session().proxy.forget();
      await workbench.treeRow(/Not updated since/).click();
      await workbench.treeRow(/rxnorm.*Completed/i).waitFor();
      await workbench.treeRow(/Not updated since/).waitFor({ state: 'detached' });
    });

    it("copies diagnostics without the user's names and account numbers", async () => {
      const { workbench } = session();
      await workbench.command('AWS Jobs: Show Diagnostics');
      const lines = workbench.page.locator('.editor-instance .view-lines');
      await lines.filter({ hasText: /ends\sin\s0000/ }).waitFor();
      await workbench.page.locator('.codelens-decoration a', { hasText: 'Copy' }).waitFor();
      await picture(workbench, 'diagnostics');
      assert.doesNotMatch(await lines.innerText(), /clinic|000000000000/);
      await workbench.page.locator('.codelens-decoration a', { hasText: 'Copy' }).click();
      await workbench.statusBarItem('Copied the diagnostics').waitFor();
    });

    it('says why there is no connection and shows the next steps as rows', async () => {
      const { workbench } = session();
      session().proxy.always('GetCallerIdentity', {
        kind: 'answer',
        status: 403,
        headers: { 'content-type': 'text/xml' },
        body: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
      });
      await connect(session(), 'clinic');
      await workbench.notification('has expired').waitFor();
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow('Try Again').waitFor();
      await workbench.page.locator('.sidebar', { hasText: 'has expired' }).waitFor();
      await picture(workbench, 'not-connected');
      session().proxy.forget();
      await workbench.treeRow('Try Again').click();
      await workbench.treeRow(/rxnorm.*Completed/i).waitFor();
    });

    it('left no unhandled error', () => {
      assertCalm(session().workbench);
    });
  });
}
