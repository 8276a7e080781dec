// Starts the runs of the tables that are selected, or of the one in the active editor.
import type { RunCommand } from './command.ts';
import { startBatch } from './startAll.ts';
import { l10n } from '../l10n.ts';
import { formatPlural } from '../formatPlural.ts';
import { requireTrust } from '../startGuards.ts';
import { fileName } from '../words.ts';
import { tablesIn } from './tables.ts';

export const run: RunCommand = async (context, target, targets) => {
  const tables = tablesIn(target, targets);
  const [first] = tables;
  if (first === undefined || !requireTrust()) return;
  const name =
    tables.length === 1
      ? fileName(first)
      : formatPlural(l10n.t('{0, plural, one {# table} other {# tables}}'), tables.length);
  await startBatch(name, tables, context);
};
