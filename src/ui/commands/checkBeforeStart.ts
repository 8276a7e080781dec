import { checkBeforeStart } from '../checkBeforeStart.ts';
import type { RunCommand } from './command.ts';
import { specTarget } from './targets.ts';

/** Checks what a start of a spec would need, and shows the report. Nothing is started. */
export const run: RunCommand = async (context, target) => {
  const uri = await specTarget(context, target);
  if (uri !== undefined) await checkBeforeStart(uri, context);
};
