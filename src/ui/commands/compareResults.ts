import { keyText, titleOf } from '../../domain/jobs/job.ts';
import { ResultsComparison } from '../../domain/results/comparing.ts';
import { l10n } from '../l10n.ts';
import { ComparisonPage } from '../results/comparisonPage.ts';
import { showMessage } from '../window/messages.ts';
import { pick } from '../window/pick.ts';
import type { RunCommand } from './command.ts';
import { choiceOfJob, jobsOverSameInput } from './jobOverInput.ts';
import { resultTarget, staysOpen } from './resultTarget.ts';

/** Compares what two jobs over the same input found. */
export const run: RunCommand = async (context, target) => {
  const job = await resultTarget(context, target);
  if (job === undefined) return;
  const others = jobsOverSameInput(job, context);
  if (others.length === 0) {
    void showMessage(
      'info',
      l10n.t('There is no other job over the same input ({0}) that has ended.', job.input ?? ''),
    );
    return;
  }
  const choices = others.map(other => ({ other, ...choiceOfJob(other), detail: other.id }));
  const chosen = await pick(choices, {
    title: l10n.t('Compare Results of “{0}”', titleOf(job)),
    placeHolder: l10n.t('Select the job to compare with'),
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: staysOpen(target),
  });
  if (chosen === undefined) return;
  const { other } = chosen;
  const [before, after] = (job.submittedAt ?? 0) <= (other.submittedAt ?? 0) ? [job, other] : [other, job];
  const results = await context.results();
  const keys = [keyText(before), keyText(after)];
  results.showPage(keys.join(' '), keys, l10n.t('{0} ↔ {1}', titleOf(before), titleOf(after)), onDispose => {
    const comparison = new ResultsComparison(
      results.open.of(before).results,
      results.open.of(after).results,
      context.ports.start.clock,
    );
    return new ComparisonPage(comparison, context.ports.log, onDispose);
  });
};
