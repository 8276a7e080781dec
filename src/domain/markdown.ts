// Texts of services and files as they may stand in a Markdown document: always text, never a link, a heading or HTML.
import { mostOf } from './extremes.ts';
import { oneLine } from './visible.ts';

/** A text in running words, headings or cells: everything that could mean something to Markdown is escaped, addresses included. */
export function markdownText(text: string): string {
  return oneLine(text).replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A text as code, for a cell too: a table ends a cell at every bar without a backslash, and takes that one away. */
export function markdownCode(text: string): string {
  const code = oneLine(text);
  if (code === '') return '';
  const longestRun = mostOf(code.matchAll(/`+/g), ([run]) => run.length, 0);
  const fence = '`'.repeat(longestRun + 1);
  const gap = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
  return `${fence}${gap}${code.replaceAll('|', '\\|')}${gap}${fence}`;
}

/** A table; cells are Markdown. The first column is on the left, those named in `numbers` (by their place) on the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], numbers: readonly number[] = []): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_name, index) => (numbers.includes(index) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}
