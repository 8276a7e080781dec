// The page that compares the results of two jobs.
import { Emitter } from '../../domain/event.ts';
import { type ComparedDocument, type ResultsComparison, comparedCounts } from '../../domain/results/comparing.ts';
import type { JobResults } from '../../domain/results/jobResults.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { showDiff } from '../window/files.ts';
import { timeText } from '../words.ts';
import type { Ports } from '../ports.ts';
import type { PageSource } from './pageSource.ts';
import { jobTitle, noRowsText, orderBy, pageAction, pageFact, rowsText, sortedColumns } from './pageParts.ts';
import type { Page, Row, Status } from './protocol.ts';
import { readingText } from './texts.ts';
import { resultsUri } from './uris.ts';

type ColumnId = 'name' | 'gained' | 'lost' | 'changed' | 'same';

export class ComparisonPage implements PageSource {
  readonly #comparison: ResultsComparison;
  readonly rowsTitle = l10n.t('Documents');
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #subscription: { dispose(): unknown };
  readonly #onDispose: () => void;
  #revision = 0;
  #sorting: { readonly order: ColumnId; readonly isDescending: boolean } = { order: 'changed', isDescending: true };
  #name = '';
  #differingOnly = false;
  /** The numbers of the documents that are shown, in order. */
  #selected: readonly number[] | undefined;

