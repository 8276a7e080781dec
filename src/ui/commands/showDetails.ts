import { documentUri } from '../details/uris.ts';
import { openPreview } from '../window/preview.ts';
import type { RunCommand } from './command.ts';
import { jobTargets } from './targets.ts';

export const run: RunCommand = async (context, target, targets) => {
  for (const job of await jobTargets(context, target, targets)) await openPreview(documentUri('details', job));
};
