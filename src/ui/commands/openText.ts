import { openAsText } from '../openForm.ts';
import type { RunCommand } from './command.ts';
import { specTarget } from './targets.ts';

export const run: RunCommand = async (context, target) => {
  const uri = await specTarget(context, target);
  if (uri !== undefined) await openAsText(uri);
};
