// The sentences over the rows: what is wrong, how old the data is, what is filtered out.
import { l10n } from 'vscode';
import { isEmpty } from '../../domain/jobs/query.ts';
import { spanWords, choiceWords, refusalPhrase, refusalWords } from '../words.ts';
import { filterWords } from './filterWords.ts';
import type { TreeSource } from './model.ts';

/** Younger data needs no words: the rows are as the services last said. */
const freshMs = 10_000;

/** The sentences over the rows; empty when there is nothing to say, for they would hide the welcome text of an empty tree. */
export function messageOf(source: TreeSource): string {
  const { connection, groups, openIntents, query } = source;
  if (connection.state === 'failed') return l10n.t('Not connected to “{0}”. {1}', choiceWords(connection.choice), refusalWords(connection.refusal, connection.choice));
  const only = isEmpty(query.filter) ? '' : l10n.t('Only: {0}.', filterWords(query.filter));
  const hasRows = groups.length + openIntents.length > 0;
  if (!hasRows || connection.state !== 'connected') return only;
  const simulated = connection.connected.simulated ? l10n.t('Simulated: these jobs run in the local sandbox.') : '';
  return [simulated, only, ageWords(source)].filter(sentence => sentence !== '').join(' ');
}

/** How old the data is, and when and why it will be newer. */
function ageWords({ watch, now, groups }: TreeSource): string {
  const { freshAt, failure } = watch;
  if (failure !== undefined) {
    const { nextAt } = failure;
    const next = nextAt === undefined || nextAt <= now ? '' : ` ${l10n.t('Next try in {0}.', spanWords(nextAt - now))}`;
    return `${freshAt === undefined ? l10n.t('Not updated yet: {0}.', refusalPhrase(failure.refusal)) : l10n.t('The data is {0} old: {1}.', spanWords(now - freshAt), refusalPhrase(failure.refusal))}${next}`;
  }
  // Finished jobs do not grow old.
  if (freshAt === undefined || groups.every(({ unfinished }) => unfinished === 0)) return '';
  return now - freshAt < freshMs ? l10n.t('Updated just now.') : l10n.t('Updated {0} ago.', spanWords(Math.floor((now - freshAt) / 5_000) * 5_000));
}
