// Records side by side: a row for each field, in which it is marked where they differ.
import * as vscode from 'vscode';
import { csvLine } from '../../domain/csv.ts';
import { Emitter } from '../../domain/event.ts';
import { differs } from '../../domain/resolution/differing.ts';
import type { Cells } from '../../domain/tables/records.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import type { PageSource } from '../results/pageSource.ts';
import type { GridColumn, Page, Row } from '../results/protocol.ts';
import { columnName } from './tableTexts.ts';

interface ShownRecords {
  readonly title: string;
  readonly facts: Page['facts'];
  readonly statuses: Page['statuses'];
  readonly header: Cells;
  readonly records: readonly Cells[];
  /** What each record is called. */
  readonly names: readonly string[];
}

const longestValue = 2_000;
const [leastChars, mostChars] = [12, 40];

export class RecordsPage implements PageSource {
  readonly #shown: ShownRecords;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly rowsTitle: string;
  readonly #onDispose: () => void;
  #differing = false;
  #revision = 1;

  constructor(shown: ShownRecords, onDispose: () => void) {
    this.#shown = shown;
    this.#onDispose = onDispose;
    this.rowsTitle = shown.records.length === 1 ? l10n.t('Fields') : l10n.t('Side by Side');
  }

  page(): Page {
    const { title, facts, statuses, header, records } = this.#shown;
    const fields = this.#fields();
    const differing = header.filter((_, field) => differs(records, field)).length;
    const isOne = records.length === 1;
    return {
      revision: this.#revision,
      title,
      facts,
      statuses,
      actions: [],
      tiles: [],
      charts: [],
      fields: isOne
        ? []
        : [
            {
              id: 'fields',
              label: l10n.t('Fields'),
              kind: 'choice',
              value: this.#differing ? 'differing' : '',
              options: [{ value: 'differing', label: l10n.t('That differ') }],
            },
          ],
      isFiltered: this.#differing,
      columns: [],
      grid: { columns: this.#columns(), isNamed: true },
      rowCount: fields.length,
      rowsText: isOne
        ? formatPlural(l10n.t('{0, plural, one {# field} other {# fields}}'), header.length)
        : formatPlural(
            l10n.t('{0, plural, one {# of {1} fields differs} other {# of {1} fields differ}}'),
            differing,
            header.length.toLocaleString(),
          ),
      emptyText: l10n.t('No field differs.'),
    };
  }

  rows(first: number, count: number): readonly Row[] {
    const { header, records } = this.#shown;
    return this.#fields()
      .slice(first, first + count)
      .map(field => ({
        key: String(field),
        cells: [columnName(header, field), ...records.map(record => oneLine(record[field] ?? '', longestValue))],
        ...(differs(records, field) ? { note: l10n.t('Differs') } : {}),
      }));
  }

  async take(message: Parameters<PageSource['take']>[0]): Promise<void> {
    const { header, records } = this.#shown;
    switch (message.type) {
      case 'field':
        if (message.id === 'fields') this.#show(message.value === 'differing');
        break;
      case 'clearFilter':
        this.#show(false);
        break;
      case 'copyCell': {
        const record = Number(message.column) - 1;
        const text = record < 0 ? columnName(header, Number(message.key)) : records[record]?.[Number(message.key)];
        if (text !== undefined) await vscode.env.clipboard.writeText(text);
        break;
      }
      case 'copyRow':
        if (Number(message.key) < header.length)
          await vscode.env.clipboard.writeText(
            csvLine([
              columnName(header, Number(message.key)),
              ...records.map(record => record[Number(message.key)] ?? ''),
            ]),
          );
        break;
      default:
    }
  }

  dispose(): void {
    this.#changes.dispose();
    this.#onDispose();
  }

  #show(differing: boolean): void {
    this.#differing = differing;
    this.#revision += 1;
    this.#changes.fire();
  }

  #fields(): readonly number[] {
    const { header, records } = this.#shown;
    return Array.from(header.keys()).filter(field => !this.#differing || differs(records, field));
  }

  #columns(): readonly GridColumn[] {
    const { header, records, names } = this.#shown;
    const chars = (texts: readonly string[]): number =>
      Math.max(
        leastChars,
        Math.min(
          mostChars,
          texts.reduce((most, { length }) => Math.max(most, length), 0),
        ),
      );
    return [
      {
        id: '0',
        label: l10n.t('Field'),
        isNumber: false,
        chars: chars(header.map((_, index) => columnName(header, index))),
      },
      ...records.map((record, index) => ({
        id: String(index + 1),
        label: names[index] ?? '',
        isNumber: false,
        chars: chars(record),
      })),
    ];
  }
}
