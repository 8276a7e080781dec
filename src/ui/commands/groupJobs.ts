import { l10n } from '../l10n.ts';
import { type Grouping, groupings } from '../../domain/jobs/query.ts';
import type { RunCommand } from './command.ts';
import { pick } from '../window/pick.ts';

export const run: RunCommand = async ({ ports: { list }, view }) => {
  const labels: Readonly<Record<Grouping, string>> = {
    service: l10n.t('Service and Kind'),
    status: l10n.t('Status'),
    spec: l10n.t('Spec File'),
    day: l10n.t('Day'),
    none: l10n.t('No Groups'),
  };
  const items = groupings.map(grouping => ({
    grouping,
    label: labels[grouping],
    ...(grouping === list.query.grouping ? { description: l10n.t('current') } : {}),
  }));
  const picked = await pick(items, { title: l10n.t('Group Jobs By') });
  if (picked !== undefined) view.ask({ ...list.query, grouping: picked.grouping });
};
