import type { Severity } from '../domain/spec/codes.ts';
import type { Counts, FileReport } from './check.ts';
import { plural } from '../domain/plural.ts';
import { isHidden, visible } from '../domain/visible.ts';

const colours: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36' };

/**
 * Names come from files that anybody may have written: nothing in them may control the terminal, start a new line, or
 * act as a command for the build server (GitHub and Azure read `##[…]` and `##vso[…]` anywhere in a line).
 */
export function escapeForTerminal(text: string): string {
  return visible(text).replaceAll(/(?<=#)#/g, '\\u{23}');
}

/** GitHub also interprets a line that begins with `::` as a command. */
export const asPath = (path: string): string => escapeForTerminal(/^\s*:/.test(path) ? `./${path}` : path);

/** A line that begins with a text from outside, and blanks of ours before it. */
export const asLine = (line: string): string => escapeForTerminal(line).replace(/^( *):/, '$1\\u{3a}');

/**
 * A report for programs, with the same escapes as JSON has them: it is printed on a terminal or kept by a build server
 * as well, and a program reads what was meant.
 */
export function jsonText(report: unknown): string {
  const escaped = (text: string): string =>
    text.replaceAll(/[^]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const json = JSON.stringify(report, null, 2)
    .replaceAll(/[^\n -~]/gu, character => (isHidden(character) ? escaped(character) : character))
    .replaceAll(/(?<=#)#/g, escaped);
  return `${json}\n`;
}

/** The lines for one file: path:line:column, severity, code, message. A clean file has none. */
export function textOf({ path, problems, unreadable }: FileReport, coloured: boolean): string {
  const paint = (code: string, text: string): string => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  if (unreadable !== undefined)
    return `${asPath(path)} ${paint(colours.error, 'cannot be read:')} ${escapeForTerminal(unreadable)}\n`;
  return problems
    .map(
      ({ start, severity, code, message }) =>
        `${paint('1', `${asPath(path)}:${start.line}:${start.column}`)} ${paint(colours[severity], severity)} ${paint('2', code)} ${escapeForTerminal(message)}\n`,
    )
    .join('');
}

/** The last line. */
export function summaryOf({ files, tables, unreadable, problems: { error, warning, information } }: Counts): string {
  const unread = unreadable === 0 ? '' : ` Not readable: ${unreadable}.`;
  const specs = files - tables;
  const checked = [
    ...(specs === 0 && tables > 0
      ? []
      : [plural('{0, plural, one {# job spec checked.} other {# job specs checked.}}', specs)]),
    ...(tables === 0
      ? []
      : [plural('{0, plural, one {# table of runs checked.} other {# tables of runs checked.}}', tables)]),
  ].join(' ');
  return `${checked} Errors: ${error}, warnings: ${warning}, information: ${information}.${unread}\n`;
}
