import { l10n } from '../l10n.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import type { JobFilter } from '../../domain/jobs/query.ts';
import { durationText, statusText } from '../words.ts';

/** Describes a filter in a few words, for display beside the view's title. */
export function filterWords({ text, statuses = [], actions = [], withinMs, startedHere }: JobFilter): string {
  return [
    ...(text === undefined || text === '' ? [] : [`“${text}”`]),
    ...statuses.map(statusText),
    ...actions.map(action => kindOf(action)?.title ?? action),
    ...(withinMs === undefined ? [] : [l10n.t('last {0}', durationText(withinMs))]),
    ...(startedHere === true ? [l10n.t('started here')] : []),
  ].join(', ');
}
