import { env, l10n } from 'vscode';
import { plural } from '../domain/plural.ts';

/** The language of the texts: the editor's where they are translated into it, else English. */
export function textLanguage(): string {
  return l10n.bundle === undefined ? 'en' : env.language;
}

/** A text about a number of things, in the form its language has for that number. `text`: a plural as in `domain/plural`, translated. */
export function counted(text: string, count: number, ...others: readonly (string | number)[]): string {
  return plural(text, count, others, textLanguage());
}
