// The texts of the UI in the editor's language. Apart from the editor's own API, so that texts can be tested in plain Node.
import { config, t } from '@vscode/l10n';

export const l10n = { t };

let language = 'en';

/**
 * Takes the editor's translation of this extension, if there is one. `bundle` and `editorLanguage`: `vscode.l10n.bundle`
 * and `vscode.env.language`.
 */
export function configureTexts(bundle: Readonly<Record<string, string>> | undefined, editorLanguage: string): void {
  if (bundle !== undefined) config({ contents: bundle });
  language = bundle === undefined ? 'en' : editorLanguage;
}

/** Returns the language of the texts: the editor's if there is a translation, else English. */
export const textLanguage = (): string => language;
