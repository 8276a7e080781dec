import type { CheckedSpec } from '../../domain/spec/checked.ts';
import { l10n } from '../l10n.ts';
import type * as vscode from 'vscode';
import { checkSpec } from '../../domain/spec/check.ts';
import { checkContext } from '../checkContext.ts';
import { commandAction, showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import type { Ports } from '../ports.ts';
import type { RunCommand } from './command.ts';
import { formatPlural } from '../formatPlural.ts';

/** How many files are read concurrently. Reading a file is mostly waiting. */
const atOnce = 32;

/** Checks every spec in the workspace, fills the Problems view and reports the counts. */
export const run: RunCommand = async context => {
  const { ports, diagnostics } = context;
  const specs = await ports.specFiles.list();
  if (specs.length === 0) {
    void showMessage('info', l10n.t('This workspace has no job specs (*.awsjob.json).'));
    return;
  }
  const counts = { checked: 0, withErrors: 0, withRemarks: 0, unreadable: 0 };
  await withProgress(
    formatPlural(l10n.t('{0, plural, one {Checking # job spec…} other {Checking # job specs…}}'), specs.length),
    async signal => {
      const found: { uri: vscode.Uri; checked: CheckedSpec }[] = [];
      const waiting = [...specs];
      const work = async (): Promise<void> => {
        for (let uri = waiting.shift(); uri !== undefined && !signal.aborted; uri = waiting.shift()) {
          const checked = await check(uri, ports);
          if (checked === undefined) {
            counts.unreadable += 1;
            continue;
          }
          found.push({ uri, checked });
          counts.checked += 1;
          if (checked.problems.some(({ severity }) => severity === 'error')) counts.withErrors += 1;
          else if (checked.problems.some(({ severity }) => severity === 'warning')) counts.withRemarks += 1;
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      diagnostics.showAll(found);
    },
  );
  const { checked, withErrors, withRemarks, unreadable } = counts;
  const unread = unreadable === 0 ? '' : ` ${l10n.t('{0} could not be read.', unreadable)}`;
  const cut =
    checked + unreadable < specs.length
      ? ` ${l10n.t('Stopped before the other {0}.', specs.length - checked - unreadable)}`
      : '';
  void showMessage(
    withErrors > 0 ? 'error' : withRemarks > 0 || unreadable > 0 ? 'warning' : 'info',
    formatPlural(
      l10n.t(
        '{0, plural, one {# job spec checked: {1} with errors, {2} with warnings.} other {# job specs checked: {1} with errors, {2} with warnings.}}',
      ),
      checked,
      withErrors,
      withRemarks,
    ) +
      unread +
      cut,
    ...(withErrors + withRemarks > 0
      ? [commandAction(l10n.t('Show Problems'), 'workbench.actions.view.problems')]
      : []),
  );
};

/** Checks a file. Resolves with undefined if it cannot be read. */
async function check(uri: vscode.Uri, ports: Ports): Promise<CheckedSpec | undefined> {
  const text = await ports.specFiles.text(uri).then(undefined, () => undefined);
  return text === undefined ? undefined : await checkSpec(text, await checkContext(ports, uri, text));
}
