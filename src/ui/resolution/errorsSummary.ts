// Why the records of a job's error files were not processed, and what to do.
import { type Cause, type CountedCause, ErrorCauses } from '../../domain/resolution/errorCauses.ts';
import type { Roles } from '../../domain/resolution/roles.ts';
import type { Cells } from '../../domain/tables/records.ts';
import type { Selection } from '../../domain/tables/selection.ts';
import type { Table } from '../../domain/tables/table.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { pageAction } from '../results/pageParts.ts';
import type { Chart, Status } from '../results/protocol.ts';
import type { TableAddition } from './tablePage.ts';

/** The most bars of the chart. */
const maxBars = 10;
const longestLabel = 200;
/** So many records are held at once. */
const stepRecords = 10_000;

export class ErrorsSummary implements TableAddition {
  readonly #table: Table;
  readonly #expected: () => number | undefined;
  readonly #rolesOf: (header: Cells) => Promise<Roles>;
  #causes = new ErrorCauses([]);
  #counted = 0;
  #reloads = 0;

  /** `expected`: returns how many records were not processed by the job's own count, if it has one. */
  constructor(table: Table, expected: () => number | undefined, columnRoles: (header: Cells) => Promise<Roles>) {
    this.#table = table;
    this.#expected = expected;
    this.#rolesOf = columnRoles;
  }

  restart(): void {
    this.#counted = 0;
  }

  async update(): Promise<void> {
    const { reloads, header } = this.#table;
    if (reloads !== this.#reloads || this.#counted === 0) {
      this.#reloads = reloads;
      this.#causes = new ErrorCauses(header, await this.#rolesOf(header));
      this.#counted = 0;
    }
    const causes = this.#causes;
    while (this.#counted < this.#table.length) {
      const first = this.#counted;
      this.#counted = Math.min(this.#table.length, first + stepRecords);
      const records = await this.#table.records(first, this.#counted - first);
      // It was begun again meanwhile.
      if (causes !== this.#causes) return;
      if (!records.ok) {
        this.#causes = new ErrorCauses([]);
        this.#counted = 0;
        return;
      }
      for (const cells of records.value) causes.add(cells);
    }
  }

  charts({ text, column }: Selection): readonly Chart[] {
    const list = this.#causes.list();
    if (list.length === 0) return [];
    return [
      {
        id: 'causes',
        title: l10n.t('Causes'),
        kind: 'bars',
        labelHead: l10n.t('Cause'),
        countHead: l10n.t('Records'),
        bars: list.slice(0, maxBars).map(({ cause, message, count }) => ({
          label: message === '' ? causeText(cause) : oneLine(message, longestLabel),
          count,
          text: count.toLocaleString(),
          isPicked: message !== '' && text === message && column === this.#causes.column,
        })),
      },
    ];
  }

  statuses(): readonly Status[] {
    const { total } = this.#causes;
    if (total === 0) return [];
    const counts = new Map<Cause, number>();
    for (const { cause, count } of this.#causes.list()) counts.set(cause, (counts.get(cause) ?? 0) + count);
    const expected = this.#expected();
    const { isWhole } = this.#table;
    return [
      ...Array.from(
        counts,
        ([cause, count]): Status => ({ sort: 'note', text: adviceText(cause, count), actions: [] }),
      ),
      ...(isWhole
        ? []
        : [
            {
              sort: 'note' as const,
              text: l10n.t('The causes are counted within the records that were read. There are more.'),
              actions: [pageAction('more', l10n.t('Read More'))],
            },
          ]),
      ...(!isWhole || expected === undefined || expected === total
        ? []
        : [
            {
              sort: 'problem' as const,
              text: l10n.t(
                'Records not processed: {0} by the metrics of the job, {1} in the error files.',
                expected.toLocaleString(),
                total.toLocaleString(),
              ),
              actions: [],
            },
          ]),
    ];
  }

  pick(chart: string, bar: number): { readonly text: string; readonly column: number } | undefined {
    const picked: CountedCause | undefined = chart === 'causes' ? this.#causes.list()[bar] : undefined;
    const { column } = this.#causes;
    return picked === undefined || picked.message === '' || column === undefined
      ? undefined
      : { text: picked.message, column };
  }
}

function causeText(cause: Cause): string {
  switch (cause) {
    case 'missingId':
      return l10n.t('Unique ID missing');
    case 'repeatedId':
      return l10n.t('Unique ID repeated');
    case 'sharedId':
      return l10n.t('Unique ID in several sources');
    case 'longId':
      return l10n.t('Unique ID too long');
    case 'reservedColumn':
      return l10n.t('Reserved column name');
    case 'other':
      return l10n.t('Another cause');
  }
}

/** What is wrong with the records, and what to do. AWS documents the causes as those of matching by rules. */
function adviceText(cause: Cause, count: number): string {
  switch (cause) {
    case 'missingId':
      return formatPlural(
        l10n.t(
          '{0, plural, one {# record has no unique ID. Fill in the column that the schema mapping names as the unique ID.} other {# records have no unique ID. Fill in the column that the schema mapping names as the unique ID.}}',
        ),
        count,
      );
    case 'repeatedId':
      return formatPlural(
        l10n.t(
          '{0, plural, one {# record has the unique ID of another record. Remove it, or map a column that is unique.} other {# records have the unique ID of another record. Remove them, or map a column that is unique.}}',
        ),
        count,
      );
    case 'sharedId':
      return formatPlural(
        l10n.t(
          '{0, plural, one {# record has a unique ID that another source has, too. Add a prefix for each source.} other {# records have unique IDs that another source has, too. Add a prefix for each source.}}',
        ),
        count,
      );
    case 'longId':
      return formatPlural(
        l10n.t(
          '{0, plural, one {# record has a unique ID of over 38 characters. Shorten it, or map another column.} other {# records have unique IDs of over 38 characters. Shorten them, or map another column.}}',
        ),
        count,
      );
    case 'reservedColumn':
      return formatPlural(
        l10n.t(
          '{0, plural, one {# record is from a source with a column name that the service uses itself. Rename the column.} other {# records are from a source with a column name that the service uses itself. Rename the column.}}',
        ),
        count,
      );
    case 'other':
      return formatPlural(
        l10n.t(
          '{0, plural, one {# record is in error for a cause that is not known here. The table shows what AWS says.} other {# records are in error for a cause that is not known here. The table shows what AWS says.}}',
        ),
        count,
      );
  }
}
