// The texts on the page of a job's results.
import { s3PlaceOf } from '../../domain/s3Place.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import { oneLine } from '../../domain/visible.ts';
import { costOf } from '../../domain/results/cost.ts';
import type { DocumentRow } from '../../domain/results/documents.ts';
import type { JobResults } from '../../domain/results/jobResults.ts';
import { outputPlace } from '../../domain/results/located.ts';
import type { Summary } from '../../domain/results/summary.ts';
import { costText, meteredText } from '../costText.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { durationText, statusText, timeText } from '../words.ts';
import { failureStatus, noRowsText, pageAction, pageFact } from './pageParts.ts';
import type { Page, Row, Status, Tile } from './protocol.ts';
import { stateText, troubleText } from './texts.ts';

/** Returns the row of a document. */
export function documentRow({ index, input, state, bytes, entities, shown, trouble }: DocumentRow): Row {
  const problem = troubleText(state, trouble);
  const counted =
    state !== 'read'
      ? ''
      : shown === entities
        ? entities.toLocaleString()
        : l10n.t('{0} of {1}', shown.toLocaleString(), entities.toLocaleString());
  return {
    key: String(index),
    cells: [oneLine(input), counted, bytes === undefined ? '' : sizeText(bytes), stateText(state)],
    ...(problem === undefined ? {} : { problem }),
  };
}

export function emptyText(results: JobResults, isFiltered: boolean): string {
  if (results.documents.length > 0) return noRowsText(isFiltered);
  if (results.activity !== undefined) return l10n.t('Loading…');
  if (results.located === undefined) return l10n.t('The documents are not known.');
  return l10n.t('The job has no output. Its details may say why.');
}

/** `rates`: the user's own prices for 100 characters, by the family of jobs. */
export function factsOfResults(results: JobResults, kind: string, rates: unknown): Page['facts'] {
  const { job, located, modelVersions } = results;
  const manifest = located?.manifest;
  const output = outputPlace(job);
  const input = s3PlaceOf(job.input);
  const expected = job.confirmed?.checks?.bytes;
  const cost = costOf(job.action, manifest?.meteredCharacters, rates);
  return [
    ...pageFact(l10n.t('Kind'), kind),
    ...pageFact(l10n.t('Status'), statusText(job.status)),
    ...pageFact(l10n.t('Ended'), job.endedAt === undefined ? undefined : timeText(job.endedAt)),
    ...pageFact(
      l10n.t('Duration'),
      manifest?.durationSeconds === undefined ? undefined : durationText(manifest.durationSeconds * 1_000),
    ),
    ...pageFact(l10n.t('Input'), input && s3Uri(input)),
    ...pageFact(l10n.t('Output'), output && s3Uri(output)),
    ...pageFact(l10n.t('Model version'), modelVersions.join(', ')),
    ...pageFact(l10n.t('Message'), manifest?.message),
    ...pageFact(
      l10n.t('Characters'),
      manifest?.meteredCharacters === undefined || expected === undefined
        ? undefined
        : meteredText(manifest.meteredCharacters, expected),
    ),
    ...pageFact(l10n.t('Estimated cost'), cost && costText(cost)),
  ];
}

export function tilesOf(results: JobResults, summary: Summary): readonly Tile[] {
  const { documents, located } = results;
  // Nothing is known yet, which is not zero.
  if (located === undefined) return [];
  const { unprocessed, missing, unreadable } = documents.tally;
  const { manifest } = located;
  const tile = (label: string, value: number | undefined, detail?: string): Tile[] =>
    value === undefined ? [] : [{ label, value: value.toLocaleString(), ...(detail === undefined ? {} : { detail }) }];
  const processed = manifest?.successFiles ?? documents.length - unprocessed - missing;
  return [
    ...tile(l10n.t('Documents processed'), processed),
    ...tile(l10n.t('Unprocessed'), Math.max(unprocessed, manifest?.unprocessedFiles ?? 0)),
    ...(results.isReconciled ? tile(l10n.t('Missing'), missing) : []),
    ...(unreadable === 0 ? [] : tile(l10n.t('Not readable'), unreadable)),
    ...tile(
      l10n.t('Entities'),
      summary.entities,
      summary.hidden === 0 ? undefined : l10n.t('{0} hidden by the threshold', summary.hidden.toLocaleString()),
    ),
    ...tile(l10n.t('Documents without entities'), summary.withoutEntities),
    ...tile(l10n.t('Characters metered'), manifest?.meteredCharacters),
  ];
}

