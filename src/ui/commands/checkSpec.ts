import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { checkSpec as check } from '../../domain/spec/check.ts';
import { showMessage } from '../window/messages.ts';
import { checkContext } from '../checkContext.ts';
import { knownWorkflow } from '../liveFacts.ts';
import { showProblem } from '../showProblem.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';
import { specTarget } from './targets.ts';
import { formatPlural } from '../formatPlural.ts';

export const run: RunCommand = async (context, target) => {
  const uri = await specTarget(context, target);
  if (uri === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const checkedWith = await checkContext(context.ports, uri, text);
  const offhand = await check(text, checkedWith);
  const workflow = offhand.lookup && (await knownWorkflow(context.ports, offhand.lookup));
  const checked = workflow === undefined ? offhand : await check(text, { ...checkedWith, workflow });
  context.diagnostics.show(uri, checked);
  const [first] = checked.problems;
  if (first === undefined) {
    void showMessage('info', l10n.t('{0}: no problems found.', fileName(uri)));
    return;
  }
  const errors = checked.problems.filter(({ severity }) => severity === 'error').length;
  const others = checked.problems.length - errors;
  await showProblem(
    uri,
    text,
    first,
    errors > 0 ? 'error' : 'warning',
    errors > 0
      ? [
          formatPlural(
            l10n.t('{0, plural, one {{1} has # error.} other {{1} has # errors. The first:}}'),
            errors,
            fileName(uri),
          ),
          first.message,
          ...(others === 0
            ? []
            : [
                formatPlural(
                  l10n.t(
                    '{0, plural, one {There is also # warning or note.} other {There are also # warnings and notes.}}',
                  ),
                  others,
                ),
              ]),
        ].join(' ')
      : formatPlural(
          l10n.t(
            '{0, plural, one {{1} can be started, with # warning or note: {2}} other {{1} can be started, with # warnings and notes. The first: {2}}}',
          ),
          others,
          fileName(uri),
          first.message,
        ),
  );
};
