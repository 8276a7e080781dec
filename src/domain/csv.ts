// CSV by RFC 4180, as spreadsheets read it.

/** A value of a cell; undefined is an empty one. */
export type Cell = string | number | boolean | undefined;

/**
 * Matches values that a spreadsheet may take for a formula. Some spreadsheets skip blanks, line breaks and invisible
 * characters first, and treat full-width signs like plain ones. Such a value is prefixed with a quote, and so is one
 * that begins with such a quote, so that the two can be told apart.
 */
export const formula = /^'*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Returns the first line, with a byte order mark, because Excel would otherwise assume another encoding than UTF-8. */
export function csvHeader(names: readonly string[]): string {
  return `\uFEFF${csvRow(names)}`;
}

/**
 * Returns a line, with its end. Text that a spreadsheet may take for a formula is prefixed with a quote: whoever opens
 * the file did not write what is in it. Results such as "+" or "-5" are prefixed as well. Numbers are written as they
 * are: they cannot hold a formula.
 */
export function csvRow(cells: readonly Cell[]): string {
  return `${csvLine(cells)}\r\n`;
}

/** The same without its end. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(cellText).join(',');
}

function cellText(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
