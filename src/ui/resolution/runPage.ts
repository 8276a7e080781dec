// The page of a finished job of Entity Resolution: its counts, and the files that it wrote.
import * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { type Job, keyText, kindOfJob } from '../../domain/jobs/job.ts';
import { type Answer, type Refusal, refused } from '../../domain/refusal.ts';
import {
  type FolderSort,
  type RunFile,
  type RunFiles,
  findRunFiles,
  outputFolder,
} from '../../domain/resolution/runFiles.ts';
import { connectedTo } from '../../domain/connectedTo.ts';
import { notConnected } from '../../domain/results/located.ts';
import { cancelled, withTries } from '../../domain/results/refusals.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { oneLine } from '../../domain/visible.ts';
import { commandIds } from '../../ids.ts';
import { askToPayFor } from '../files/pay.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { metricTexts, previousOf } from '../metricTexts.ts';
import type { Ports } from '../ports.ts';
import { failureStatus, jobTitle, orderBy, pageAction, pageFact, sortedColumns } from '../results/pageParts.ts';
import type { PageSource } from '../results/pageSource.ts';
import type { Page, Row, Status, Tile } from '../results/protocol.ts';
import { statusText, timeText } from '../words.ts';

/** Whether a job maps IDs of a source to those of a target. */
export function isMapping(job: Job): boolean {
  return kindOfJob(job)?.family === 'IdMapping';
}

/** The pages that the page of a run leads to. */
export interface RunPages {
  /** `number`: which file of the job it is, from 1. */
  showFile(file: RunFile, number: number): void;
  /** The records of these files, by what they have in common. */
  showGroups(files: readonly RunFile[]): void;
  showErrors(files: readonly RunFile[]): void;
}

type Order = 'name' | 'sort' | 'size' | 'modified';

export class RunPage implements PageSource {
  readonly rowsTitle = l10n.t('Output Files');
  readonly #key: Job;
  readonly #ports: Ports;
  readonly #pages: RunPages;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #onDispose: () => void;
  readonly #stop = new AbortController();
  readonly #subscriptions: { dispose(): unknown }[];
  #found: RunFiles | undefined;
  #failure: Refusal | undefined;
  #isListing = false;
  #revision = 1;
  #order: { readonly order: Order; readonly isDescending: boolean } = { order: 'sort', isDescending: false };

  constructor(job: Job, ports: Ports, pages: RunPages, onDispose: () => void) {
    this.#key = job;
    this.#ports = ports;
    this.#pages = pages;
    this.#onDispose = onDispose;
    this.#subscriptions = [
      // The counts may come after the end of the job.
      ports.store.onDidChange(() => {
        this.#changes.fire();
      }),
      ports.connection.onDidChange(() => {
        if (this.#failure?.name === 'NotConnected') this.#inBackground(this.#list());
      }),
    ];
    this.#inBackground(this.#list());
  }

