// An expired IAM Identity Center session: a button signs in with exactly that profile. Expired keys have no sign-in.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import { bound, until } from '../pace.ts';
import { type ServiceSession, assertCalm, openServiceSession, picture, pictureOfFailure } from './support.ts';

const profiles = `[profile night-shift]
sso_session = hospital
sso_account_id = 000000000000
sso_role_name = Data
region = us-east-1
[sso-session hospital]
sso_start_url = https://hospital.invalid/start
sso_region = us-east-1
`;

describe('an expired session', () => {
  const bin = makeScratch();
  const told = join(bin, 'arguments');
  let session: ServiceSession;

  before(async () => {
    mkdirSync(bin, { recursive: true });
    // Replaces the AWS CLI: writes its arguments to a file, one per line, and keeps running, like a sign-in that waits
    // for the browser.
    writeFileSync(
      join(bin, 'aws'),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}.part' && mv '${told}.part' '${told}'\nread -r _\n`,
    );
    chmodSync(join(bin, 'aws'), 0o755);
    // The editor looks for programs on the PATH of the user's login shell.
    writeFileSync(join(bin, '.profile'), `PATH='${bin}${delimiter}'"$PATH"\nexport PATH\n`);
    session = await openServiceSession({
      jobSeconds: 600,
      profiles,
      settings: { 'awsJobs.connection': { profile: 'night-shift', region: 'us-east-1' } },
      env: { HOME: bin },
    });
  });
  afterEach(async function () {
    await pictureOfFailure(this.currentTest, session?.workbench);
  });
  after(async () => {
    await session?.stop();
    removeScratch(bin);
  });

  it('signs in with exactly that profile, in a terminal', async () => {
    const { workbench } = session;
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
    const { workbench } = session;
    await workbench.treeRow('Copy Sign-In Command').click();
    assert.equal(await workbench.clipboard(/^aws /), 'aws sso login --profile night-shift');
  });

  it('offers no sign-in for expired keys', async () => {
    const { workbench, proxy } = session;
    proxy.always('GetCallerIdentity', {
      kind: 'answer',
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
    });
    await workbench.pick('AWS Jobs: Select Connection', /clinic\s*us-east-1/, /us-east-1/, 'All workspaces');
    await workbench.page.locator('.sidebar', { hasText: 'Put new keys into the AWS credentials file' }).waitFor();
    await workbench.treeRow('Try Again').waitFor();
    assert.equal(
      (await workbench.treeRows('Sign In').count()) + (await workbench.treeRows('Copy Sign-In Command').count()),
      0,
    );
  });

  it('is over by itself once the keys are renewed, and the next start works', async () => {
    const { workbench, proxy } = session;
    proxy.forget();
    session.renewCredentials();
    await workbench.statusBarItem('clinic · 000000000000').waitFor();
    await workbench.quickOpen('notes.awsjob.json');
    const confirm = workbench.dialogButton('Start Job');
    // The editor draws its title anew when the connection comes back, and may lose a click meanwhile.
    await until('the confirmation', async () => {
      if (await confirm.isVisible()) return true;
      await workbench.editorAction('Start Job').click({ timeout: bound(5_000) });
      return confirm.waitFor({ timeout: bound(10_000) }).then(
        () => true,
        () => false,
      );
    });
    await confirm.click();
    await workbench.treeRow(/notes.*(Submitted|In progress)/).waitFor();
    assert.equal(proxy.count('StartEntitiesDetectionV2Job'), 1);
  });

  it('left no unhandled error', () => {
    assertCalm(session.workbench);
  });
});
