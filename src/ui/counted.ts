import { env, l10n } from 'vscode';
import { plural } from '../domain/plural.ts';

/** Returns the language of the UI texts: the editor's if there is a translation, else English. */
export function textLanguage(): string {
  return l10n.bundle === undefined ? 'en' : env.language;
}

/**
 * Formats a text with a count in the right plural form of its language. `text`: a localized plural as in
 * `domain/plural`.
 */
export function formatPlural(text: string, count: number, ...others: readonly (string | number)[]): string {
  return plural(text, count, others, textLanguage());
}
