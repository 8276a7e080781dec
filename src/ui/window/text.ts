import { oneLine } from '../../domain/visible.ts';

/** In UTF-16 code units. Longer texts are cut, because none of these places is meant for long texts. */
const longest = 1_000;

/**
 * Makes a text safe to show anywhere in the window. The editor turns `[x](command:…)` into links in prompts, validation
 * messages, notifications and the view's message, and `$(icon)` into icons in quick picks, prompts, the status bar,
 * code lenses and completion. A zero-width space breaks up both, because not all of these places support an escape.
 * Idempotent.
 */
export function safeText(text: string): string {
  // Remove our zero-width spaces first, so that `oneLine` does not escape them when a text passes through twice.
  return oneLine(text.replaceAll(/([\]$])\u200b\(/g, '$1('), longest).replaceAll(/[\]$](?=\()/g, '$&\u200b');
}

/** Returns a text with one of the editor's icons before it. Only this folder writes icons. */
export function withIcon(icon: string | undefined, text: string): string {
  return icon === undefined ? safeText(text) : `$(${icon}) ${safeText(text)}`.trimEnd();
}

/** Returns those of `options` that are defined, made safe to show. */
export function safeTexts<K extends string>(
  ...options: readonly (readonly [K, string | undefined])[]
): Partial<Record<K, string>> {
  return Object.fromEntries(
    options.flatMap(([name, text]) => (text === undefined ? [] : [[name, safeText(text)]])),
  ) as Partial<Record<K, string>>;
}
