import { startSpec } from '../startSpec.ts';
import type { RunCommand } from './command.ts';
import { specInFront, specTarget } from './targets.ts';

/**
 * The button over an editor. It starts what is in front and not what the button was drawn for: the editor draws its buttons a
 * moment after it has changed the file, and in that moment they name the one before.
 */
export const run: RunCommand = async room => {
  const uri = await specInFront(room) ?? await specTarget(room, undefined);
  if (uri !== undefined) await startSpec(uri, room);
};
