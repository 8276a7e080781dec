import { copyPolicies } from '../checkBeforeStart.ts';
import type { RunCommand } from './command.ts';
import { specTarget } from './targets.ts';

/** Shows the policies that a spec needs, and nothing more, to be copied. */
export const run: RunCommand = async (context, target) => {
  const uri = await specTarget(context, target);
  if (uri !== undefined) await copyPolicies(uri, context);
};
