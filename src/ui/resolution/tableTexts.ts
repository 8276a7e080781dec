// What the pages of tables say: their columns, how much was read, and what stands in the way.
import { type Selection, isEverything } from '../../domain/tables/selection.ts';
import type { Cells } from '../../domain/tables/records.ts';
import type { Table } from '../../domain/tables/table.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { failureStatus, pageAction } from '../results/pageParts.ts';
import type { GridColumn, Status } from '../results/protocol.ts';

/** The longest texts that are sent to a page, in UTF-16 units. */
const longestName = 100;
export const longestCell = 200;
/** The fewest and most characters that a column is wide. */
const [leastChars, mostChars] = [4, 36];

/** The name of a column, or its number where it has none. */
export function columnName(header: Cells, index: number): string {
  const name = oneLine(header[index] ?? '', longestName);
  return name === '' ? l10n.t('Column {0}', index + 1) : name;
}

/** Returns the columns, as wide as their first records need. */
export function tableColumns(
  header: Cells,
  sample: readonly Cells[],
  { order, isDescending }: Selection,
): readonly GridColumn[] {
  return header.map((_, index) => {
    const label = columnName(header, index);
    const cells = sample.map(record => record[index] ?? '').filter(cell => cell !== '');
    // A sorted column has an arrow beside its name.
    const longest = cells.reduce((most, { length }) => Math.max(most, length), label.length + 2);
    return {
      id: String(index),
      label,
      isNumber: cells.length > 0 && cells.every(cell => /^[-+]?\d{1,15}(?:\.\d+)?$/.test(cell)),
      chars: Math.max(leastChars, Math.min(mostChars, longest)),
      sorted: index !== order ? 'none' : isDescending ? 'descending' : 'ascending',
    };
  });
}

/** How many records there are, and how much of them was read. */
export function readText(table: Table, selection: Selection, shown: number): string {
  const { length, isWhole, readBytes, size = 0, problem } = table;
  const counted = isEverything(selection)
    ? formatPlural(l10n.t('{0, plural, one {# record} other {# records}}'), length)
    : formatPlural(
        l10n.t('{0, plural, one {{1} of # record} other {{1} of # records}}'),
        length,
        shown.toLocaleString(),
      );
  // Reading may have ended at a record that is none.
  return isWhole && problem?.sort !== 'longRecord'
    ? counted
    : l10n.t('{0} read ({1} of {2})', counted, sizeText(readBytes), sizeText(size));
}

/** What is going on and what stands in the way, each with what can be done. `account`: that of the job. */
export function tableStatuses(
  table: Table,
  selection: Selection,
  {
    account,
    mostRows,
    isSelecting,
  }: { readonly account: string; readonly mostRows: number; readonly isSelecting: boolean },
): readonly Status[] {
  const { failure, problem, isWhole, length, kept, isReading, reloads } = table;
  const found: Status[] = [];
  if (failure !== undefined) found.push(failureStatus(failure, account, pageAction('more', l10n.t('Try Again'), true)));
  if ((isReading && length === 0) || isSelecting) found.push({ sort: 'busy', text: l10n.t('Reading…'), actions: [] });
  if (reloads > 0)
    found.push({
      sort: 'note',
      text: l10n.t('The file was changed while it was read. It was read again from its beginning.'),
      actions: [],
    });
  if (problem?.sort === 'openQuote')
    found.push({
      sort: 'note',
      text: l10n.t(
        'A quote in record {0} is not closed. From there on, quotes are shown as text.',
        (problem.record + 1).toLocaleString(),
      ),
      actions: [],
    });
  if (problem?.sort === 'longRecord')
    found.push({
      sort: 'problem',
      text: l10n.t(
        'Record {0} is longer than 4 MB. The rest of the file is not shown; it may not be a table.',
        (problem.record + 1).toLocaleString(),
      ),
      actions: [],
    });
  if (!isEverything(selection) && (!isWhole || kept < length))
    found.push({
      sort: 'note',
      text:
        kept < length
          ? l10n.t('Sorted and filtered within the first {0}: only those records are in memory.', kept.toLocaleString())
          : l10n.t('Sorted and filtered within the records that were read. There are more.'),
      actions: kept < length ? [] : [pageAction('more', l10n.t('Read More'))],
    });
  if (length > mostRows && isEverything(selection))
    found.push({
      sort: 'note',
      text: l10n.t('The first {0} are shown. Filter the records to find others.', mostRows.toLocaleString()),
      actions: [],
    });
  return found;
}
