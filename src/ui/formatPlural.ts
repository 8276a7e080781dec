import { plural } from '../domain/plural.ts';
import { textLanguage } from './l10n.ts';

/**
 * Formats a text with a count in the right plural form of its language. `text`: a localized plural as in
 * `domain/plural`.
 */
export function formatPlural(text: string, count: number, ...others: readonly (string | number)[]): string {
  return plural(text, count, others, textLanguage());
}
