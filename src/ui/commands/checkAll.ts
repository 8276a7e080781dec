import * as vscode from 'vscode';
import { checkSpec } from '../../domain/spec/check.ts';
import { checkContext } from '../checkContext.ts';
import { commandAction, say, withProgress } from '../actions.ts';
import type { RunCommand } from './command.ts';

/** Checks every spec of the workspace, fills the Problems view, and says how it went. */
export const run: RunCommand = async room => {
  const { ports, diagnostics } = room;
  const specs = await ports.specFiles.list();
  if (specs.length === 0) { void say('info', vscode.l10n.t('There is no job spec (*.awsjob.json) in this workspace yet.')); return; }
  const counts = { checked: 0, withErrors: 0, withRemarks: 0, unreadable: 0 };
  await withProgress(vscode.l10n.t('Checking {0} job specs…', specs.length), async signal => {
    for (const uri of specs) {
      if (signal.aborted) return;
      const text = await ports.specFiles.text(uri).then(undefined, () => undefined);
      if (text === undefined) { counts.unreadable += 1; continue; }
      const checked = await checkSpec(text, await checkContext(ports, uri));
      diagnostics.show(uri, checked);
      counts.checked += 1;
      if (checked.problems.some(({ severity }) => severity === 'error')) counts.withErrors += 1;
      else if (checked.problems.some(({ severity }) => severity === 'warning')) counts.withRemarks += 1;
    }
  });
  const { checked, withErrors, withRemarks, unreadable } = counts;
  const unread = unreadable === 0 ? '' : ` ${vscode.l10n.t('{0} could not be read.', unreadable)}`;
  const cut = checked + unreadable < specs.length ? ` ${vscode.l10n.t('Stopped before the other {0}.', specs.length - checked - unreadable)}` : '';
  void say(withErrors > 0 ? 'error' : withRemarks > 0 || unreadable > 0 ? 'warning' : 'info',
    vscode.l10n.t('{0} job specs checked: {1} with errors, {2} with warnings.', checked, withErrors, withRemarks) + unread + cut,
    ...(withErrors + withRemarks > 0 ? [commandAction(vscode.l10n.t('Show Problems'), 'workbench.actions.view.problems')] : []));
};
