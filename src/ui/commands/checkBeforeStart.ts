import * as vscode from 'vscode';
import { checkBeforeStart } from '../checkBeforeStart.ts';
import { nodeKeyIn, nodeKind } from '../tree/keys.ts';
import { type CommandContext, type RunCommand, staleRow } from './command.ts';
import { intentTarget, jobTarget, specTarget } from './targets.ts';

/** Checks what a start of a spec, or of a row's spec, would need, and shows the report. Nothing is started. */
export const run: RunCommand = async (context, target) => {
  const uri = (await specOfRow(context, target)) ?? (await specTarget(context, target));
  if (uri !== undefined) await checkBeforeStart(uri, context);
};

async function specOfRow(context: CommandContext, target: unknown): Promise<vscode.Uri | undefined> {
  const key = nodeKeyIn(target);
  if (key === undefined && target !== staleRow) return undefined;
  const started =
    key !== undefined && nodeKind(key) === 'intent' ? intentTarget(context, target) : await jobTarget(context, target);
  return started?.specUri === undefined ? undefined : vscode.Uri.parse(started.specUri);
}
