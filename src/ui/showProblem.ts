import type * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import type { Problem } from '../domain/spec/problem.ts';
import { commandIds } from '../ids.ts';
import { commandAction, showMessage } from './window/messages.ts';
import { openText } from './openText.ts';
import { Lines } from './editor/positions.ts';

/**
 * Opens a spec at a problem and shows a message with a button to show all problems, and one to select another overlay
 * if that may give a variable its value.
 */
export async function showProblem(
  uri: vscode.Uri,
  text: string,
  problem: Problem,
  sort: 'warning' | 'error',
  message: string,
): Promise<void> {
  // The message does not wait for the editor. Opening fails if the file is too large for one; the message says so.
  const opened = openText(uri, new Lines(text).positionAt(problem.offset)).then(undefined, () => undefined);
  const wantsOverlay =
    problem.code === 'AJ081' && text.slice(problem.offset, problem.offset + problem.length).includes('${var:');
  const selectOverlay = wantsOverlay
    ? [commandAction(l10n.t('Select Variables Overlay…'), commandIds.selectOverlay)]
    : [];
  void showMessage(
    sort,
    message,
    ...selectOverlay,
    commandAction(l10n.t('Show Problems'), 'workbench.actions.view.problems'),
  );
  await opened;
}
