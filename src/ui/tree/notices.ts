// The rows above the jobs: what the view is waiting for or what is missing, and what the user can do about it.
import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import { isEmpty } from '../../domain/jobs/query.ts';
import { type CommandId, commandIds } from '../../ids.ts';
import { connectionRefusal, fix, fixesOf } from '../fixes.ts';
import { choiceOf, connectionText, refusalPhrase, refusalText } from '../words.ts';
import { type NodeKey, type NoticeId, noticeKey } from './keys.ts';
import { shortTimeText } from './shortTime.ts';
import type { Row, TreeSource } from './source.ts';

/** Returns the keys of the current notices, from top to bottom. */
export function noticeKeys(source: TreeSource): readonly NodeKey[] {
  const { connection, watch, query } = source;
  const refusal = connectionRefusal(connection, watch);
  const ids: NoticeId[] = [];
  if (source.storageFailure !== undefined) ids.push('storage');
  if (isLoading(source)) ids.push('loading');
  if (refusal !== undefined) {
    const fixes = fixesOf(refusal).map(({ id }) => id);
    // While connected, the `stale` row itself retries, and the only other fix that can help is signing in.
    if (connection.state !== 'failed') ids.push('stale');
    for (const id of fixes) if (connection.state === 'failed' || id === 'signIn') ids.push(id);
  } else if (connection.state === 'connected' && watch.unlisted !== undefined) ids.push('unlisted');
  if (source.groups.length === 0 && !isEmpty(query.filter)) ids.push('noMatch');
  return ids.map(noticeKey);
}

/** Whether any job matches the filter, any start is unsettled, or any batch is not through. */
export function hasJobs({
  groups,
  openIntents,
  batches,
}: Pick<TreeSource, 'groups' | 'openIntents' | 'batches'>): boolean {
  return groups.length + openIntents.length + (batches?.keys().length ?? 0) > 0;
}

/** Whether the first jobs are being loaded: from connecting until the first lists have been read. */
function isLoading(source: TreeSource): boolean {
  const { connection, query } = source;
  return (
    !hasJobs(source) &&
    (connection.state === 'connecting' ||
      (connection.state === 'connected' && isEmpty(query.filter) && source.isFirstReading()))
  );
}

export function noticeRow(id: NoticeId, source: TreeSource): Row | undefined {
  if (!noticeKeys(source).includes(noticeKey(id))) return undefined;
  const { connection, watch, now } = source;
  const choice = choiceOf(connection);
  switch (id) {
    case 'storage':
      return notice(
        l10n.t('Job history unreadable'),
        'error',
        source.storageFailure ?? '',
        commandIds.showLog,
        l10n.t('Click to show the log.'),
      );
    case 'loading':
      return notice(l10n.t('Loading jobs…'), 'loading~spin', choice === undefined ? '' : connectionText(choice));
    case 'noMatch':
      return notice(
        l10n.t('No jobs match the filter'),
        'filter',
        l10n.t('Clear Filter'),
        commandIds.clearFilter,
        l10n.t('Click to clear the filter.'),
      );
    case 'unlisted': {
      if (watch.unlisted === undefined) return undefined;
      const words = refusalText(watch.unlisted, choice);
      const row = notice(
        l10n.t('Some jobs are missing'),
        'info',
        refusalPhrase(watch.unlisted, choice),
        commandIds.refresh,
      );
      return {
        ...row,
        tooltip: () => [
          ['', l10n.t('Jobs that were started elsewhere are not all shown.')],
          ['', words],
          ['', l10n.t('Click to try again.')],
        ],
      };
    }
    case 'stale': {
      const refusal = connectionRefusal(connection, watch);
      if (refusal === undefined) return undefined;
      const label =
        watch.freshAt === undefined
          ? l10n.t('Not updated yet')
          : l10n.t('Not updated since {0}', shortTimeText(watch.freshAt, now));
      const words = refusalText(refusal, choice);
      return {
        ...notice(label, 'warning', refusalPhrase(refusal, choice), commandIds.refresh),
        tooltip: () => [
          ['', words],
          ['', l10n.t('Click to refresh.')],
        ],
        accessibleLabel: `${label}. ${words}`,
      };
    }
    case 'signIn':
    case 'copySignIn':
    case 'retry':
    case 'select': {
      const { title, icon, command } = fix(id);
      return notice(title, icon, '', command);
    }
  }
}

function notice(label: string, icon: string, description: string, command?: CommandId, hint?: string): Row {
  const color = icon === 'error' ? 'charts.red' : icon === 'warning' ? 'charts.yellow' : undefined;
  return {
    label,
    icon: { id: icon, ...defined({ color }) },
    capabilities: [],
    accessibleLabel: description === '' ? label : `${label}. ${description}`,
    ...(description === ''
      ? {}
      : { description, tooltip: () => [['', description], ...(hint === undefined ? [] : [['', hint] as const])] }),
    ...defined({ command }),
  };
}
