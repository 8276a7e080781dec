// Escapes texts of services and files for Markdown: they are always text, never a link, a heading or HTML.
import { maxOf } from './extremes.ts';
import { oneLine } from './visible.ts';

/** Escapes a text for paragraphs, headings or cells: everything that Markdown could interpret, URLs included. */
export function markdownText(text: string): string {
  return oneLine(text).replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}

/**
 * Formats a text as inline code, also for table cells: a table ends a cell at every unescaped bar, and removes the
 * backslash.
 */
export function markdownCode(text: string): string {
  const code = oneLine(text);
  if (code === '') return '';
  const longestRun = maxOf(code.matchAll(/`+/g), ([run]) => run.length, 0);
  const fence = '`'.repeat(longestRun + 1);
  const gap = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
  return `${fence}${gap}${code.replaceAll('|', '\\|')}${gap}${fence}`;
}

/**
 * Returns a table; cells are Markdown. Columns are left-aligned, except those in `numbers` (by index), which are
 * right-aligned.
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_name, index) => (numbers.includes(index) ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
