// Several specs of a folder, started with one question; the queue sends them as far as the services and chains allow.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Session, picture } from './support.ts';

const notes = (name: string, more: object = {}, request: object = {}): string =>
  JSON.stringify({
    action: 'comprehendmedical:StartEntitiesDetectionV2Job',
    ...more,
    request: {
      JobName: name,
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'entities/' },
      DataAccessRoleArn: 'arn:aws:iam::123456789012:role/ComprehendMedicalData',
      LanguageCode: 'en',
      ...request,
    },
  });
const mapping = (jobType: string): string =>
  JSON.stringify({
    action: 'entityresolution:StartIdMappingJob',
    request: { workflowName: 'patient-id-mapping', jobType },
  });
const nothing = { InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'nothing-here/' } };

/** The specs of the folder `monthly`. */
const files = {
  'entities.awsjob.json': notes('entities'),
  'phi.awsjob.json': notes('phi', { after: 'entities.awsjob.json' }),
  'empty.awsjob.json': notes('empty', {}, nothing),
  'after-empty.awsjob.json': notes('after-empty', { after: 'empty.awsjob.json' }),
  'mapping-1.awsjob.json': mapping('BATCH'),
  'mapping-2.awsjob.json': JSON.stringify({
    action: 'entityresolution:StartIdMappingJob',
    request: { workflowName: 'patient-id-mapping' },
  }),
  'wrong.awsjob.json': notes('wrong', {}, { LanguageCode: 'de' }),
};

/** Tests that start a folder of specs in an open session, which is connected to the sandbox. */
export function itStartsAFolder(session: () => Session): void {
  it('starts a folder with one question, which names every run and what is left out', async () => {
    const { workbench, folder } = session();
    mkdirSync(join(folder, 'monthly'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'monthly', name), text);
    await workbench.openContainer('Explorer');
    await workbench.explorerRow('monthly').waitFor();
    await (await workbench.contextMenuItem(workbench.explorerRow('monthly'), 'Start All Specs Here')).click();
    await workbench.dialog().waitFor();
    const text = await workbench.dialog().innerText();
    await picture(workbench, 'batch-question');
    for (const part of [
      'Start 6 jobs from “monthly”?',
      'wrong.awsjob.json: ',
      'phi · ',
      'after entities',
      'Checks: ',
      'empty: ',
    ])
      assert.ok(text.includes(part), `${part} is missing in: ${text}`);
    await workbench.dialogButton('Start 6 Jobs').click();
    await workbench.dialog().waitFor({ state: 'detached' });
  });

  it('shows the runs of a batch in the view: what waits, what is held, and what was started', async () => {
    const { workbench } = session();
    await workbench.openContainer('AWS Jobs');
    await workbench.treeRow(/^Batch monthly/).waitFor();
    await workbench.treeRow(/ empty: Held: /).waitFor();
    await picture(workbench, 'batch-rows');
    await workbench.treeRow(/ after-empty: Waiting for “empty” to succeed/).waitFor();
  });

  it('sends a held run when its problem was accepted, and tells the one after it why it never came', async () => {
    const { workbench } = session();
    await workbench.rowMenu(workbench.treeRow(/ empty: Held/), 'Resume Runs', workbench.dialog());
    assert.match(await workbench.dialog().innerText(), /empty · .* · Held: /);
    await workbench.dialogButton('Resume 1 Run').click();
    await workbench.treeRow(/ after-empty: Not started: “empty” ended as Failed/).waitFor();
    await picture(workbench, 'batch-blocked');
  });

  it('sends what waited for its turn or for another run, and tells when the batch has ended', async () => {
    const { workbench } = session();
    await workbench.notification(/Batch “monthly” has ended: 4 succeeded · 1 failed · 1 not started/).waitFor();
    await picture(workbench, 'batch-ended');
  });
}
