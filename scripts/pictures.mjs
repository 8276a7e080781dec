// Takes the pictures of the README: `npm run pictures`. They show the packaged extension in a real workbench, with
// the jobs of the sandbox and the invented notes of the examples.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch } from './processes.mjs';
import {
  continueUnderNode24,
  ensureChromium,
  ensureDependencies,
  ensureWorkbench,
  hasOfflineWorkbench,
  root,
} from './toolchain.mjs';

await continueUnderNode24();
if (!hasOfflineWorkbench) throw new Error('The pictures can be taken on Linux only.');
await ensureDependencies();
await ensureWorkbench();
await ensureChromium();
const { packageVsix } = await import('./package.mjs');
process.env.VSIX = await packageVsix(join(makeScratch(), 'extension.vsix'));
const { openSession } = await import('../test/e2e/support.ts');

const folder = join(root, 'docs', 'images');
mkdirSync(folder, { recursive: true });

const session = await openSession({
  viewport: { width: 1280, height: 800 },
  settings: {
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'workbench.activityBar.location': 'default',
    'awsJobs.sandbox.jobSeconds': 6,
  },
});
try {
  await takePictures(session.workbench);
} finally {
  await session.stop();
}

/** @param {import('../test/workbench/driver.ts').Workbench} workbench */
async function takePictures(workbench) {
  const { page } = workbench;
  const picture = async name => {
    for (let count = 0; count < 2; count += 1) await workbench.command('Notifications: Clear All Notifications');
    // The pointer's hover would hide what is under it.
    await page.mouse.move(640, 798);
    await workbench.screenshot(join(folder, `${name}.png`));
  };
  await workbench.openContainer('AWS Jobs');
  await page.locator('.sidebar .welcome-view .monaco-button', { hasText: 'Try in the Local Sandbox' }).click();
  await workbench.statusBarItem('Local Sandbox (simulated)').waitFor();
  for (const spec of ['notes', 'icd10cm', 'phi', 'matching', 'patients']) {
    await workbench.pick('AWS Jobs: Start Job', `${spec}.awsjob.json`);
    await workbench.dialogButton('Start Job').click();
  }
  for (const name of [/notes.*Completed/, /icd10cm.*Completed/, /phi.*Completed/])
    await workbench.treeRow(name).waitFor();

  await workbench.quickOpen('notes.awsjob.json');
  await workbench.editorAction('Open as Form').click();
  await workbench.webview().locator('#field_request_JobName').waitFor();
  await workbench.quickOpen('notes.awsjob.json');
  await picture('spec-and-form');

  await workbench.command('View: Close All Editors');
  await workbench.rowAction(workbench.treeRow(/notes.*Completed/), 'Show Results', workbench.tab(/^Results: /));
  await workbench.webview().getByText('MEDICATION').first().waitFor();
  await picture('results');

  await workbench.webview().getByText('notes/note-01.txt').first().dblclick();
  await page.locator('.editor-instance', { hasText: 'Visit date' }).first().waitFor();
  await page.locator('.editor-instance .view-lines').first().click();
  for (let count = 0; count < 6; count += 1) await page.keyboard.press('F8');
  await page.locator('.sidebar .pane-header', { hasText: 'Entity' }).waitFor();
  await picture('document');
}
