// The rows of batches in the view: those of which more will come, with their runs. A run that was started is the row of
// its job.
import type { HistoryRecords } from '../../domain/jobs/ports.ts';
import type { QueueRecords } from '../../domain/jobs/queue/ports.ts';
import { canBeResumed } from '../../domain/jobs/queue/resume.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { type Account, type Job, keyText } from '../../domain/jobs/job.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import { type Capability, capabilities, commandIds } from '../../ids.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { jobRow } from '../tree/jobRow.ts';
import { type NodeKey, allRunsKey, batchKey, runKey } from '../tree/keys.ts';
import type { BatchRows, Row, TreeSource } from '../tree/source.ts';
import { timeText } from '../words.ts';
import { countsText, kindText, runText } from './words.ts';

/** So many runs of a batch have rows; the batch itself shows all. */
const maxRows = 100;

/** Each state that a run without a job may have. Those that need the user are colored. */
const icons: Readonly<Record<Run['state'], NonNullable<Row['icon']>>> = {
  waiting: { id: 'clock' },
  asking: { id: 'question', color: 'charts.yellow' },
  sending: { id: 'loading~spin' },
  unclear: { id: 'loading~spin' },
  started: { id: 'sync', color: 'charts.blue' },
  refused: { id: 'error', color: 'charts.red' },
  blocked: { id: 'circle-slash' },
  cancelled: { id: 'circle-slash' },
  dismissed: { id: 'circle-slash' },
  notFound: { id: 'question', color: 'charts.yellow' },
};

export class QueueRows implements BatchRows {
  readonly #queue: QueueRecords;
  readonly #records: Pick<HistoryRecords, 'job'>;
  readonly #account: () => Account | undefined;

  /** `account`: the one whose jobs the view shows. */
  constructor(queue: QueueRecords, records: Pick<HistoryRecords, 'job'>, account: () => Account | undefined) {
    this.#queue = queue;
    this.#records = records;
    this.#account = account;
  }

  keys(): readonly NodeKey[] {
    const account = this.#account();
    return account === undefined ? [] : this.#queue.openBatches(account).map(batchKey);
  }

  runs(batch: string): readonly NodeKey[] {
    const runs = this.#queue.runsOf(batch, 0, maxRows + 1);
    return runs.length > maxRows ? [...runs.slice(0, maxRows).map(runKey), allRunsKey(batch)] : runs.map(runKey);
  }

  batchOf(run: string): string | undefined {
    return this.#queue.run(run)?.batchId;
  }

  jobOf(run: string): string | undefined {
    const job = this.#jobOf(this.#queue.run(run));
    return job && keyText(job);
  }

  batchRow(id: string): Row | undefined {
    const batch = this.#queue.batch(id);
    return batch && this.#batchRow(batch);
  }

  runRow(id: string, source: TreeSource): Row | undefined {
    const run = this.#queue.run(id);
    if (run === undefined) return undefined;
    const job = this.#jobOf(run);
    const row = job && jobRow(job, source);
    // The facts of the job are under its own row.
    if (row !== undefined) {
      const { expandable: _expandable, ...rest } = row;
      return { ...rest, label: run.name, command: commandIds.showDetails };
    }
    const words = runText(run);
    return {
      // The name of a run whose job was removed is not kept.
      label: run.name === '' ? kindText(run.action) : run.name,
      description: words,
      icon: icons[run.state],
      capabilities: capabilitiesOf(run),
      accessibleLabel: `${kindText(run.action)}, ${run.name}: ${words}`,
      tooltip: () => [
        ['', run.name],
        [l10n.t('State'), words],
        [l10n.t('Kind of Job'), kindText(run.action)],
        [l10n.t('Region'), run.region],
      ],
    };
  }

  allRow(batch: string): Row {
    const count = this.#queue.countsOf(batch).reduce((sum, each) => sum + each.count, 0);
    const label = formatPlural(l10n.t('{0, plural, one {Show # Run…} other {Show All # Runs…}}'), count);
    return {
      label,
      icon: { id: 'ellipsis' },
      capabilities: [capabilities.batch],
      command: commandIds.showBatch,
      accessibleLabel: label,
    };
  }

  #batchRow(batch: Batch): Row {
    const words = countsText(this.#queue.countsOf(batch.id));
    return {
      label: batch.name,
      description: words,
      icon: { id: 'list-ordered' },
      expandable: 'open',
      capabilities: [capabilities.batch],
      accessibleLabel: l10n.t('Batch {0}: {1}', batch.name, words),
      tooltip: () => [
        ['', l10n.t('Batch: {0}', batch.name)],
        [l10n.t('Runs'), words],
        [l10n.t('Confirmed'), timeText(batch.createdAt)],
      ],
    };
  }

  #jobOf(run: Run | undefined): Job | undefined {
    const kind = run && kindOf(run.action);
    if (kind === undefined || run?.jobId === undefined) return undefined;
    const { partition, account, region, jobId: id } = run;
    return this.#records.job({ partition, account, region, service: kind.service, id });
  }
}

function capabilitiesOf(run: Run): readonly Capability[] {
  const { state, specUri } = run;
  return [
    ...(state === 'waiting' || state === 'asking' ? [capabilities.queuedRun] : []),
    ...(canBeResumed(run) ? [capabilities.heldRun] : []),
    ...(specUri === undefined ? [] : [capabilities.spec]),
  ];
}
