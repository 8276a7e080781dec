// Opens the pages about a finished job of Entity Resolution. Loaded when the first one is opened.
import { type Job, keyText, titleOf } from '../../domain/jobs/job.ts';
import type { Group } from '../../domain/resolution/groups.ts';
import { rolesOf } from '../../domain/resolution/roles.ts';
import type { RunFile } from '../../domain/resolution/runFiles.ts';
import { connectedTo } from '../../domain/connectedTo.ts';
import { s3PlaceOf } from '../../domain/s3Place.ts';
import { sizeText } from '../../domain/sizeText.ts';
import type { Cells } from '../../domain/tables/records.ts';
import { JoinedTable } from '../../domain/tables/joinedTable.ts';
import type { Table } from '../../domain/tables/table.ts';
import { Budget, TableFile } from '../../domain/tables/tableFile.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import type { Results } from '../results/index.ts';
import { jobTitle, pageFact } from '../results/pageParts.ts';
import type { Page } from '../results/protocol.ts';
import type { ColumnRoles } from './columnRoles.ts';
import { ErrorsSummary } from './errorsSummary.ts';
import type { GroupedBy } from './groupReader.ts';
import { GroupsPage } from './groupsPage.ts';
import { RecordsPage } from './recordsPage.ts';
import { isMapping, RunPage, type RunPages } from './runPage.ts';
import { type TableAddition, TablePage } from './tablePage.ts';

/** Shows the page of a job, or brings it to the front. */
export function showRun(job: Job, results: Results, ports: Ports): void {
  const pages = new Pages(job, results, ports);
  results.showPage(
    keyText(job),
    [],
    l10n.t('Results: {0}', titleOf(job)),
    onDispose => new RunPage(job, ports, pages, onDispose),
  );
}

/** Tabs are kept by the editor, and keys and records may name a patient: their titles have numbers only. */
class Pages implements RunPages {
  readonly #job: Job;
  readonly #results: Results;
  readonly #ports: Ports;

  constructor(job: Job, results: Results, ports: Ports) {
    this.#job = job;
    this.#results = results;
    this.#ports = ports;
  }

