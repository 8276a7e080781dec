import { openAsForm } from '../openForm.ts';
import type { RunCommand } from './command.ts';
import { specTarget } from './targets.ts';

export const run: RunCommand = async (room, target) => {
  const uri = await specTarget(room, target);
  if (uri !== undefined) await openAsForm(uri);
};
