// The preview of a de-identified copy.
import { deidentify } from '../../domain/results/exports/deidentify.ts';
import { Placeholders } from '../../domain/results/exports/placeholders.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import type { OpenResult } from './openResults.ts';
import { readingText } from './texts.ts';

/** Resolves with a document's text without the protected health information that the service found, or why there is none. */
export async function deidentifiedText({ results }: OpenResult, index: number): Promise<string> {
  const answer = await results.read(index);
  if (!answer.ok) return readingText(answer.refusal, results.job.account);
  if (answer.value === 'noOutput') return l10n.t('The document has no output, so no copy can be made.');
  const { text, output } = answer.value;
  const copy = deidentify(text, output, 'type', new Placeholders());
  return copy.isSafe ? copy.text : unsafeText(copy.unplaced);
}

/** Why a document is not copied. */
function unsafeText(unplaced: number): string {
  return formatPlural(
    l10n.t(
      '{0, plural, one {# entity of the output could not be found in the text, so it could not be replaced. No copy is made of this document.} other {# entities of the output could not be found in the text, so they could not be replaced. No copy is made of this document.}}',
    ),
    unplaced,
  );
}
