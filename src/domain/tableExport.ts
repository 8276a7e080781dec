// Tables as text for export, as CSV or as a JSON array of objects.
import { type Cell, csvHeader, csvRow } from './csv.ts';
import { type JsonValue, canonicalJson } from './json.ts';

export type ExportFormat = 'csv' | 'json';

/** The columns of a table in order, by name. A value that is no text or number is JSON in a cell of CSV. */
export type ExportColumns<T> = Readonly<Record<string, (item: T) => JsonValue | undefined>>;

/** How many rows are built before the event loop gets a turn. */
const rowsAtOnce = 1_000;

/**
 * Yields the text of a table in chunks of at most a thousand rows, so that the writer can yield to other work between
 * them. `items` are read as they are needed.
 */
export function* tableText<T>(items: Iterable<T>, columns: ExportColumns<T>, format: ExportFormat): Generator<string> {
  const names = Object.keys(columns);
  let piece = format === 'csv' ? csvHeader(names) : '[';
  let rows = 0;
  for (const item of items) {
    const cells = Object.values(columns).map(valueOf => valueOf(item));
    piece +=
      format === 'csv'
        ? csvRow(cells.map(cellOf))
        : // Undefined members are left out.
          `${rows === 0 ? '' : ','}\n${JSON.stringify(Object.fromEntries(names.map((name, index) => [name, cells[index]])))}`;
    rows += 1;
    if (rows % rowsAtOnce > 0) continue;
    yield piece;
    piece = '';
  }
  yield format === 'csv' ? piece : `${piece}\n]\n`;
}

function cellOf(value: JsonValue | undefined): Cell {
  return value === undefined || typeof value !== 'object' ? value : canonicalJson(value);
}

/** A time in milliseconds since 1970 UTC as ISO 8601; undefined if it is none, because a service's mistake must not end an export. */
export function exportTime(value: number | undefined): string | undefined {
  return value === undefined || !Number.isFinite(value) || Math.abs(value) > 8.64e15
    ? undefined
    : new Date(value).toISOString();
}
