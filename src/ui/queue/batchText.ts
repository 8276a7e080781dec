// A batch as Markdown. What comes from services and files goes through `domain/markdown`.
import { kindOf } from '../../domain/jobs/kinds.ts';
import type { HistoryRecords } from '../../domain/jobs/ports.ts';
import type { QueueRecords } from '../../domain/jobs/queue/ports.ts';
import type { Batch, Run } from '../../domain/jobs/queue/run.ts';
import { markdownTable, markdownText } from '../../domain/markdown.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { timeText } from '../words.ts';
import { countsText, kindText, runText } from './words.ts';

/** So many runs are shown; the counts are of all. */
const maxRows = 1_000;

export function batchText(batch: Batch, queue: QueueRecords, records: Pick<HistoryRecords, 'job'>): string {
  const counts = queue.countsOf(batch.id);
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const runs = queue.runsOf(batch.id, 0, maxRows);
  const rows = runs.map((run, index) =>
    [String(index + 1), run.name, kindText(run.action), sourceOf(run), runText(run, statusOf(run, records))].map(
      markdownText,
    ),
  );
  return [
    `# ${markdownText(l10n.t('Batch: {0}', batch.name))}`,
    `**${markdownText(countsText(counts))}**`,
    `${markdownText(l10n.t('Account'))}: ${markdownText(batch.account)}  \n${markdownText(l10n.t('Confirmed'))}: ${markdownText(timeText(batch.createdAt))}`,
    markdownTable(
      [l10n.t('Run'), l10n.t('Spec'), l10n.t('Kind of Job'), l10n.t('Input or Workflow'), l10n.t('State')],
      rows,
    ),
    ...(all > rows.length
      ? [
          markdownText(
            formatPlural(
              l10n.t('{0, plural, one {# more run is not shown.} other {# more runs are not shown.}}'),
              all - rows.length,
            ),
          ),
        ]
      : []),
    markdownText(l10n.t('To cancel, move or resume runs, use the command “AWS Jobs: Show Queue”.')),
    '',
  ].join('\n\n');
}

function sourceOf({ action, request }: Run): string {
  const { input, workflow } = kindOf(action)?.facts(request) ?? {};
  return input ?? workflow ?? '';
}

function statusOf(run: Run, records: Pick<HistoryRecords, 'job'>): string | undefined {
  const kind = kindOf(run.action);
  if (kind === undefined || run.jobId === undefined) return undefined;
  const { partition, account, region, jobId: id } = run;
  return records.job({ partition, account, region, service: kind.service, id })?.status;
}
