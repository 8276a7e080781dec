// Texts of a spec as JSONata, the query language of Step Functions.
import type { Parameter, Parts } from './source.ts';

/** Words that JSONata reads as operators, which a name must be quoted from. */
const operators = /^(?:and|or|in|function)$/;

/** Returns a text literal. JSONata has the escapes of JSON and none for a single quote. `$` is escaped where a deployment would replace `${…}`. */
export const jsonataText = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", '\\u0027')
    .replaceAll('${', '\\u0024{')
    .replaceAll('%}', '\\u0025}')}'`;

/** Returns what reads a parameter from the execution's input. */
export const jsonataInput = ({ name }: Parameter): string =>
  `$states.input.${operators.test(name) ? `\`${name}\`` : name}`;

const pictures: Readonly<Record<string, string>> = {
  YYYY: '[Y0001]',
  MM: '[M01]',
  DD: '[D01]',
  HH: '[H01]',
  mm: '[m01]',
};

/** The day on which the execution began, in UTC: the same in each attempt. */
function dateOf({ argument }: Parameter): string {
  const picture = argument.replaceAll(/YYYY|MM|DD|HH|mm/g, token => pictures[token] ?? token);
  return `$fromMillis($toMillis($states.context.Execution.StartTime), ${jsonataText(picture)})`;
}

/** Returns a text of the spec as JSONata. */
export const jsonataOf = (parts: Parts): string =>
  parts
    .map(part =>
      typeof part === 'string' ? jsonataText(part) : part.kind === 'date' ? dateOf(part) : jsonataInput(part),
    )
    .join(' & ');

/** Returns a text of the spec as a member of a state: itself, or an expression if it would be read as something else. */
export function stateText(parts: Parts): string {
  const [only] = parts;
  const isPlain = parts.length === 1 && typeof only === 'string' && !only.includes('${') && !only.startsWith('{%');
  return isPlain ? only : `{% ${jsonataOf(parts)} %}`;
}