  showFile(file: RunFile, number: number): void {
    const name = l10n.t('File {0}', number);
    this.#show(
      `file ${file.key}`,
      name,
      onDispose =>
        new TablePage(
          {
            table: this.#tableOf(file),
            job: this.#job,
            title: oneLine(file.path),
            facts: () => [
              ...pageFact(l10n.t('Job'), jobTitle(this.#job)),
              ...pageFact(l10n.t('Size'), sizeText(file.bytes)),
            ],
            showRecord: (header, record, index) => {
              this.#showRecord(`${file.key} ${index}`, name, header, record, index);
            },
            columnRoles: this.#columnRoles,
            onDispose,
          },
          this.#ports,
        ),
    );
  }

  showGroups(files: readonly RunFile[]): void {
    const name = isMapping(this.#job) ? l10n.t('Pairs') : l10n.t('Clusters');
    this.#show(
      'groups',
      name,
      onDispose =>
        new GroupsPage(
          {
            table: this.#joined(files),
            job: this.#job,
            title: name,
            facts: this.#facts(files),
            isMapping: isMapping(this.#job),
            metrics: () => this.#metrics,
            showGroup: (by, header, records, group) => {
              this.#showGroup(by, header, records, group);
            },
            showTable: () => {
              this.#showTable('all', l10n.t('All records'), files);
            },
            columnRoles: this.#columnRoles,
            onDispose,
          },
          this.#ports,
        ),
    );
  }

  showErrors(files: readonly RunFile[]): void {
    this.#showTable(
      'errors',
      l10n.t('Records in error'),
      files,
      table =>
        new ErrorsSummary(
          table,
          () => this.#metrics['recordsNotProcessed'],
          async header => rolesOf(header, await this.#columnRoles.of(header)),
        ),
    );
  }

  #showTable(key: string, name: string, files: readonly RunFile[], addition?: (table: Table) => TableAddition): void {
    this.#show(key, name, onDispose => {
      const table = this.#joined(files);
      return new TablePage(
        {
          table,
          job: this.#job,
          title: name,
          facts: () => this.#facts(files),
          showRecord: (header, record, index) => {
            this.#showRecord(`${key} ${index}`, name, header, record, index);
          },
          columnRoles: this.#columnRoles,
          onDispose,
          ...(addition === undefined ? {} : { addition: addition(table) }),
        },
        this.#ports,
      );
    });
  }

  #showGroup(by: GroupedBy, header: Cells, records: readonly Cells[], { index, id, size }: Group): void {
    const number = (index + 1).toLocaleString();
    const name = groupName(by, number);
    this.#show(
      // More of its records may have been read since it was opened.
      `group ${by} ${id} ${JSON.stringify(records)}`,
      name,
      onDispose =>
        new RecordsPage(
          {
            title: name,
            facts: [...pageFact(l10n.t('Job'), jobTitle(this.#job)), ...pageFact(l10n.t('ID'), id)],
            statuses:
              records.length === size
                ? []
                : [
                    {
                      sort: 'note',
                      text: l10n.t(
                        'The first {0} of {1} are shown.',
                        records.length.toLocaleString(),
                        size.toLocaleString(),
                      ),
                      actions: [],
                    },
                  ],
            header,
            records,
            names: records.map((_, place) => l10n.t('Record {0}', (place + 1).toLocaleString())),
          },
          onDispose,
        ),
    );
  }

  #showRecord(key: string, of: string, header: Cells, record: Cells, index: number): void {
    const number = (index + 1).toLocaleString();
    const shown = {
      title: l10n.t('Record {0}', number),
      facts: pageFact(l10n.t('Job'), jobTitle(this.#job)),
      statuses: [],
      header,
      records: [record],
      names: [l10n.t('Value')],
    };
    // The file may have changed since a record of that number was opened.
    this.#show(
      `record ${key} ${JSON.stringify(record)}`,
      l10n.t('{0}, record {1}', of, number),
      onDispose => new RecordsPage(shown, onDispose),
    );
  }

  #show(key: string, name: string, create: Parameters<Results['showPage']>[3]): void {
    this.#results.showPage(`${keyText(this.#job)} ${key}`, [], `${name} · ${titleOf(this.#job)}`, create);
  }

  get #columnRoles(): ColumnRoles {
    return this.#results.columnRoles;
  }

  get #metrics(): Readonly<Record<string, number>> {
    return (this.#ports.store.get(keyText(this.#job)) ?? this.#job).metrics ?? {};
  }

  #facts(files: readonly RunFile[]): Page['facts'] {
    return [
      ...pageFact(l10n.t('Job'), jobTitle(this.#job)),
      ...pageFact(
        l10n.t('Files'),
        formatPlural(
          l10n.t('{0, plural, one {# file, {1}} other {# files, {1}}}'),
          files.length,
          sizeText(files.reduce((sum, { bytes }) => sum + bytes, 0)),
        ),
      ),
    ];
  }

  /** The files share what may stay in memory. */
  #joined(files: readonly RunFile[]): JoinedTable {
    const budget = new Budget();
    return new JoinedTable(files.map(file => ({ bytes: file.bytes, open: () => this.#tableOf(file, budget) })));
  }

  #tableOf({ key }: RunFile, budget?: Budget): TableFile {
    const bucket = s3PlaceOf(this.#job.output)?.bucket ?? '';
    const access = () => connectedTo(this.#ports.connection.state, this.#job)?.results;
    return new TableFile({ bucket, key }, this.#job.region, access, this.#ports.start.clock, budget);
  }
}

function groupName(by: GroupedBy, number: string): string {
  switch (by) {
    case 'match':
      return l10n.t('Cluster {0}', number);
    case 'source':
      return l10n.t('Source {0}', number);
    case 'target':
      return l10n.t('Target {0}', number);
  }
}
