import { oneLine } from '../../domain/visible.ts';

/** A longer text is cut: none of these places is one to read a page in. */
const longest = 1_000;

/**
 * A text as it may stand in any place of the window. The editor makes links of `[x](command:…)` in prompts, validation messages,
 * notifications and the view's message, and pictures of `$(icon)` in quick picks, prompts, the status bar, code lenses and completion:
 * a zero-width space takes both apart, since not every one of these places knows an escape. Idempotent.
 */
export function shown(text: string): string {
  // Taken out first, so that ours are not written out when a text comes by twice.
  return oneLine(text.replaceAll(/([\]$])\u200b\(/g, '$1('), longest).replaceAll(/[\]$](?=\()/g, '$&\u200b');
}

/** A text behind one of the editor's icons, which only this room writes. */
export function withIcon(icon: string | undefined, text: string): string {
  return icon === undefined ? shown(text) : `$(${icon}) ${shown(text)}`.trimEnd();
}

/** What of `options` is there, made fit for its place. */
export function shownIn<K extends string>(...options: readonly (readonly [K, string | undefined])[]): Partial<Record<K, string>> {
  return Object.fromEntries(options.flatMap(([name, text]) => (text === undefined ? [] : [[name, shown(text)]]))) as Partial<Record<K, string>>;
}
