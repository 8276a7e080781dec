import { l10n } from '../l10n.ts';
import { askText } from '../window/input.ts';
import { pick } from '../window/pick.ts';
import { percentText } from '../results/texts.ts';
import type { RunCommand } from './command.ts';

/** Asks for the lowest score that is shown, of entities or of codes. */
export const run: RunCommand = async ({ results }) => {
  const { open } = await results();
  const { entity, concept } = open.thresholds;
  const chosen = await pick(
    [
      { which: 'entity' as const, label: l10n.t('Entities'), description: l10n.t('from {0}', percentText(entity)) },
      { which: 'concept' as const, label: l10n.t('Codes'), description: l10n.t('from {0}', percentText(concept)) },
    ],
    { title: l10n.t('Confidence Threshold'), placeHolder: l10n.t('Select what to hide below a score') },
  );
  if (chosen === undefined) return;
  const text = await askText({
    title: l10n.t('Confidence Threshold'),
    prompt: l10n.t('The lowest score to show, from 0 to 100 %'),
    value: String(Math.round((chosen.which === 'entity' ? entity : concept) * 100)),
    validate: given => (percentOf(given) === undefined ? l10n.t('Enter a number from 0 to 100.') : undefined),
  });
  const percent = percentOf(text ?? '');
  if (percent !== undefined) await open.setThresholds({ [chosen.which]: percent / 100 });
};

function percentOf(text: string): number | undefined {
  const [, digits] = /^(\d{1,3}(?:[.,]\d{1,2})?) ?%?$/.exec(text.trim()) ?? [];
  const percent = Number(digits?.replace(',', '.'));
  return digits !== undefined && percent <= 100 ? percent : undefined;
}
