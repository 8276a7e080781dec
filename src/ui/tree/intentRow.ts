// The row of an unsettled start: one that is being sent, has no answer yet, or whose job could not be found.
import { l10n } from '../l10n.ts';
import type { Intent } from '../../domain/jobs/intent.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import { capabilities } from '../../ids.ts';
import { timeText } from '../words.ts';
import { overdueMs } from './model.ts';
import type { Row } from './source.ts';

export function intentRow(intent: Intent | undefined, now: number): Row | undefined {
  if (intent === undefined) return undefined;
  const kind = kindOf(intent.action);
  const label = kind?.facts(intent.request).name ?? kind?.title ?? intent.action;
  const isLost = intent.state === 'notFound';
  const description = isLost
    ? l10n.t('not answered, no job found')
    : intent.state === 'sending'
      ? l10n.t('starting…')
      : l10n.t('not answered, looking for the job…');
  return {
    label,
    description,
    accessibleLabel: `${label}. ${description}`,
    icon: isLost ? { id: 'question', color: 'charts.yellow' } : { id: 'loading~spin' },
    capabilities: [
      ...(isLost && intent.specUri !== undefined ? [capabilities.lostStart] : []),
      ...(isLost || now - intent.sentAt > overdueMs ? [capabilities.dismissable] : []),
      ...(intent.specUri === undefined ? [] : [capabilities.spec]),
    ],
    tooltip: () => [
      [l10n.t('Sent'), timeText(intent.sentAt)],
      [l10n.t('Action'), intent.action],
      ...(intent.refusal === undefined ? [] : [[l10n.t('Answer'), intent.refusal.name] as const]),
      [
        '',
        isLost
          ? l10n.t('AWS lists no job that this start could have made. Start it again, or dismiss it.')
          : l10n.t(
              'AWS has not confirmed this start. Its job is being looked for; until then, the same start is not sent again.',
            ),
      ],
    ],
  };
}
