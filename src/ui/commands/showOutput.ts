import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { showStatusMessage } from '../window/messages.ts';
import { resultsUri } from '../results/uris.ts';
import type { RunCommand } from './command.ts';

/** Shows the output of the document in front as JSON beside it. It follows the entity at the cursor. */
export const run: RunCommand = async ({ results }) => {
  const { notes } = await results();
  const { active } = notes;
  if (active === undefined) {
    showStatusMessage(l10n.t('Open a document of a job’s results first.'));
    return;
  }
  const { open, index } = active.note;
  await vscode.window.showTextDocument(resultsUri('output', open.results.job, index), {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  });
};
