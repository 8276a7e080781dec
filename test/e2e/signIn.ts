// An expired IAM Identity Center session: a button signs in with exactly that profile. Expired keys have no sign-in.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import { until } from '../pace.ts';
import { connect, setScene } from './scenes.ts';
import { type ServiceSession, assertCalm, picture } from './support.ts';

/** The profiles that the session needs. */
export const signInProfiles = `[profile night-shift]
sso_session = hospital
sso_account_id = 000000000000
sso_role_name = Data
region = us-east-1
[sso-session hospital]
sso_start_url = https://hospital.invalid/start
sso_region = us-east-1
`;

const home = makeScratch();
const told = join(home, 'arguments');
const renewed = JSON.stringify({
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  request: {
    JobName: 'renewed',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'renewed/' },
  },
});

/** Makes the home that the session needs, with a program instead of the AWS CLI. Returns its path. */
export function signInHome(): string {
  mkdirSync(home, { recursive: true });
  // Writes its arguments to a file, one per line, and keeps running, like a sign-in that waits for the browser.
  writeFileSync(
    join(home, 'aws'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}.part' && mv '${told}.part' '${told}'\nread -r _\n`,
  );
  chmodSync(join(home, 'aws'), 0o755);
  // The editor looks for programs on the PATH of the user's login shell.
  writeFileSync(join(home, '.profile'), `PATH='${home}${delimiter}'"$PATH"\nexport PATH\n`);
  return home;
}

/** Scene of a session with these profiles and this home; opens a terminal. */
export function describeSignIn(session: () => ServiceSession): void {
  describe('an expired session', () => {
    setScene(session, {
      files: { 'renewed.awsjob.json': renewed },
    });
    before(async () => {
      session().proxy.forget();
      await connect(session(), 'night-shift');
    });
    after(() => {
      removeScratch(home);
    });

    it('signs in with exactly that profile, in a terminal', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.treeRow('Sign In').waitFor();
      await workbench.page
        .locator('.sidebar', { hasText: 'You are not signed in with the profile “night-shift”' })
        .waitFor();
      await workbench.statusBarItem('night-shift: not signed in').waitFor();
      await picture(workbench, 'signed-out');
      await workbench.treeRow(/^Sign In/).click();
      await until('the sign-in to be started', () => existsSync(told));
      assert.deepEqual(readFileSync(told, 'utf8').trimEnd().split('\n'), ['sso', 'login', '--profile', 'night-shift']);
      await workbench.page.locator('.terminal-outer-container, .terminal-wrapper').first().waitFor();
    });

    it('copies the command for use in another terminal', async () => {
      const { workbench } = session();
      await workbench.treeRow('Copy Sign-In Command').click();
      assert.equal(await workbench.clipboard(/^aws /), 'aws sso login --profile night-shift');
    });

    it('offers no sign-in for expired keys', async () => {
      const { workbench, proxy } = session();
      proxy.always('GetCallerIdentity', {
        kind: 'answer',
        status: 403,
        headers: { 'content-type': 'text/xml' },
        body: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
      });
      await connect(session(), 'clinic');
      await workbench.page.locator('.sidebar', { hasText: 'Put new keys into the AWS credentials file' }).waitFor();
      await workbench.treeRow('Try Again').waitFor();
      assert.equal(
        (await workbench.treeRows('Sign In').count()) + (await workbench.treeRows('Copy Sign-In Command').count()),
        0,
      );
    });

    it('is over by itself once the keys are renewed, and the next start works', async () => {
      const { workbench, proxy } = session();
      proxy.forget();
      session().renewCredentials();
      await workbench.statusBarItem('clinic · 000000000000').waitFor();
      await workbench.quickOpen('renewed.awsjob.json');
      const confirm = workbench.dialogButton('Start Job');
      await workbench.editorActionFor('Start Job', confirm);
      await confirm.click();
      await workbench.treeRow(/renewed.*(Submitted|In progress|Completed)/).waitFor();
      assert.equal(proxy.count('StartEntitiesDetectionV2Job'), 1);
    });

    it('left no unhandled error', () => {
      assertCalm(session().workbench);
    });
  });
}
