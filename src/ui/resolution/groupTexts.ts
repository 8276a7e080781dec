// What the page of clusters or pairs says.
import { sizeSteps, suspiciousSize } from '../../domain/resolution/groups.ts';
import { sizeText } from '../../domain/sizeText.ts';
import type { Table } from '../../domain/tables/table.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { pageAction } from '../results/pageParts.ts';
import type { Status, Tile } from '../results/protocol.ts';
import { roleAction } from './askRole.ts';
import type { GroupReader } from './groupReader.ts';
import { everything } from '../../domain/tables/selection.ts';
import { tableStatuses } from './tableTexts.ts';

/** The sizes of a step, in words. */
export function stepText(step: number): string {
  const [from, to] = sizeSteps[step] ?? [0, 0];
  if (to === Infinity)
    return formatPlural(l10n.t('{0, plural, one {# record or more} other {# records or more}}'), from);
  return from === to
    ? formatPlural(l10n.t('{0, plural, one {# record} other {# records}}'), from)
    : formatPlural(l10n.t('{0, plural, one {{1} to # record} other {{1} to # records}}'), to, from.toLocaleString());
}

export function groupTiles(reader: GroupReader, isMapping: boolean): readonly Tile[] {
  const tile = (label: string, value: number | undefined, detail?: string): readonly Tile[] =>
    value === undefined ? [] : [{ label, value: value.toLocaleString(), ...(detail === undefined ? {} : { detail }) }];
  if (!isMapping) {
    const groups = reader.groups('match');
    return [
      ...tile(l10n.t('Clusters'), groups?.length),
      ...tile(l10n.t('Records'), groups?.records),
      ...tile(l10n.t('Clusters of several records'), groups?.shared),
      ...tile(l10n.t('Records in the largest cluster'), groups?.largest),
      ...tile(l10n.t('Records without a match ID'), some(groups?.withoutId)),
    ];
  }
  const [sources, targets] = [reader.groups('source'), reader.groups('target')];
  const sided = sources ?? targets;
  return [
    ...tile(l10n.t('Pairs'), sided && reader.pairs),
    ...tile(l10n.t('Sources'), sources?.length),
    ...tile(l10n.t('Targets'), targets?.length),
    ...tile(l10n.t('One to many'), targets && sources?.severalPartners, l10n.t('Sources with several targets')),
    ...tile(l10n.t('Many to one'), sources && targets?.severalPartners, l10n.t('Targets with several sources')),
    ...tile(l10n.t('Records without a source or target ID'), some(sided && sided.records - reader.pairs)),
  ];
}

/** Nothing odd is no tile. */
function some(count: number | undefined): number | undefined {
  return count === 0 ? undefined : count;
}

interface Facts {
  readonly account: string;
  readonly isMapping: boolean;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What is going on, what is odd, and what does not agree with the job's own counts. */
export function groupStatuses(reader: GroupReader, table: Table, facts: Facts): readonly Status[] {
  const { readBytes, size = 0 } = table;
  if (reader.isReading)
    return [
      {
        sort: 'busy',
        text: l10n.t('Reading records: {0} of {1}', sizeText(readBytes), sizeText(size)),
        progress: size === 0 ? 0 : readBytes / size,
        actions: [pageAction('stop', l10n.t('Stop'))],
      },
    ];
  const found: Status[] = [
    ...tableStatuses(table, everything, { account: facts.account, mostRows: Infinity, isSelecting: false }),
  ];
  if (reader.isUnknown)
    found.push({
      sort: 'note',
      text: facts.isMapping
        ? l10n.t('No column of the output was recognized as source or target.')
        : l10n.t('No column of the output was recognized as a match ID.'),
      actions: [roleAction(true), pageAction('table', l10n.t('Show All Records'))],
    });
  else if (reader.isFull)
    found.push({ sort: 'note', text: l10n.t('There are more records than can be counted here.'), actions: [] });
  else if (!reader.isWhole && table.failure === undefined)
    found.push({
      sort: 'note',
      text: l10n.t('Counted in the first {0} of {1}.', sizeText(readBytes), sizeText(size)),
      actions: [pageAction('more', l10n.t('Read More'), true)],
    });
  return [...found, ...sizeWarning(reader), ...difference(reader, facts)];
}

function sizeWarning(reader: GroupReader): readonly Status[] {
  const largest = reader.groups('match')?.largest ?? 0;
  return largest < suspiciousSize
    ? []
    : [
        {
          sort: 'note',
          text: formatPlural(
            l10n.t(
              '{0, plural, one {The largest cluster has # record. One this large is usually a mistake: many records may share a default value. Open it to see which.} other {The largest cluster has # records. One this large is usually a mistake: many records may share a default value. Open it to see which.}}',
            ),
            largest,
          ),
          actions: [],
        },
      ];
}

function difference(reader: GroupReader, { isMapping, metrics }: Facts): readonly Status[] {
  const expected = metrics[isMapping ? 'totalMappedSourceRecords' : 'matchIDs'];
  const counted = reader.groups(isMapping ? 'source' : 'match')?.length;
  if (!reader.isWhole || expected === undefined || counted === undefined || expected === counted) return [];
  return [
    {
      sort: 'note',
      text: isMapping
        ? l10n.t(
            'Source records: {0} mapped by the metrics of the job, {1} in the output.',
            expected.toLocaleString(),
            counted.toLocaleString(),
          )
        : l10n.t(
            'By its metrics, the job found {0} match IDs; the output has {1}.',
            expected.toLocaleString(),
            counted.toLocaleString(),
          ),
      actions: [],
    },
  ];
}