  constructor(comparison: ResultsComparison, log: Ports['log'], onDispose: () => void) {
    this.#comparison = comparison;
    this.#onDispose = onDispose;
    this.#subscription = comparison.onDidChange(() => {
      this.#changed();
    });
    comparison.run().catch((fault: unknown) => {
      log.fault('results not shown', fault);
    });
  }

  page(): Page {
    const { before, after, counts, documents } = this.#comparison;
    const selected = this.#select();
    const unread = documents.filter(document => document.counts === undefined).length;
    return {
      revision: this.#revision,
      title: l10n.t('Comparison of Results'),
      facts: [
        // Differences of the model come first: they explain the others.
        ...pageFact(l10n.t('Model versions'), l10n.t('{0} → {1}', versionsOf(before), versionsOf(after))),
        ...pageFact(l10n.t('Before'), jobText(before)),
        ...pageFact(l10n.t('After'), jobText(after)),
      ],
      statuses: this.#statuses(unread),
      actions: [],
      tiles: comparedCounts.map(name => ({ label: countText(name), value: counts[name].toLocaleString() })),
      charts: [],
      fields: [
        { id: 'name', label: l10n.t('Name'), kind: 'text', value: this.#name },
        {
          id: 'which',
          label: l10n.t('Documents'),
          kind: 'choice',
          value: this.#differingOnly ? 'differing' : '',
          options: [{ value: 'differing', label: l10n.t('With differences') }],
        },
      ],
      isFiltered: this.#isFiltered,
      columns: this.#columns(),
      rowCount: selected.length,
      rowsText: rowsText(selected.length, documents.length),
      emptyText: this.#comparison.isBusy ? l10n.t('Loading…') : noRowsText(this.#isFiltered),
    };
  }

  rows(first: number, count: number): readonly Row[] {
    return this.#select()
      .slice(first, first + count)
      .flatMap(key => {
        const document = this.#comparison.documents[key];
        return document === undefined ? [] : [rowOf(key, document)];
      });
  }

  async take(message: Parameters<PageSource['take']>[0]): Promise<void> {
    switch (message.type) {
      case 'field':
        if (message.id === 'name') this.#name = message.value;
        if (message.id === 'which') this.#differingOnly = message.value !== '';
        break;
      case 'clearFilter':
        this.#name = '';
        this.#differingOnly = false;
        break;
      case 'sort': {
        const column = this.#columns().find(({ id }) => id === message.column);
        if (column === undefined) return;
        this.#sorting = orderBy(column, this.#sorting);
        break;
      }
      case 'action':
        if (message.id === 'stop') this.#comparison.stop();
        if (message.id === 'retry') await this.#comparison.run();
        break;
      case 'open':
        await this.#open(Number(message.key));
        return;
      case 'pick':
      case 'copyCell':
      case 'copyRow':
      case 'rowAction':
        return;
    }
    this.#changed();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#comparison.dispose();
    this.#changes.dispose();
    this.#onDispose();
  }

  #changed(): void {
    this.#selected = undefined;
    this.#revision += 1;
    this.#changes.fire();
  }

  async #open(key: number): Promise<void> {
    const { before, after, documents } = this.#comparison;
    const document = documents[key];
    if (document?.before === undefined || document.after === undefined) return;
    await showDiff(
      resultsUri('entities', before.job, document.before),
      resultsUri('entities', after.job, document.after),
      l10n.t(
        'Document {0}: {1} ↔ {2}',
        (document.after + 1).toLocaleString(),
        jobTitle(before.job),
        jobTitle(after.job),
      ),
    );
  }

  #select(): readonly number[] {
    if (this.#selected !== undefined) return this.#selected;
    const { documents } = this.#comparison;
    const name = this.#name.toLowerCase();
    const found: number[] = [];
    for (const [key, { input, counts }] of documents.entries())
      if (
        oneLine(input).toLowerCase().includes(name) &&
        (!this.#differingOnly || counts === undefined || counts.gained + counts.lost + counts.changed > 0)
      )
        found.push(key);
    const { order, isDescending } = this.#sorting;
    const sign = isDescending ? -1 : 1;
    const byName = (a: number, b: number): number =>
      (documents[a]?.input ?? '') < (documents[b]?.input ?? '') ? -1 : 1;
    const countOf = (key: number): number => (order === 'name' ? 0 : (documents[key]?.counts?.[order] ?? -1));
    return (this.#selected = found.sort((a, b) =>
      order === 'name' ? sign * byName(a, b) : sign * (countOf(a) - countOf(b)) || byName(a, b),
    ));
  }

  get #isFiltered(): boolean {
    return this.#name !== '' || this.#differingOnly;
  }

  #columns(): ReturnType<typeof sortedColumns<ColumnId>> {
    return sortedColumns<ColumnId>(
      [
        { id: 'name', label: l10n.t('Document'), isNumber: false, width: 6 },
        ...comparedCounts.map(id => ({ id, label: countText(id), isNumber: true, width: 1.2 })),
      ],
      this.#sorting,
    );
  }

  #statuses(unread: number): readonly Status[] {
    const { isBusy, failure, documents, total, after } = this.#comparison;
    if (isBusy)
      return [
        {
          sort: 'busy',
          text: l10n.t('Comparing: {0} of {1}', documents.length.toLocaleString(), total.toLocaleString()),
          ...(total === 0 ? {} : { progress: documents.length / total }),
          actions: [pageAction('stop', l10n.t('Stop'))],
        },
      ];
    const isPart = failure === undefined && (total === 0 || documents.length < total);
    return [
      ...(isPart
        ? [
            {
              sort: 'note' as const,
              text: l10n.t('Stopped after {0} of {1}.', documents.length.toLocaleString(), total.toLocaleString()),
              actions: [pageAction('retry', l10n.t('Continue'))],
            },
          ]
        : []),
      ...(failure === undefined
        ? []
        : [
            {
              sort: 'problem' as const,
              text: readingText(failure, after.job.account),
              actions: [pageAction('retry', l10n.t('Continue'))],
            },
          ]),
      ...(unread === 0
        ? []
        : [
            {
              sort: 'note' as const,
              text: formatPlural(
                l10n.t(
                  '{0, plural, one {# document could not be compared, because one of its outputs is missing.} other {# documents could not be compared, because one of their outputs is missing.}}',
                ),
                unread,
              ),
              actions: [],
            },
          ]),
    ];
  }
}

function rowOf(key: number, document: ComparedDocument): Row {
  const { input, counts } = document;
  return {
    key: String(key),
    cells: [oneLine(input), ...comparedCounts.map(name => counts?.[name].toLocaleString() ?? '')],
    ...(counts === undefined ? { problem: problemOf(document) } : {}),
  };
}

function countText(name: (typeof comparedCounts)[number]): string {
  switch (name) {
    case 'gained':
      return l10n.t('Gained');
    case 'lost':
      return l10n.t('Lost');
    case 'changed':
      return l10n.t('Changed');
    case 'same':
      return l10n.t('Same');
  }
}

function problemOf({ before, after }: ComparedDocument): string {
  if (before === undefined) return l10n.t('Only the later job has this document.');
  if (after === undefined) return l10n.t('Only the earlier job has this document.');
  return l10n.t('One of the outputs is missing or not readable.');
}

function versionsOf({ modelVersions }: JobResults): string {
  return modelVersions.length === 0 ? '…' : modelVersions.join(', ');
}

function jobText({ job }: JobResults): string {
  return [
    jobTitle(job),
    job.id.slice(0, 8),
    ...(job.submittedAt === undefined ? [] : [timeText(job.submittedAt)]),
  ].join(' · ');
}
