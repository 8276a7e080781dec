// A table of records: those of an output file, or of several.
import * as vscode from 'vscode';
import type { Connection } from '../../domain/connection.ts';
import { csvLine } from '../../domain/csv.ts';
import { Emitter } from '../../domain/event.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { type Roles, rolesOf } from '../../domain/resolution/roles.ts';
import type { Cells } from '../../domain/tables/records.ts';
import { type Selection, everything, isEverything, select } from '../../domain/tables/selection.ts';
import type { Table } from '../../domain/tables/table.ts';
import { oneLine } from '../../domain/visible.ts';
import { commandIds } from '../../ids.ts';
import { askToPayFor } from '../files/pay.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import type { PageSource } from '../results/pageSource.ts';
import type { Chart, FromPage, Page, Row, Status } from '../results/protocol.ts';
import { askRole, roleAction, roleFact } from './askRole.ts';
import type { ColumnRoles } from './columnRoles.ts';
import { columnName, longestCell, readText, tableColumns, tableStatuses } from './tableTexts.ts';

/** Browsers draw no page that is higher than about 33 million pixels. */
const mostRows = 1_000_000;
/** So many records before the end of what is known, more is read. */
const readAhead = 100;
/** How many records decide how wide columns are. */
const sampled = 100;
/** How much more is read when the user asks for it, in bytes. */
const moreBytes = 4 * 1_024 * 1_024;

/** What a page shows besides the table itself. */
export interface TableAddition {
  /** Called when more records are known. */
  update(): Promise<void>;
  /** Called when columns got other roles: the next update begins anew. */
  restart(): void;
  charts(selection: Selection): readonly Chart[];
  statuses(): readonly Status[];
  /** Returns the text that a bar filters by. */
  pick(chart: string, bar: number): { readonly text: string; readonly column: number } | undefined;
}

export interface TablePageOptions {
  readonly table: Table;
  readonly job: Job;
  readonly title: string;
  readonly facts: () => Page['facts'];
  /** Shows a record by itself. */
  readonly showRecord: (header: Cells, record: Cells, number: number) => void;
  readonly columnRoles: ColumnRoles;
  readonly onDispose: () => void;
  readonly addition?: TableAddition;
}

export class TablePage implements PageSource {
  readonly rowsTitle = l10n.t('Records');
  readonly #options: TablePageOptions;
  readonly #log: Ports['log'];
  readonly #connection: Connection;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];
  #selection: Selection = everything;
  /** The records that are shown; undefined: all in their order. */
  #selected: Uint32Array | undefined;
  #selecting: AbortController | undefined;
  #sample: readonly Cells[] = [];
  #sampledColumns = 0;
  /** What the columns stand for; undefined as long as there are none. */
  #roles: Roles | undefined;
  #revision = 1;
  #reloads = 0;
  #isReadingOn = false;

