import { startSpec } from '../startSpec.ts';
import type { RunCommand } from './command.ts';
import { waitForActiveSpec, specTarget } from './targets.ts';

/** The button in the editor title. It starts the spec in the active editor. */
export const run: RunCommand = async (context, target) => {
  const uri = (await waitForActiveSpec(context, target)) ?? (await specTarget(context, undefined));
  if (uri !== undefined) await startSpec(uri, context);
};
