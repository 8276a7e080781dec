import type { Severity } from '../domain/spec/codes.ts';
import type { Counts, FileReport } from './check.ts';
import { plural } from '../domain/plural.ts';
import { visible } from '../domain/visible.ts';

const colours: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36' };

/**
 * Names come from files that anybody may have written: nothing in them may control the terminal, start a new line, or
 * act as a command for the build server (GitHub and Azure read `##[…]` and `##vso[…]` anywhere in a line).
 */
export function escapeForTerminal(text: string): string {
  return visible(text).replaceAll(/(?<=#)#/g, '\\u{23}');
}

/** GitHub also interprets a line that begins with `::` as a command. */
const asPath = (path: string): string => escapeForTerminal(/^\s*:/.test(path) ? `./${path}` : path);

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
export function summaryOf({ files, unreadable, problems: { error, warning, information } }: Counts): string {
  const unread = unreadable === 0 ? '' : ` Not readable: ${unreadable}.`;
  return `${plural('{0, plural, one {# job spec checked.} other {# job specs checked.}}', files)} Errors: ${error}, warnings: ${warning}, information: ${information}.${unread}\n`;
}
