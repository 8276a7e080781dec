import { startSpec } from '../startSpec.ts';
import type { RunCommand } from './command.ts';
import { waitForActiveSpec, specTarget } from './targets.ts';

/**
 * The button in the editor title. It starts the spec in the active editor and ignores the target, because for a moment
 * after switching files the editor's buttons still refer to the previous file.
 */
export const run: RunCommand = async context => {
  const uri = (await waitForActiveSpec(context)) ?? (await specTarget(context, undefined));
  if (uri !== undefined) await startSpec(uri, context);
};
