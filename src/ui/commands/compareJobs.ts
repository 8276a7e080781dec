import { l10n } from '../l10n.ts';
import { repeatRequest } from '../../domain/jobs/repeatRequest.ts';
import { type Job, keyText, kindOfJob, titleOf } from '../../domain/jobs/job.ts';
import { showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { loadDetails } from '../details/fetch.ts';
import { type ComparedSort, documentText } from '../details/texts.ts';
import { documentUri } from '../details/uris.ts';
import { statusText, timeText } from '../words.ts';
import type { CommandContext, RunCommand } from './command.ts';
import { jobTargets, maxOffered } from './targets.ts';
import { type Choice, pick } from '../window/pick.ts';
import { showDiff } from '../window/files.ts';

/** How long to wait for a redraw of the tree. The editor collects changes for a fifth of a second. */
const redrawWaitMs = 350;

/** Compares two jobs of the same kind side by side: their requests or their metrics. */
export const run: RunCommand = async (context, target, targets) => {
  const chosen = await jobTargets(context, target, targets);
  if (chosen.length > 2) {
    void showMessage('info', l10n.t('Select two jobs to compare.'));
    return;
  }
  const [one, another = one && (await pickOther(one, context))] = chosen;
  if (one === undefined || another === undefined) return;
  if (one.action !== another.action) {
    void showMessage(
      'info',
      l10n.t('“{0}” and “{1}” are different kinds of job and cannot be compared.', titleOf(one), titleOf(another)),
    );
    return;
  }
  // The earlier job goes on the left, as with versions of a file.
  const [before, after] = (one.submittedAt ?? 0) <= (another.submittedAt ?? 0) ? [one, another] : [another, one];
  const [left, right] = await withProgress(l10n.t('Loading jobs…'), signal =>
    bothKnown(before, after, context, signal),
  );
  const sort = await pickSort(left, right);
  if (sort === undefined) return;
  const title =
    sort === 'request'
      ? l10n.t('Requests: {0}', titleOfBoth(left, right))
      : l10n.t('Metrics: {0}', titleOfBoth(left, right));
  if (documentText(sort, left) === documentText(sort, right)) {
    void showMessage(
      'info',
      sort === 'request'
        ? l10n.t('No differences between the requests.')
        : l10n.t('No differences between the metrics.'),
    );
    return;
  }
  await showDiff(documentUri(sort, left), documentUri(sort, right), title);
};

/** Resolves with both jobs including all details that can be loaded, after their rows have been redrawn. */
async function bothKnown(
  before: Job,
  after: Job,
  { ports }: CommandContext,
  signal: AbortSignal,
): Promise<readonly [Job, Job]> {
  const left = await loadDetails(before, ports, signal);
  const right = await loadDetails(after, ports, signal);
  // Redrawing the tree moves the focus to it, which would close a quick pick that has just opened.
  if (left.job !== before || right.job !== after)
    await new Promise(resolve => {
      setTimeout(resolve, redrawWaitMs);
    });
  return [left.job, right.job];
}

async function pickOther(job: Job, { ports: { list } }: CommandContext): Promise<Job | undefined> {
  const others = list.find({ actions: [job.action] }, maxOffered).filter(other => keyText(other) !== keyText(job));
  if (others.length === 0) {
    void showMessage(
      'info',
      l10n.t('There is no other {0} job to compare with “{1}”.', kindOfJob(job)?.title ?? job.action, titleOf(job)),
    );
    return undefined;
  }
  const items = others.map(other => ({
    job: other,
    label: titleOf(other),
    description: [
      statusText(other.status),
      ...(other.submittedAt === undefined ? [] : [timeText(other.submittedAt)]),
    ].join(' · '),
    detail: other.id,
  }));
  return (
    await pick(items, {
      title: l10n.t('Compare “{0}”', titleOf(job)),
      placeHolder: l10n.t('Select the job to compare with'),
      ignoreFocusOut: true,
      matchOnDescription: true,
      matchOnDetail: true,
    })
  )?.job;
}

/** Resolves with what both jobs have; asks if they have both requests and metrics. */
async function pickSort(left: Job, right: Job): Promise<ComparedSort | undefined> {
  const items: (Choice & { sort: ComparedSort })[] = [
    ...(hasRequest(left) && hasRequest(right)
      ? [
          {
            sort: 'request' as const,
            label: l10n.t('Requests'),
            description: l10n.t('What was sent to the service'),
          },
        ]
      : []),
    ...(left.metrics !== undefined && right.metrics !== undefined
      ? [
          {
            sort: 'metrics' as const,
            label: l10n.t('Metrics'),
            description: l10n.t('What the runs counted'),
          },
        ]
      : []),
  ];
  if (items.length === 0) {
    void showMessage(
      'info',
      l10n.t('There is nothing to compare. The requests are not known, and the jobs have no metrics.'),
    );
    return undefined;
  }
  return items.length === 1
    ? items[0]?.sort
    : (
        await pick(items, {
          title: l10n.t('Compare Jobs'),
          placeHolder: l10n.t('Select what to compare'),
          ignoreFocusOut: true,
        })
      )?.sort;
}

function hasRequest(job: Job): boolean {
  return 'request' in repeatRequest(job);
}

function titleOfBoth(left: Job, right: Job): string {
  const name = (job: Job): string => `${titleOf(job)} ${job.id.slice(0, 8)}`;
  return `${name(left)} ↔ ${name(right)}`;
}
