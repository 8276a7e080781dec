import * as vscode from 'vscode';
import { checkSpec as check } from '../../domain/spec/check.ts';
import { say } from '../window/messages.ts';
import { checkContext } from '../checkContext.ts';
import { knownWorkflow } from '../liveFacts.ts';
import { showProblem } from '../showProblem.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';
import { specTarget } from './targets.ts';

export const run: RunCommand = async (room, target) => {
  const uri = await specTarget(room, target);
  if (uri === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const context = await checkContext(room.ports, uri);
  const offhand = await check(text, context);
  const workflow = offhand.asks && await knownWorkflow(room.ports, offhand.asks);
  const checked = workflow === undefined ? offhand : await check(text, { ...context, workflow });
  room.diagnostics.show(uri, checked);
  const [first] = checked.problems;
  if (first === undefined) { void say('info', vscode.l10n.t('{0}: no problems found.', fileName(uri))); return; }
  const errors = checked.problems.filter(({ severity }) => severity === 'error').length;
  await showProblem(uri, text, first, errors > 0 ? 'error' : 'warning', errors > 0
    ? vscode.l10n.t('{0}: {1} errors, {2} other remarks. {3}', fileName(uri), errors, checked.problems.length - errors, first.message)
    : vscode.l10n.t('{0} can be started. {1} remarks, the first: {2}', fileName(uri), checked.problems.length, first.message));
};
