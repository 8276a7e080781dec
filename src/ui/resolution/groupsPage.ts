// The clusters that a matching job found, or the pairs of a mapping job: the largest first.
import * as vscode from 'vscode';
import type { Connection } from '../../domain/connection.ts';
import { Emitter } from '../../domain/event.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { type Group, type Groups, sizeSteps } from '../../domain/resolution/groups.ts';
import { type Roles, rolesOf } from '../../domain/resolution/roles.ts';
import type { Cells } from '../../domain/tables/records.ts';
import type { Table } from '../../domain/tables/table.ts';
import { oneLine } from '../../domain/visible.ts';
import { commandIds } from '../../ids.ts';
import { askToPayFor } from '../files/pay.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { pageAction } from '../results/pageParts.ts';
import type { PageSource } from '../results/pageSource.ts';
import type { Chart, Column, Page, Row } from '../results/protocol.ts';
import { askRole, roleAction, roleFact } from './askRole.ts';
import type { ColumnRoles } from './columnRoles.ts';
import { type GroupedBy, GroupReader } from './groupReader.ts';
import { groupStatuses, groupTiles, stepText } from './groupTexts.ts';

/** The most records that are put side by side. */
const maxMembers = 200;

export interface GroupsPageOptions {
  readonly table: Table;
  readonly job: Job;
  readonly title: string;
  readonly facts: Page['facts'];
  readonly isMapping: boolean;
  /** The counts of the job, by AWS's names. */
  readonly metrics: () => Readonly<Record<string, number>>;
  readonly showGroup: (by: GroupedBy, header: Cells, records: readonly Cells[], group: Group) => void;
  readonly showTable: () => void;
  readonly columnRoles: ColumnRoles;
  readonly onDispose: () => void;
}

export class GroupsPage implements PageSource {
  readonly rowsTitle: string;
  readonly #options: GroupsPageOptions;
  readonly #log: Ports['log'];
  readonly #connection: Connection;
  readonly #reader: GroupReader;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];
  #by: GroupedBy;
  #text = '';
  #step: number | undefined;
  #roles: Roles = {};
  #revision = 1;
  /** What was shown last. */
  #selected: readonly number[] = [];

