/** A record of a CSV file by its column names. */
export type CsvRecord = Readonly<Record<string, string>>;

/**
 * Parses CSV with a header line (RFC 4180: quotes, doubled quotes, line breaks inside quotes). A column that a line
 * does not have is empty. Never throws.
 */
export function parseCsv(text: string): CsvRecord[] {
  const [header = [], ...lines] = cellsOf(text);
  return lines.map(cells => Object.fromEntries(header.map((column, index) => [column.trim(), cells[index] ?? ''])));
}

/** Formats CSV with a header line and a line break after every line. */
export function formatCsv(columns: readonly string[], records: readonly CsvRecord[]): string {
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`;
  return line(columns) + records.map(record => line(columns.map(column => record[column] ?? ''))).join('');
}

function cellsOf(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  // Matches a cell and its end. The last cell ends with the text.
  for (const [, quotedCell, plainCell = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    cells.push(quotedCell?.replaceAll('""', '"') ?? plainCell);
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '') lines.push(cells);
    cells = [];
    if (end === '') break;
  }
  return lines;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
