// Reads a table of runs from CSV (RFC 4180). The library splits the text and says where each cell ends.
import { CsvError, parse } from 'csv-parse/sync';
import type { JsonValue } from '../json.ts';
import { asCell, delimiterOf } from './cells.ts';
import {
  type Cell,
  type Row,
  type Table,
  isEmpty,
  maxRuns,
  tableError,
  startOf,
  unreadable,
  wrongColumns,
  wrongCount,
} from './table.ts';

/** The most rows, with the header and the empty ones. */
const maxRows = 2 * maxRuns;

/** After so many rows that cannot be read, the text is not a table with a typo. */
const maxBroken = 20;

/**
 * Reads a table. Cells are separated by commas, semicolons or tabs, whichever the header has most of. Blanks around a
 * cell are not part of it, unless they are in quotes. Never throws, whatever the text.
 */
export function readCsv(text: string): Table {
  const write = (value: JsonValue): string =>
    asCell(typeof value === 'string' ? value : JSON.stringify(value), delimiterOf(text));
  const unread = unreadable(text, 'Save it as UTF-8; in Excel, as “CSV UTF-8”.');
  if (unread !== undefined) return { text, write, header: [], rows: [], blocked: unread };
  const reader = new Reader(text);
  const rows = withDoubts(text, reader.read());
  const [first, ...rest] = rows;
  const header = (first?.cells ?? []).map(({ offset, length, value }) => ({
    offset,
    length,
    name: typeof value === 'string' ? value : '',
    places: [{ offset, length }],
  }));
  const filled = rest.filter(row => row.broken !== undefined || !isEmpty(row));
  const blocked =
    reader.blocked ??
    first?.broken ??
    wrongColumns(header) ??
    wrongCount(
      filled.length,
      filled[maxRuns] ?? rows[maxRows],
      first ?? startOf(text),
      'Write one below the names of the columns.',
    );
  return { text, write, header, rows: filled.slice(0, maxRuns), ...(blocked === undefined ? {} : { blocked }) };
}

/**
 * Marks the rows that may be lines of one cell: those between a misquoted cell that begins with a quote and the next
 * row with a quote, which may close it.
 */
function withDoubts(text: string, rows: readonly Row[]): readonly Row[] {
  const marked: Row[] = [];
  /** The last misquoted row, as long as its cell may go on, and how many rows were marked before it. */
  let open: { readonly row: Row; readonly index: number } | undefined;
  for (const row of rows) {
    const hasQuote = text.slice(row.offset, row.offset + row.length).includes('"');
    if (hasQuote && open !== undefined) {
      const { number } = open.row;
      for (let index = open.index + 1; index < marked.length; index += 1) {
        const between = marked[index];
        if (between === undefined || between.broken !== undefined || isEmpty(between)) continue;
        const range = { offset: between.offset, length: between.length };
        marked[index] = {
          ...between,
          broken: tableError(
            'misquoted',
            range,
            `This may be a line of the cell with a double quote in row ${number}. Correct that row.`,
          ),
        };
      }
      open = undefined;
    }
    marked.push(row);
    const { broken } = row;
    if (
      broken !== undefined &&
      text
        .slice(broken.offset, broken.offset + broken.length)
        .trimStart()
        .startsWith('"')
    )
      open = { row, index: marked.length - 1 };
  }
  return marked;
}

/** What the library says of a cell: where its text and quotes end, in UTF-8 bytes from where it began to read. */
interface CellContext {
  readonly bytes: number;
}

/** Reads rows one after the other. A row that cannot be read ends with its line. */
class Reader {
  blocked: Table['blocked'];
  readonly #text: string;
  readonly #delimiter: string;
  readonly #rows: Row[] = [];
  #cells: Cell[] = [];
  #broken = 0;
  /** Where the last cell ends, as an offset in the text and in bytes from where the library began. */
  #offset: number;
  #bytes = 0;
  /** Whether the library has read a cell since it began. */
  #hasCell = false;

  constructor(text: string) {
    this.#text = text;
    this.#delimiter = delimiterOf(text);
    this.#offset = text.startsWith('\ufeff') ? 1 : 0;
  }

  read(): readonly Row[] {
    let next: number | undefined = this.#offset;
    while (next !== undefined) next = this.#readFrom(next);
    return this.#rows;
  }

  /** Reads to the end of the text or of a row that cannot be read; returns where to go on. */
  #readFrom(offset: number): number | undefined {
    this.#offset = offset;
    this.#bytes = 0;
    this.#hasCell = false;
    const left = maxRows + 1 - this.#rows.length;
    if (left <= 0) return undefined;
    try {
      parse(this.#text.slice(offset), {
        delimiter: this.#delimiter,
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        trim: true,
        to: left,
        cast: (value, context: CellContext) => {
          this.#cell(value, context);
          return '';
        },
        on_record: () => {
          this.#endRow();
          return undefined;
        },
      });
      return undefined;
    } catch (fault) {
      if (!(fault instanceof CsvError)) throw fault;
      return this.#breakRow(fault);
    }
  }

  /** Where the next cell begins: after the delimiter or the end of the line. */
  #begin(): number {
    if (!this.#hasCell) return this.#offset;
    return this.#offset + (this.#text.startsWith('\r\n', this.#offset) ? 2 : 1);
  }

  #cell(value: string, { bytes }: CellContext): void {
    const from = this.#begin();
    this.#hasCell = true;
    this.#advance(bytes);
    const raw = this.#text.slice(from, this.#offset);
    const offset = from + (raw.length - raw.trimStart().length);
    this.#cells.push({ offset, length: raw.trim().length, ...(value === '' ? {} : { value }) });
  }

  #advance(bytes: number): void {
    while (this.#bytes < bytes && this.#offset < this.#text.length) {
      const code = this.#text.codePointAt(this.#offset) ?? 0;
      this.#bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      this.#offset += code < 0x10000 ? 1 : 2;
    }
  }

  #endRow(broken?: Row['broken']): void {
    const cells = this.#cells;
    this.#cells = [];
    const offset = cells[0]?.offset ?? broken?.offset ?? this.#offset;
    const last = broken ?? cells.at(-1);
    const end = last === undefined ? offset : last.offset + last.length;
    this.#rows.push({
      number: this.#rows.length + 1,
      offset,
      length: end - offset,
      cells,
      ...(broken === undefined ? {} : { broken }),
    });
  }

  /** Marks the rest of a line as what could not be read; returns where the next one begins. */
  #breakRow({ code }: CsvError): number | undefined {
    const offset = this.#begin();
    const end = /\r\n|\n|\r/g;
    end.lastIndex = offset;
    const found = end.exec(this.#text);
    const range = { offset, length: (found?.index ?? this.#text.length) - offset };
    if (code === 'CSV_QUOTE_NOT_CLOSED') {
      this.blocked = tableError(
        'not-closed',
        range,
        'A quote is opened here and not closed. Add the missing double quote (").',
      );
      return undefined;
    }
    this.#endRow(
      tableError(
        'misquoted',
        range,
        'This cell has a double quote in it. Put the cell in double quotes, and write "" for each one in it.',
      ),
    );
    this.#broken += 1;
    if (this.#broken < maxBroken) return found === null ? undefined : found.index + found[0].length;
    this.blocked = tableError(
      'misquoted',
      range,
      'Too many rows cannot be read. Is this a table with commas, semicolons or tabs between its cells?',
    );
    return undefined;
  }
}
