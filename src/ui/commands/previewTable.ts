// Shows what would be sent for each row of a table.
import type { RunCommand } from './command.ts';
import { tablesIn } from './tables.ts';

export const run: RunCommand = async ({ tables }, target) => {
  const [table] = tablesIn(target);
  if (table !== undefined) await (await tables()).preview(table);
};
