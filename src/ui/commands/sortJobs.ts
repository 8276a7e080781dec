import { l10n } from '../l10n.ts';
import { type Sorting, sortings } from '../../domain/jobs/query.ts';
import type { RunCommand } from './command.ts';
import { pick } from '../window/pick.ts';

export const run: RunCommand = async ({ ports: { list }, view }) => {
  const labels: Readonly<Record<Sorting, string>> = {
    newest: l10n.t('Newest First'),
    longest: l10n.t('Longest Running First'),
    name: l10n.t('Name'),
  };
  const items = sortings.map(sorting => ({
    sorting,
    label: labels[sorting],
    ...(sorting === list.query.sorting ? { description: l10n.t('current') } : {}),
  }));
  const picked = await pick(items, { title: l10n.t('Sort Jobs By') });
  if (picked !== undefined) view.ask({ ...list.query, sorting: picked.sorting });
};
