// What a user sees of the checks before a start: the report, the policies, and a protected connection.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { until } from '../pace.ts';
import { setScene } from './scenes.ts';
import { type ServiceSession, assertCalm, picture } from './support.ts';

const spec = (name: string, role: string): string =>
  JSON.stringify(
    {
      action: 'comprehendmedical:StartEntitiesDetectionV2Job',
      region: 'us-east-1',
      request: {
        JobName: name,
        LanguageCode: 'en',
        DataAccessRoleArn: `arn:aws:iam::000000000000:role/${role}`,
        InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
        OutputDataConfig: { S3Bucket: 'example-results', S3Key: `${name}/` },
      },
    },
    null,
    2,
  );

const files = {
  'good.awsjob.json': spec('good', 'ComprehendMedicalData'),
  'readonly.awsjob.json': spec('readonly', 'ReadOnlyData'),
};

/** Scene of a session whose connection is protected. */
export function describePreflight(session: () => ServiceSession): void {
  describe('the checks before a start, on a protected connection', () => {
    setScene(session, {
      files,
    });
    before(() => {
      session().proxy.forget();
    });

    it('show what would go wrong, and what to do', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Check Before Start', 'readonly.awsjob.json');
      await workbench.notification(/readonly\.awsjob\.json: 2 problems/).waitFor();
      const page = workbench.webview();
      await page.getByRole('heading', { name: 'To do' }).waitFor();
      await page
        .getByText(/They do not allow s3:PutObject on arn:aws:s3:::example-results\/readonly/)
        .first()
        .waitFor();
      await picture(workbench, 'preflight-report');
      assert.equal(session().proxy.count('StartEntitiesDetectionV2Job'), 0);
    });

    it('copy the policy that the role lacks', async () => {
      const { workbench } = session();
      await workbench.notificationButton(/readonly\.awsjob\.json: 2 problems/, 'Copy Least-Privilege Policies').click();
      await workbench.quickPickRow('Permissions of the Role').click();
      await workbench.clipboard(/"s3:PutObject"[^]*"arn:aws:s3:::example-results\/readonly\/\*"/);
    });

    it('have the policies validated by IAM Access Analyzer, if asked', async () => {
      const { workbench } = session();
      await workbench.pick(
        'AWS Jobs: Copy Least-Privilege Policies',
        'readonly.awsjob.json',
        'Validate with IAM Access Analyzer',
      );
      await workbench.notification('IAM Access Analyzer found nothing to correct.').waitFor();
    });

    it('refuse a start with a problem', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Start Job', 'readonly.awsjob.json');
      await workbench.notification(/readonly\.awsjob\.json was not started\. The connection is protected/).waitFor();
      await picture(workbench, 'preflight-refused');
      assert.equal(session().proxy.count('StartEntitiesDetectionV2Job'), 0);
    });

    it('let a start go on once the name of the job is typed', async () => {
      const { workbench } = session();
      await workbench.pick('AWS Jobs: Start Job', 'good.awsjob.json');
      await workbench.dialogButton('Start Job').waitFor();
      assert.match(await workbench.dialog().innerText(), /Checks: \d+ passed/);
      await picture(workbench, 'preflight-confirmation');
      await workbench.dialogButton('Start Job').click();
      await workbench.quickInput().waitFor();
      await workbench.quickInput().fill('goo');
      await workbench.page.locator('.quick-input-widget', { hasText: 'This is not the name of the job.' }).waitFor();
      await picture(workbench, 'preflight-name');
      assert.equal(session().proxy.count('StartEntitiesDetectionV2Job'), 0);
      await workbench.answer('good');
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow(/good.*(Submitted|In progress|Completed)/).waitFor();
      assert.equal(session().proxy.count('StartEntitiesDetectionV2Job'), 1);
    });

    it('have a report whose headings and lists are in order', async () => {
      const { workbench } = session();
      await workbench.tab('Check readonly.awsjob.json.md').click();
      // The preview is the editor's own, and is loaded again when it is shown.
      const violations = await until('the answer of axe', async () => {
        const frame = await (await workbench.webview().locator('h1').elementHandle())?.ownerFrame();
        await frame?.evaluate(axe.source);
        return frame?.evaluate(
          "axe.run({ runOnly: ['heading-order', 'list', 'listitem'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
        );
      });
      assert.deepEqual(violations, []);
    });

    it('left no unhandled error', () => {
      assertCalm(session().workbench);
    });
  });
}
