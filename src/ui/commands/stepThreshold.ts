import type { Thresholds } from '../../domain/results/filter.ts';
import { l10n } from '../l10n.ts';
import { percentText } from '../results/texts.ts';
import { showStatusMessage } from '../window/messages.ts';
import type { CommandContext, RunCommand } from './command.ts';

/** In percent, so that steps add up exactly. */
const stepPercent = 5;

async function step({ results }: CommandContext, which: keyof Thresholds, direction: 1 | -1): Promise<void> {
  const { open } = await results();
  const percent = Math.round(open.thresholds[which] * 100) + direction * stepPercent;
  const value = Math.min(100, Math.max(0, percent)) / 100;
  await open.setThresholds({ [which]: value });
  showStatusMessage(
    which === 'entity' ? l10n.t('Entities from {0}', percentText(value)) : l10n.t('Codes from {0}', percentText(value)),
  );
}

export const raiseThreshold: RunCommand = context => step(context, 'entity', 1);
export const lowerThreshold: RunCommand = context => step(context, 'entity', -1);
export const raiseConceptThreshold: RunCommand = context => step(context, 'concept', 1);
export const lowerConceptThreshold: RunCommand = context => step(context, 'concept', -1);