  get #job(): Job {
    return this.#ports.store.get(keyText(this.#key)) ?? this.#key;
  }

  page(): Page {
    const files = this.#sorted();
    return {
      revision: this.#revision,
      title: jobTitle(this.#job),
      facts: this.#facts(),
      statuses: this.#statuses(),
      actions: this.#actions(),
      tiles: this.#tiles(),
      charts: [],
      fields: [],
      isFiltered: false,
      columns: sortedColumns(columns(), this.#order),
      rowCount: files.length,
      rowsText: formatPlural(
        l10n.t('{0, plural, one {# file, {1}} other {# files, {1}}}'),
        files.length,
        sizeText(files.reduce((sum, { bytes }) => sum + bytes, 0)),
      ),
      emptyText: this.#emptyText(),
    };
  }

  rows(first: number, count: number): readonly Row[] {
    const files = this.#found?.files ?? [];
    return this.#sorted()
      .slice(first, first + count)
      .map(file => ({
        key: String(files.indexOf(file)),
        cells: [
          oneLine(file.path),
          sortText(file.sort),
          sizeText(file.bytes),
          file.modifiedAt === undefined ? '' : timeText(file.modifiedAt),
        ],
      }));
  }

  async take(message: Parameters<PageSource['take']>[0]): Promise<void> {
    switch (message.type) {
      case 'sort': {
        const column = columns().find(({ id }) => id === message.column);
        if (column === undefined) break;
        this.#order = orderBy(column, this.#order);
        this.#revision += 1;
        this.#changes.fire();
        break;
      }
      case 'open': {
        const file = this.#found?.files[Number(message.key)];
        if (file !== undefined) this.#pages.showFile(file, Number(message.key) + 1);
        break;
      }
      case 'action':
        await this.#act(message.id);
        break;
      default:
    }
  }

  dispose(): void {
    this.#stop.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changes.dispose();
    this.#onDispose();
  }

  async #act(id: string): Promise<void> {
    switch (id) {
      case 'retry':
        await this.#list();
        break;
      case 'connect':
        await vscode.commands.executeCommand(commandIds.selectConnection);
        break;
      case 'pay':
        if (await askToPayFor(this.#key, this.#failure, this.#ports.connection)) await this.#list();
        break;
      case 'groups':
        this.#pages.showGroups(this.#filesOf('success'));
        break;
      case 'errors':
        this.#pages.showErrors(this.#filesOf('error'));
        break;
      case 'details':
        await vscode.commands.executeCommand(commandIds.showDetails, this.#job);
    }
  }

  #actions(): Page['actions'] {
    return [
      ...(this.#filesOf('success').length === 0
        ? []
        : [pageAction('groups', isMapping(this.#job) ? l10n.t('Show Pairs') : l10n.t('Show Clusters'), true)]),
      ...(this.#filesOf('error').length === 0 ? [] : [pageAction('errors', l10n.t('Show Records in Error'))]),
      pageAction('details', l10n.t('Show Details')),
    ];
  }

  #filesOf(sort: FolderSort): readonly RunFile[] {
    return (this.#found?.files ?? []).filter(file => file.sort === sort);
  }

  #inBackground(work: Promise<void>): void {
    work.catch((fault: unknown) => {
      this.#ports.log.fault('results not shown', fault);
    });
  }

  async #list(): Promise<void> {
    if (this.#isListing) return;
    this.#isListing = true;
    this.#failure = undefined;
    this.#changes.fire();
    const answer = await this.#answer();
    this.#isListing = false;
    if (answer.ok) this.#found = answer.value;
    else if (answer.refusal.kind !== 'cancelled') this.#failure = answer.refusal;
    this.#revision += 1;
    this.#changes.fire();
  }

  async #answer(): Promise<Answer<RunFiles>> {
    const { signal } = this.#stop;
    const port = connectedTo(this.#ports.connection.state, this.#key)?.results;
    if (port === undefined) return notConnected();
    const answer = await withTries(this.#ports.start.clock, signal, () => findRunFiles(port, this.#job, signal));
    return signal.aborted ? refused(cancelled) : answer;
  }

  #facts(): Page['facts'] {
    const job = this.#job;
    const folder = this.#found?.folder ?? outputFolder(job);
    const previous = previousOf(job, this.#ports.list);
    return [
      ...pageFact(l10n.t('Kind'), kindOfJob(job)?.title ?? job.action),
      ...pageFact(l10n.t('Status'), statusText(job.status)),
      ...pageFact(l10n.t('Workflow'), job.workflow),
      ...pageFact(l10n.t('Job type'), job.jobType),
      ...pageFact(l10n.t('Ended'), job.endedAt === undefined ? undefined : timeText(job.endedAt)),
      ...pageFact(l10n.t('Output'), folder && s3Uri(folder)),
      ...pageFact(l10n.t('Message'), job.message),
      ...pageFact(
        l10n.t('Compared with'),
        previous && job.metrics && l10n.t('the run of {0}', timeText(previous.submittedAt ?? previous.seenAt)),
      ),
    ];
  }

  #tiles(): readonly Tile[] {
    const job = this.#job;
    return metricTexts(job, previousOf(job, this.#ports.list)).map(({ name, value, share, change }) => {
      const detail = [
        ...(share === '' ? [] : [l10n.t('{0} of the input', share)]),
        ...(change === '' ? [] : [l10n.t('change {0}', change)]),
      ].join(' · ');
      return { label: name, value, ...(detail === '' ? {} : { detail }) };
    });
  }

  #statuses(): readonly Status[] {
    if (this.#isListing)
      return [{ sort: 'busy', text: l10n.t('Looking for the output files of this job…'), actions: [] }];
    if (this.#failure !== undefined)
      return [failureStatus(this.#failure, this.#key.account, pageAction('retry', l10n.t('Try Again'), true))];
    return this.#found?.more === true
      ? [
          {
            sort: 'note',
            text: l10n.t('There are more files than can be listed. The output path may hold those of many jobs.'),
            actions: [],
          },
        ]
      : [];
  }

  #emptyText(): string {
    if (this.#found === undefined)
      return this.#isListing ? l10n.t('Loading…') : l10n.t('The output files are not known.');
    return l10n.t('No output files were found. If AWS may not write to the bucket, it tries again for up to 30 days.');
  }

  #sorted(): readonly RunFile[] {
    const files = this.#found?.files ?? [];
    const { order, isDescending } = this.#order;
    // As they were found: records first.
    if (order === 'sort') return isDescending ? files.toReversed() : files;
    const keyOf = keys[order];
    const sign = isDescending ? -1 : 1;
    return files.toSorted((a, b) => (keyOf(a) === keyOf(b) ? 0 : keyOf(a) < keyOf(b) ? -sign : sign));
  }
}

const keys: Readonly<Record<Exclude<Order, 'sort'>, (file: RunFile) => string | number>> = {
  name: ({ path }) => path,
  size: ({ bytes }) => bytes,
  modified: ({ modifiedAt }) => modifiedAt ?? 0,
};

function columns(): readonly { id: Order; label: string; isNumber: boolean; width: number }[] {
  return [
    { id: 'name', label: l10n.t('File'), isNumber: false, width: 5 },
    { id: 'sort', label: l10n.t('Records'), isNumber: false, width: 2 },
    { id: 'size', label: l10n.t('Size'), isNumber: true, width: 1.2 },
    { id: 'modified', label: l10n.t('Modified'), isNumber: false, width: 2.4 },
  ];
}

function sortText(sort: FolderSort): string {
  switch (sort) {
    case 'success':
      return l10n.t('Matched');
    case 'error':
      return l10n.t('In error');
    case 'other':
      return l10n.t('Other');
  }
}
