import type { RunCommand } from './command.ts';

/** Shows all entities of the job whose document is in front. */
export const run: RunCommand = async ({ results }) => {
  const { notes, open } = await results();
  const { active } = notes;
  if (active !== undefined) open.setView(active.note.open, { filter: {} });
};
