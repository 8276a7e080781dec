/**
 * Returns a value as JSON on one line that every reader takes: line separators of Unicode are escaped, because some
 * readers split lines at them, and lone surrogates, which strict parsers refuse, are replaced by U+FFFD. The number of
 * code points stays the same.
 */
export function jsonText(value: unknown): string {
  const json = JSON.stringify(value);
  // JSON.stringify escapes surrogates only when they are lone.
  const wellFormed = /\\ud[89a-f]/.test(json) ? JSON.stringify(value, replaceLoneSurrogates) : json;
  return wellFormed.replaceAll(
    /[\u0085\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function replaceLoneSurrogates(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\p{Cs}/gu, '\uFFFD') : value;
}
