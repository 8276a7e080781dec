// What the page of a batch says. What comes from services and files goes through `domain/visible`.
import { defined } from '../../domain/defined.ts';
import { type RunEntry, type RunView, sourceOf } from '../../domain/jobs/queue/listing.ts';
import { canBeResumed } from '../../domain/jobs/queue/resume.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { type Stage, isUnderWay, stageOf, stages } from '../../domain/jobs/queue/stage.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { pageFact, sortedColumns } from '../results/pageParts.ts';
import type { Field, Mark, Page, Row, RowAction } from '../results/protocol.ts';
import { shortTimeText } from '../tree/shortTime.ts';
import { timeText } from '../words.ts';
import { kindText, runText, stageText, stagesText } from './words.ts';

export const columnsOf = (view: RunView): ReturnType<typeof sortedColumns<RunView['order']>> =>
  sortedColumns(
    [
      { id: 'name', label: l10n.t('Spec'), isNumber: false, width: 3 },
      { id: 'number', label: l10n.t('Run'), isNumber: true, width: 1.2 },
      { id: 'kind', label: l10n.t('Kind of Job'), isNumber: false, width: 2.4 },
      { id: 'source', label: l10n.t('Input or Workflow'), isNumber: false, width: 4 },
      { id: 'state', label: l10n.t('State'), isNumber: false, width: 5 },
      { id: 'job', label: l10n.t('Job ID'), isNumber: false, width: 1.8 },
      { id: 'submitted', label: l10n.t('Started'), isNumber: false, width: 1.8 },
      { id: 'ended', label: l10n.t('Ended'), isNumber: false, width: 1.8 },
    ],
    view,
  );

export const rowActions = (): readonly (RowAction & { readonly id: RunActionId })[] => [
  { id: 'details', label: l10n.t('Show Details') },
  { id: 'spec', label: l10n.t('Open Spec') },
  { id: 'front', label: l10n.t('Move to the Front') },
  { id: 'resume', label: l10n.t('Resume…') },
  { id: 'cancel', label: l10n.t('Cancel'), key: 'Delete' },
];

/** What can be done with runs. */
export type RunActionId = 'details' | 'spec' | 'front' | 'resume' | 'cancel';

/** Which of them can be done with a run. */
function actionsOf(run: Run): readonly RunActionId[] {
  const { state, jobId, specUri } = run;
  return [
    ...(jobId === undefined ? [] : ['details' as const]),
    ...(specUri === undefined ? [] : ['spec' as const]),
    ...(state === 'waiting' ? ['front' as const] : []),
    ...(canBeResumed(run) ? ['resume' as const] : []),
    ...(state === 'waiting' || state === 'asking' ? ['cancel' as const] : []),
  ];
}

const marks: Readonly<Record<Stage, Mark>> = {
  waiting: 'waiting',
  held: 'held',
  starting: 'running',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'ended',
  removed: 'ended',
  refused: 'failed',
  notStarted: 'ended',
};

/** `reason`: what the service says of its job. `now`: milliseconds since 1970 UTC. */
export function runRow(run: Run, entry: RunEntry, reason: string | undefined, now: number): Row {
  const timeOf = (time: number | undefined): string => (time === undefined ? '' : shortTimeText(time, now, true));
  const state = runText(run, entry.status);
  return {
    key: run.id,
    cells: [
      oneLine(run.name),
      entry.number.toLocaleString(),
      kindText(run.action),
      oneLine(sourceOf(run)),
      oneLine(reason === undefined ? state : `${state}. ${reason}`),
      oneLine(run.jobId ?? ''),
      timeOf(entry.submittedAt),
      timeOf(entry.endedAt),
    ],
    mark: marks[stageOf(entry)],
    actions: actionsOf(run),
  };
}

export function fieldsOf({ text, stage }: RunView, counts: ReadonlyMap<Stage, number>): readonly Field[] {
  return [
    { id: 'text', label: l10n.t('Search'), kind: 'text', value: text },
    {
      id: 'stage',
      label: l10n.t('State'),
      kind: 'choice',
      value: stage ?? '',
      options: stages
        .filter(each => each === stage || (counts.get(each) ?? 0) > 0)
        .map(each => ({ value: each, label: `${stageText(each)} (${(counts.get(each) ?? 0).toLocaleString()})` })),
    },
  ];
}

export function factsOf(batch: Batch, firstRun: Run | undefined): Page['facts'] {
  return [
    ...pageFact(l10n.t('Account'), batch.account),
    ...pageFact(l10n.t('Confirmed'), timeText(batch.createdAt)),
    ...pageFact(l10n.t('By'), firstRun?.confirmed.by),
  ];
}

/** How far the batch is, and why it does not go on. */
export function statusesOf(
  counts: ReadonlyMap<Stage, number>,
  total: number,
  standstill: string | undefined,
): Page['statuses'] {
  const open = stages.filter(isUnderWay).reduce((sum, stage) => sum + (counts.get(stage) ?? 0), 0);
  const text = stagesText(counts);
  return [
    open > 0
      ? { sort: 'busy', text, progress: (total - open) / Math.max(1, total), actions: [] }
      : { sort: 'note', text, actions: [] },
    ...(open > 0 && standstill !== undefined ? [{ sort: 'note' as const, text: standstill, actions: [] }] : []),
  ];
}

export function runsText(shown: number, all: number): string {
  return shown === all
    ? formatPlural(l10n.t('{0, plural, one {# run} other {# runs}}'), all)
    : formatPlural(l10n.t('{0, plural, one {# run of {1}} other {# runs of {1}}}'), shown, all.toLocaleString());
}

/** Returns the view with the stage that the user chose, or with none. */
export function withStage(view: RunView, value: string): RunView {
  const { stage: _stage, ...rest } = view;
  return { ...rest, ...defined({ stage: stages.find(each => each === value) }) };
}
