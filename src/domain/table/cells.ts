// The cells of a CSV text: what is between them, and how a value is written as one.

/** The characters that may separate cells, in the order in which they are preferred. */
const delimiters = [',', ';', '\t'] as const;

/** Returns what separates the cells of a table: what its first line has most of, outside of quotes. */
export function delimiterOf(text: string): string {
  const end = /[\r\n]/.exec(text)?.index ?? text.length;
  const line = text.slice(0, end).replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string): number => line.split(delimiter).length;
  return delimiters.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Returns a value as a cell, in quotes if it needs them. */
export function asCell(value: string, delimiter: string): string {
  return value.includes(delimiter) || /["\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
