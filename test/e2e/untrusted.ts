// Restricted Mode: what a user sees in a workspace that is not trusted.
import { setScene, shared } from './scenes.ts';
import { openSession, picture } from './support.ts';

/** A session of its own: trust is for a whole window. */
export function describeUntrusted(): void {
  describe('an untrusted workspace', () => {
    const session = shared(() =>
      openSession({
        workspaceTrust: true,
        settings: {
          'awsJobs.connection': { sandbox: true },
          'security.workspace.trust.startupPrompt': 'never',
          'security.workspace.trust.banner': 'never',
        },
      }),
    );
    setScene(session);

    it('starts nothing and says why', async () => {
      const { workbench } = session();
      await workbench.quickOpen('notes.awsjob.json');
      await workbench.editorActionFor('Start Job', workbench.notification('Jobs cannot be started in Restricted Mode'));
      await picture(workbench, 'restricted');
    });

    it('suggests nothing from the account in a spec', async () => {
      const { workbench } = session();
      await workbench.openContainer('AWS Jobs');
      await workbench.page.locator('.sidebar .welcome-view', { hasText: 'There are no jobs yet' }).waitFor();
      await workbench.tab('notes.awsjob.json').click();
      await workbench.choose(() => workbench.openQuickInput('Control+G', ':13:41'), /line 13 at column 41/);
      await workbench.statusBarItem('Ln 13, Col 41').waitFor();
      await workbench.pressFor(
        'Control+Space',
        workbench.page.locator('.suggest-widget.visible .message', { hasText: 'No suggestions' }),
      );
    });
  });
}