  constructor(options: GroupsPageOptions, ports: { readonly log: Ports['log']; readonly connection: Connection }) {
    this.#options = options;
    this.#log = ports.log;
    this.#connection = ports.connection;
    const { table, isMapping, columnRoles } = options;
    this.rowsTitle = isMapping ? l10n.t('Pairs') : l10n.t('Clusters');
    this.#by = isMapping ? 'source' : 'match';
    this.#reader = new GroupReader(
      table,
      isMapping ? ['source', 'target'] : ['match'],
      () => {
        this.#changes.fire();
      },
      async header => (this.#roles = rolesOf(header, await columnRoles.of(header))),
    );
    this.#subscriptions = [
      ports.connection.onDidChange(() => {
        if (table.failure?.name === 'NotConnected') this.#read();
      }),
      columnRoles.onDidChange(() => {
        this.#inBackground(this.#reader.regroup());
      }),
    ];
    this.#read();
  }

  page(): Page {
    const { title, facts, table, job, isMapping, metrics } = this.#options;
    const groups = this.#groups;
    this.#selected = groups?.select(this.#range, this.#text) ?? [];
    this.#revision += 1;
    return {
      revision: this.#revision,
      title,
      facts: [...facts, ...roleFact(table.header, this.#roles)],
      statuses: groupStatuses(this.#reader, table, { account: job.account, isMapping, metrics: metrics() }),
      actions: [
        pageAction('table', l10n.t('Show All Records')),
        ...(table.header.length === 0 || this.#reader.isUnknown ? [] : [roleAction()]),
      ],
      tiles: groupTiles(this.#reader, isMapping),
      charts: groups === undefined ? [] : [this.#chart(groups)],
      fields: [
        { id: 'text', label: this.#idLabel(), kind: 'text', value: this.#text },
        ...(isMapping
          ? [
              {
                id: 'by',
                label: l10n.t('By'),
                kind: 'choice' as const,
                value: this.#by === 'target' ? 'target' : '',
                options: [{ value: 'target', label: l10n.t('Target') }],
              },
            ]
          : []),
      ],
      isFiltered: this.#text !== '' || this.#step !== undefined,
      columns: this.#columns(),
      rowCount: this.#selected.length,
      rowsText: l10n.t('{0} of {1}', this.#selected.length.toLocaleString(), (groups?.length ?? 0).toLocaleString()),
      emptyText: this.#reader.isReading ? l10n.t('Loading…') : l10n.t('Nothing to show.'),
    };
  }

  rows(first: number, count: number): readonly Row[] {
    const groups = this.#groups;
    if (groups === undefined) return [];
    return this.#selected.slice(first, first + count).map(index => {
      const { id, size, rules, confidence } = groups.group(index);
      return {
        key: String(index),
        cells: [
          oneLine(id, 200),
          size.toLocaleString(),
          rules.map(rule => oneLine(rule, 100)).join(', '),
          confidence === undefined ? '' : confidence.toLocaleString(),
        ],
      };
    });
  }

  async take(message: Parameters<PageSource['take']>[0]): Promise<void> {
    switch (message.type) {
      case 'field':
        if (message.id === 'text') this.#text = message.value;
        if (message.id === 'by') this.#by = message.value === 'target' ? 'target' : 'source';
        break;
      case 'clearFilter':
        this.#text = '';
        this.#step = undefined;
        break;
      case 'pick': {
        const step = this.#steps()[message.bar]?.step;
        this.#step = this.#step === step ? undefined : step;
        break;
      }
      case 'action':
        await this.#act(message.id);
        break;
      case 'open':
        await this.#open(Number(message.key));
        break;
      default:
        return;
    }
    this.#changes.fire();
  }

  dispose(): void {
    this.#reader.stop();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#options.table.dispose();
    this.#changes.dispose();
    this.#options.onDispose();
  }

  get #groups(): Groups | undefined {
    return this.#reader.groups(this.#by);
  }

  get #range(): readonly [number, number] {
    return (this.#step === undefined ? undefined : sizeSteps[this.#step]) ?? [1, Infinity];
  }

  #read(): void {
    this.#inBackground(this.#reader.read());
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((fault: unknown) => {
      this.#log.fault('results not shown', fault);
    });
  }

  async #act(id: string): Promise<void> {
    switch (id) {
      case 'more':
        this.#read();
        break;
      case 'stop':
        this.#reader.stop();
        break;
      case 'table':
        this.#options.showTable();
        break;
      case 'role':
        await askRole(this.#options.table.header, this.#options.columnRoles);
        break;
      case 'pay':
        if (await askToPayFor(this.#options.job, this.#options.table.failure, this.#connection)) this.#read();
        break;
      case 'connect':
        await vscode.commands.executeCommand(commandIds.selectConnection);
    }
  }

  async #open(index: number): Promise<void> {
    const { table, showGroup } = this.#options;
    const [by, groups] = [this.#by, this.#groups];
    if (groups === undefined || !(index < groups.length)) return;
    const members = groups.members(index, maxMembers);
    // The files may have been found changed just now.
    if (members.some(number => number >= table.length)) return;
    const records = await table.recordsAt(members);
    if (records.ok) showGroup(by, table.header, records.value, groups.group(index));
    else this.#read();
  }

  /** The sizes that occur. */
  #steps(): readonly { readonly step: number; readonly count: number }[] {
    return (this.#groups?.distribution() ?? [])
      .map((count, step) => ({ step, count }))
      .filter(({ count }) => count > 0);
  }

  #chart(groups: Groups): Chart {
    return {
      id: 'sizes',
      title: l10n.t('Sizes'),
      kind: 'bars',
      labelHead: l10n.t('Records'),
      countHead: this.#options.isMapping ? this.#idLabel() : l10n.t('Clusters'),
      bars: this.#steps().map(({ step, count }) => ({
        label: stepText(step),
        count,
        text: l10n.t(
          '{0} ({1})',
          count.toLocaleString(),
          (count / groups.length).toLocaleString(undefined, { style: 'percent', maximumFractionDigits: 1 }),
        ),
        isPicked: step === this.#step,
      })),
    };
  }

  #idLabel(): string {
    switch (this.#by) {
      case 'match':
        return l10n.t('Match ID');
      case 'source':
        return l10n.t('Source ID');
      case 'target':
        return l10n.t('Target ID');
    }
  }

  #columns(): readonly Column[] {
    return [
      { id: 'id', label: this.#idLabel(), isNumber: false, width: 4 },
      { id: 'size', label: l10n.t('Records'), isNumber: true, width: 1.2 },
      { id: 'rules', label: l10n.t('Rules'), isNumber: false, width: 3 },
      { id: 'confidence', label: l10n.t('Lowest confidence'), isNumber: true, width: 2 },
    ];
  }
}
