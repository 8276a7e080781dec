// The table and the summary that `npm run bench` prints.
import { type Row, holds } from './row.ts';

const number = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(3));
const ratio = (value: number): string => `× ${value.toPrecision(2)}`;

function cells(row: Row): readonly string[] {
  const verdict = { true: 'ok', false: 'DOES NOT HOLD', undefined: '' }[
    String(holds(row)) as 'true' | 'false' | 'undefined'
  ];
  if ('ms' in row)
    return [
      row.name,
      `${number(row.ms)} ms`,
      `${row.peer}: ${number(row.peerMs)} ms`,
      ratio(row.ms / row.peerMs),
      row.maxRatio === undefined ? '' : `limit ${ratio(row.maxRatio)}`,
      verdict,
    ];
  const { name, value, unit, peer, peerValue, limit } = row;
  return [
    name,
    `${number(value)} ${unit}`,
    peer === undefined || peerValue === undefined ? '' : `${peer}: ${number(peerValue)} ${unit}`,
    peerValue === undefined ? '' : ratio(value / peerValue),
    limit === undefined ? '' : `limit ${number(limit)} ${unit}`,
    verdict,
  ];
}

/** One line per row, in columns. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(cells);
  const widths = [0, 1, 2, 3, 4, 5].map(column =>
    lines.reduce((width, line) => Math.max(width, line[column]?.length ?? 0), 0),
  );
  return lines
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The result of a run: the limits that are exceeded, and the files that failed before they returned rows. */
export function summary(
  rows: readonly Row[],
  broken: readonly string[],
): { readonly text: string; readonly ok: boolean } {
  const limited = rows.filter(row => holds(row) !== undefined);
  const failed = limited.filter(row => holds(row) === false).map(({ name }) => name);
  const parts = [
    limited.length === 0
      ? 'No limits were measured.'
      : failed.length === 0
        ? `Every limit holds (${limited.length}).`
        : `Does not hold: ${failed.join('; ')} (${failed.length} of ${limited.length} limits).`,
    ...(broken.length === 0 ? [] : [`Not measured: ${broken.join('; ')}.`]),
  ];
  return { text: parts.join(' '), ok: failed.length === 0 && broken.length === 0 };
}
