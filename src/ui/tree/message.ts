// The view's message, above the rows: what is wrong, how old the data is, and what is filtered out.
import { l10n } from '../l10n.ts';
import type { ConnectionState } from '../../domain/connection.ts';
import { type JobFilter, isEmpty } from '../../domain/jobs/query.ts';
import { durationText, connectionText, refusalPhrase, refusalText } from '../words.ts';
import { filterWords } from './filterWords.ts';
import type { TreeSource } from './source.ts';
import { hasJobs } from './notices.ts';
import { formatPlural } from '../formatPlural.ts';

/** Data younger than this is described as just updated, without its age. */
const freshMs = 10_000;

/**
 * Returns the view's message. It is empty if there is nothing to say, because a message hides the welcome content of an
 * empty tree.
 */
export function messageOf(source: TreeSource): string {
  const { query } = source;
  const only = isEmpty(query.filter) ? '' : l10n.t('Filter: {0}.', filterWords(query.filter));
  const storage =
    source.storageFailure === undefined
      ? ''
      : l10n.t(
          'The job history cannot be read, and no job can be started until it can. It is read again every few seconds.',
        );
  const sentences = [
    storage,
    connectionWords(source),
    ...(hasJobs(source) && source.isRestricted === true
      ? [l10n.t('Restricted Mode: jobs cannot be started from this workspace.')]
      : []),
    only,
    skippedWords(source),
    ageWords(source),
  ];
  return sentences.filter(sentence => sentence !== '').join(' ');
}

/** What the view is waiting for, why it is not connected, or that its jobs are simulated. */
function connectionWords(source: TreeSource): string {
  const { connection } = source;
  const meanwhile = hasJobs(source) ? ` ${l10n.t('Jobs are shown as last seen.')}` : '';
  switch (connection.state) {
    case 'failed':
      return (
        l10n.t(
          'Not connected to “{0}”. {1}',
          connectionText(connection.choice),
          refusalText(connection.refusal, connection.choice),
        ) + meanwhile
      );
    case 'idle':
    case 'connecting':
      return meanwhile === '' ? '' : l10n.t('Connecting to “{0}”…', connectionText(connection.choice)) + meanwhile;
    case 'connected':
      return connection.connected.simulated && meanwhile !== ''
        ? l10n.t('Simulated: these jobs run in the local sandbox.')
        : '';
    case 'none':
      return '';
  }
}

/** The number of entries in the services' lists that could not be read. */
function skippedWords({ watch: { skipped } }: TreeSource): string {
  if (skipped === undefined) return '';
  return formatPlural(
    l10n.t(
      '{0, plural, one {# entry of AWS’s lists could not be read and is not shown.} other {# entries of AWS’s lists could not be read and are not shown.}}',
    ),
    skipped,
  );
}

/** How old the data is and, after a failure, why it was not updated and when the next try is. */
function ageWords({ connection, watch, now, groups }: TreeSource): string {
  const { freshAt, failure } = watch;
  if (connection.state !== 'connected') return '';
  if (failure !== undefined) {
    const { nextAt } = failure;
    const next =
      nextAt === undefined || nextAt <= now ? '' : ` ${l10n.t('Next try in {0}.', durationText(nextAt - now))}`;
    return `${freshAt === undefined ? l10n.t('Not updated yet: {0}.', refusalPhrase(failure.refusal)) : l10n.t('Last updated {0} ago: {1}.', durationText(now - freshAt), refusalPhrase(failure.refusal))}${next}`;
  }
  // Finished jobs do not go out of date.
  if (groups.every(({ unfinished }) => unfinished === 0)) return '';
  if (freshAt === undefined)
    return watch.following === true ? l10n.t('Waiting for another window to update the jobs.') : l10n.t('Updating…');
  return now - freshAt < freshMs
    ? l10n.t('Updated just now.')
    : l10n.t('Updated {0} ago.', durationText(Math.floor((now - freshAt) / 5_000) * 5_000));
}

/** The description beside the view's title: the connection and the filter. */
export function descriptionOf(state: ConnectionState, filter: JobFilter): string {
  const account = state.state === 'connected' ? ` · ${state.connected.services.identity.account}` : '';
  const where = state.state === 'none' ? '' : `${connectionText(state.choice)}${account}`;
  return [where, isEmpty(filter) ? '' : l10n.t('Filter: {0}', filterWords(filter))]
    .filter(part => part !== '')
    .join(' · ');
}