/** What is going on, what went wrong, and what is not known yet, each with what can be done. */
export function statusesOf(results: JobResults, summary: Summary, readAtOnce: number): readonly Status[] {
  const { activity, failure, documents, located, job } = results;
  const { unread } = documents.tally;
  const total = documents.length;
  const stop = pageAction('stop', l10n.t('Stop'));
  const found: Status[] = [];
  if (activity === 'locating')
    found.push({ sort: 'busy', text: l10n.t('Looking for the documents of this job…'), actions: [stop] });
  if (activity === 'reading')
    found.push({
      sort: 'busy',
      text: l10n.t('Reading outputs: {0} of {1}', (total - unread).toLocaleString(), total.toLocaleString()),
      progress: total === 0 ? 0 : (total - unread) / total,
      actions: [stop],
    });
  if (activity === 'reconciling')
    found.push({ sort: 'busy', text: l10n.t('Comparing with the input…'), actions: [stop] });
  if (activity !== undefined) return found;
  if (failure !== undefined)
    found.push(
      failureStatus(
        failure,
        job.account,
        pageAction('retry', located === undefined ? l10n.t('Try Again') : l10n.t('Continue'), true),
      ),
    );
  if (located === undefined) {
    if (failure === undefined)
      found.push({
        sort: 'note',
        text: l10n.t('The search for this job’s documents was stopped.'),
        actions: [pageAction('retry', l10n.t('Continue'), true)],
      });
    return found;
  }
  if (unread > 0 && failure === undefined)
    found.push({
      sort: 'note',
      text:
        unread > readAtOnce
          ? formatPlural(
              l10n.t(
                '{0, plural, one {# output is not read yet; it is one request to S3.} other {# outputs are not read yet; each is a request to S3.}}',
              ),
              unread,
            )
          : formatPlural(
              l10n.t('{0, plural, one {# output is not read yet.} other {# outputs are not read yet.}}'),
              unread,
            ),
      actions: [pageAction('read', l10n.t('Read All Outputs'), true)],
    });
  if (!results.isReconciled && failure === undefined && unread === 0)
    found.push({
      sort: 'note',
      text: l10n.t('Not compared with the input yet: missing documents are not known.'),
      actions: [pageAction('reconcile', l10n.t('Compare with the Input'))],
    });
  if (documents.tally.unreadable > 0 && unread === 0 && failure === undefined)
    found.push({
      sort: 'problem',
      text: formatPlural(
        l10n.t(
          '{0, plural, one {# output could not be read. The list says why.} other {# outputs could not be read. The list says why.}}',
        ),
        documents.tally.unreadable,
      ),
      actions: [pageAction('read', l10n.t('Try Again'))],
    });
  if (located.from === 'folder')
    found.push({
      sort: 'note',
      text: l10n.t('The job has no list of its documents. They were found in its output folder.'),
      actions: [],
    });
  if (located.more)
    found.push({
      sort: 'note',
      text: l10n.t('The list ends after {0}: there are more documents than can be shown.', total.toLocaleString()),
      actions: [],
    });
  if (located.skipped > 0)
    found.push({
      sort: 'problem',
      text: formatPlural(
        l10n.t(
          '{0, plural, one {# entry of the job’s lists is not readable.} other {# entries of the job’s lists are not readable.}}',
        ),
        located.skipped,
      ),
      actions: [],
    });
  if (results.addedLater > 0)
    found.push({
      sort: 'note',
      text: formatPlural(
        l10n.t(
          '{0, plural, one {# document was added to the input after the job had started.} other {# documents were added to the input after the job had started.}}',
        ),
        results.addedLater,
      ),
      actions: [],
    });
  if (documents.length > 0 && results.modelVersions.length > 1 && summary.read > 0)
    found.push({
      sort: 'note',
      text: l10n.t('The outputs come from more than one model version.'),
      actions: [],
    });
  return found;
}