  constructor(options: TablePageOptions, ports: { readonly log: Ports['log']; readonly connection: Connection }) {
    const { table } = options;
    this.#options = options;
    this.#log = ports.log;
    this.#connection = ports.connection;
    this.#subscriptions = [
      table.onDidChange(() => {
        this.#inBackground(this.#learn());
      }),
      ports.connection.onDidChange(() => {
        if (table.failure?.name === 'NotConnected') this.#inBackground(this.#readAgain());
      }),
      options.columnRoles.onDidChange(() => {
        options.addition?.restart();
        this.#inBackground(this.#learn());
      }),
    ];
    // What is counted is counted in more than the first rows.
    this.#inBackground(options.addition === undefined ? this.#read() : this.#readOn());
  }

  page(): Page {
    const { table, title, facts, job, addition } = this.#options;
    const shown = this.#selected?.length ?? Math.min(table.length, mostRows);
    const isSelecting = this.#selecting !== undefined;
    const isPlain = this.#roles !== undefined && Object.keys(this.#roles).length === 0;
    return {
      revision: this.#revision,
      title,
      facts: [...facts(), ...roleFact(table.header, this.#roles ?? {})],
      statuses: [
        ...tableStatuses(table, this.#selection, { account: job.account, mostRows, isSelecting }),
        ...(addition?.statuses() ?? []),
        ...(isPlain
          ? [
              {
                sort: 'note' as const,
                text: l10n.t('No column was recognized by its name. This is a plain table.'),
                actions: [roleAction()],
              },
            ]
          : []),
      ],
      actions: this.#roles === undefined || isPlain ? [] : [roleAction()],
      tiles: [],
      charts: addition?.charts(this.#selection) ?? [],
      fields: this.#fields(),
      isFiltered: this.#selection.text !== '' || this.#selection.column !== undefined,
      columns: [],
      grid: {
        columns: tableColumns(table.header, this.#sample, this.#selection),
        isNamed: false,
        open: l10n.t('Show Record'),
      },
      rowCount: shown,
      rowsText: readText(table, this.#selection, shown),
      emptyText: table.isWhole
        ? isEverything(this.#selection)
          ? l10n.t('No records.')
          : l10n.t('No records match the filter.')
        : '',
    };
  }

  async rows(first: number, count: number): Promise<readonly Row[]> {
    const { table } = this.#options;
    if (this.#selected === undefined && first + count > table.length - readAhead && table.length < mostRows)
      this.#inBackground(this.#read());
    const numbers = Array.from(
      { length: Math.max(0, Math.min(count, (this.#selected?.length ?? table.length) - first)) },
      (_, index) => this.#selected?.[first + index] ?? first + index,
    );
    const records = await (this.#selected === undefined ? table.records(first, count) : table.recordsAt(numbers));
    if (!records.ok) {
      if (table.failure === undefined) this.#inBackground(this.#read());
      return [];
    }
    return records.value.map((cells, index) => ({
      key: String(numbers[index] ?? 0),
      cells: table.header.map((_, column) => oneLine(cells[column] ?? '', longestCell)),
    }));
  }

  async take(message: Parameters<PageSource['take']>[0]): Promise<void> {
    const { table } = this.#options;
    switch (message.type) {
      case 'field':
        this.#setField(message);
        break;
      case 'clearFilter':
        this.#set({ text: '', column: undefined });
        break;
      case 'sort': {
        const order = this.#columnOf(message.column);
        if (order === undefined) break;
        // A third click brings the order of the file back.
        if (order !== this.#selection.order) this.#set({ order, isDescending: false });
        else if (!this.#selection.isDescending) this.#set({ isDescending: true });
        else this.#set({ order: undefined, isDescending: false });
        break;
      }
      case 'pick': {
        const picked = this.#options.addition?.pick(message.chart, message.bar);
        if (picked === undefined) break;
        const isPicked = picked.text === this.#selection.text && picked.column === this.#selection.column;
        this.#set(isPicked ? { text: '', column: undefined } : picked);
        break;
      }
      case 'action':
        if (message.id === 'more') await (table.failure === undefined ? this.#readOn() : this.#readAgain());
        if (message.id === 'role') await askRole(table.header, this.#options.columnRoles);
        if (message.id === 'pay' && (await askToPayFor(this.#options.job, table.failure, this.#connection)))
          await this.#readAgain();
        if (message.id === 'connect') await vscode.commands.executeCommand(commandIds.selectConnection);
        break;
      case 'open': {
        const record = await this.#record(message.key);
        if (record !== undefined) this.#options.showRecord(this.#options.table.header, record, Number(message.key));
        break;
      }
      case 'copyCell': {
        const record = await this.#record(message.key);
        const column = this.#columnOf(message.column);
        if (record !== undefined && column !== undefined) await vscode.env.clipboard.writeText(record[column] ?? '');
        break;
      }
      case 'copyRow': {
        const record = await this.#record(message.key);
        if (record !== undefined) await vscode.env.clipboard.writeText(csvLine(record));
        break;
      }
      case 'rowAction':
    }
  }

  dispose(): void {
    this.#selecting?.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#options.table.dispose();
    this.#changes.dispose();
    this.#options.onDispose();
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((fault: unknown) => {
      this.#log.fault('results not shown', fault);
    });
  }

  async #read(): Promise<void> {
    const { table } = this.#options;
    const reading = table.readMore();
    if (table.length === 0) this.#changes.fire();
    await reading;
  }

  /** Reads after a failure: the page also asks again for rows that did not come. */
  async #readAgain(): Promise<void> {
    await this.#read();
    this.#revision += 1;
    this.#changes.fire();
  }

  async #readOn(): Promise<void> {
    const { table } = this.#options;
    if (this.#isReadingOn) return;
    this.#isReadingOn = true;
    try {
      const until = table.readBytes + moreBytes;
      while (!table.isWhole && table.readBytes < until) if (!(await table.readMore()).ok) break;
    } finally {
      this.#isReadingOn = false;
    }
    await this.#learn();
  }

  /** Brings what is derived from the table up to date. */
  async #learn(): Promise<void> {
    const { table, addition } = this.#options;
    if (table.reloads !== this.#reloads) {
      this.#reloads = table.reloads;
      this.#revision += 1;
      this.#sampledColumns = 0;
      if (table.length === 0 && !table.isWhole) this.#inBackground(this.#read());
    }
    if (table.header.length !== this.#sampledColumns) {
      this.#sampledColumns = table.header.length;
      const records = await table.records(0, sampled);
      this.#sample = records.ok ? records.value : [];
    }
    if (table.header.length > 0) this.#roles = rolesOf(table.header, await this.#options.columnRoles.of(table.header));
    await addition?.update();
    if (!isEverything(this.#selection) && !this.#isReadingOn) this.#reselect();
    this.#changes.fire();
  }

  #fields(): Page['fields'] {
    const { header } = this.#options.table;
    const { text, column } = this.#selection;
    return [
      { id: 'text', label: l10n.t('Contains'), kind: 'text', value: text },
      {
        id: 'column',
        label: l10n.t('In column'),
        kind: 'choice',
        value: column === undefined ? '' : String(column),
        options: header.map((_, index) => ({ value: String(index), label: columnName(header, index) })),
      },
    ];
  }

  #setField({ id, value }: Extract<FromPage, { readonly type: 'field' }>): void {
    if (id === 'text') this.#set({ text: value });
    if (id === 'column') this.#set({ column: this.#columnOf(value) });
  }

  #columnOf(id: string): number | undefined {
    return /^\d{1,6}$/.test(id) && Number(id) < this.#options.table.header.length ? Number(id) : undefined;
  }

  #set(change: { [K in keyof Selection]?: Selection[K] | undefined }): void {
    const { text = '', column, order, isDescending = false } = { ...this.#selection, ...change };
    this.#selection = {
      text,
      isDescending,
      ...(column === undefined ? {} : { column }),
      ...(order === undefined ? {} : { order }),
    };
    this.#reselect();
  }

  #reselect(): void {
    this.#selecting?.abort();
    this.#selecting = undefined;
    const selection = this.#selection;
    if (isEverything(selection)) {
      this.#selected = undefined;
      this.#revision += 1;
      this.#changes.fire();
      return;
    }
    const stop = (this.#selecting = new AbortController());
    this.#changes.fire();
    this.#inBackground(
      select(this.#options.table, selection, stop.signal).then(selected => {
        if (this.#selecting !== stop) return;
        this.#selecting = undefined;
        if (selected !== undefined) this.#selected = selected;
        this.#revision += 1;
        this.#changes.fire();
      }),
    );
  }

  async #record(key: string): Promise<Cells | undefined> {
    const { table } = this.#options;
    if (!/^\d{1,15}$/.test(key) || Number(key) >= table.length) return undefined;
    const records = await table.recordsAt([Number(key)]);
    return records.ok ? records.value[0] : undefined;
  }
}
