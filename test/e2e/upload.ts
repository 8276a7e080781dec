// A folder of notes: uploaded to the sandbox, then a spec of a job for it, which is started.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Session, assertCalm, picture } from './support.ts';

const files = {
  'one.txt': 'Patient Example 01 takes 20 mg of lisinopril daily for hypertension.\n',
  'two.txt': 'No fever, no cough. Type 2 diabetes is well controlled.\n',
  'scan.txt': Buffer.from([0x25, 0xe2, 0xe3, 0x00]),
  'empty.txt': '',
  '.hidden': 'x',
};

/** Tests in an open session that is set to the sandbox. */
export function itUploadsAFolder(session: () => Session): void {
  it('uploads a folder after it has shown what is sent, and opens a spec for it', async () => {
    const { workbench, folder } = session();
    mkdirSync(join(folder, 'ward'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'ward', name), content);
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.openContainer('Explorer');
    await workbench.explorerRow('ward').waitFor();
    await workbench.choose(
      async () => {
        await (await workbench.contextMenuItem(workbench.explorerRow('ward'), 'Upload Notes and Start')).click();
      },
      'Entities Detection V2',
      'example-clinical-notes',
    );
    await workbench.fileDialog(/^ward\/$/);
    await picture(workbench, 'upload-prefix');
    await workbench.quickInput().press('Enter');
    await workbench.dialog().waitFor();
    const text = await workbench.dialog().innerText();
    await picture(workbench, 'upload-question');
    for (const part of [
      'Upload 2 files (125 B) to S3?',
      'Simulated',
      'To: s3://example-clinical-notes/ward/',
      'Account: 000000000000',
      '1 file is not UTF-8 text.',
      '1 file is empty.',
      '1 file or folder is hidden.',
    ])
      assert.ok(text.includes(part), `${part} is missing in: ${text}`);
    assert.ok(!text.includes('one.txt'), text);
    await workbench.dialogButton('Show Files').click();
    await workbench.quickPickRow('one.txt').waitFor();
    await workbench.quickPickRow('scan.txt').waitFor();
    await picture(workbench, 'upload-files');
    await workbench.quickInput().press('Escape');
    await workbench.dialogButton('Upload').click();
    await workbench.quickPickRow('ComprehendMedicalData').click();
    await workbench.fileDialog(/^s3:\/\/example-clinical-notes\/results\/$/);
    await workbench.quickInput().press('Enter');
    await workbench.page
      .locator('.editor-group-container.active .view-line', { hasText: '"S3Key": "ward/"' })
      .first()
      .waitFor();
    await workbench.notification(/Uploaded 2 files \(125 B\) to s3:\/\/example-clinical-notes\/ward\//).waitFor();
    await picture(workbench, 'upload-done');
  });

  it('starts the job for it, and nothing before', async () => {
    const { workbench } = session();
    await workbench.notificationButton(/Uploaded 2 files/, 'Start Job').click();
    await workbench.dialogButton('Start Job').waitFor();
    assert.match(await workbench.dialog().innerText(), /s3:\/\/example-clinical-notes\/ward\//);
    await picture(workbench, 'upload-start');
    await workbench.dialogButton('Start Job').click();
    await workbench.notification(/Started “ward” in the local sandbox/).waitFor();
    assertCalm(workbench);
  });
}
