// Bringing in what a user has: pasting into a spec, and the command.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { itUploadsAFolder } from './upload.ts';
import { setScene } from './scenes.ts';
import { type Session, assertCalm, picture } from './support.ts';

const call = "client.start_id_mapping_job(workflowName='patients', jobType=mode)";

const files = {
  'empty.awsjob.json': '',
  'full.awsjob.json': '{\n  "action": "x"\n}\n',
  'nightly.awsjob.json': JSON.stringify({
    action: 'entityresolution:StartMatchingJob',
    region: 'us-east-1',
    request: { workflowName: '${var:flow}' },
  }),
};

/** Scene of a session that is connected to the sandbox. */
export function describeImport(session: () => Session): void {
  describe('importing', () => {
    setScene(session, { files });

    const line = (text: string): Locator =>
      session().workbench.page.locator('.editor-group-container.active .view-line', { hasText: text }).first();
    const toClipboard = async (text: string): Promise<void> => {
      // A page that was closed may have left the focus nowhere.
      await session().workbench.page.evaluate(
        `(window.focus(), navigator.clipboard.writeText(${JSON.stringify(text)}))`,
      );
    };

    it('pastes a call as a spec into an empty one', async () => {
      const { workbench } = session();
      await workbench.quickOpen('empty.awsjob.json');
      await toClipboard(call);
      // Until the extension is activated, a paste is the text itself, and the spec is no longer empty.
      await workbench.pressFor(
        ['Control+A', 'Delete', 'Control+V'],
        line('"action": "entityresolution:StartIdMappingJob"'),
      );
      await line('"jobType": "${var:mode}"').waitFor();
      await picture(workbench, 'paste-as-spec');
    });

    it('pastes the text itself into a spec that has content, and offers to replace it', async () => {
      const { workbench } = session();
      await toClipboard(call);
      await workbench.quickOpen('full.awsjob.json');
      await workbench.pressFor('Control+V', line('client.start_id_mapping_job'));
      const offer = workbench.page.locator('.post-edit-widget').first();
      await offer.waitFor();
      await picture(workbench, 'paste-offer');
    });

    it('imports the clipboard, and says which values are variables', async () => {
      const { workbench } = session();
      await toClipboard(call);
      await workbench.pick('AWS Jobs: Import…', 'From the Clipboard');
      await line('"workflowName": "patients"').waitFor();
      const told = await workbench.allNotifications();
      assert.ok(
        told.some(text => text.includes('1 value is now a variable: mode.')),
        told.join('\n'),
      );
      await picture(workbench, 'import-told');
    });

    it('exports a spec as a state machine, with the policies of its role beside it', async () => {
      const { workbench } = session();
      await workbench.quickOpen('nightly.awsjob.json');
      await workbench.pick('AWS Jobs: Export As…', 'nightly.awsjob.json', 'AWS Step Functions');
      await line('"QueryLanguage": "JSONata"').waitFor();
      for (const name of ['nightly.asl.json', 'nightly.role-policy.json', 'nightly.role-trust.json'])
        await workbench.page.locator('.tab', { hasText: name }).first().waitFor();
      const told = await workbench.allNotifications();
      assert.ok(
        told.some(text => text.includes('look for FILL_IN in nightly.role-policy.json, nightly.role-trust.json.')),
        told.join('\n'),
      );
      await picture(workbench, 'export-as');
      assertCalm(workbench);
    });

    itUploadsAFolder(session);
  });
}
