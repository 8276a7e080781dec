import type { ImportedSpec } from '../../domain/exchange/import.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';

/** The most variables that are named. */
const maxNamed = 12;

/** Returns what a user must know of an imported spec: the values that are to be given, what was matched or left out. */
export function toldOf({ variables, told }: ImportedSpec): readonly string[] {
  if (variables.length === 0) return told;
  const named = variables
    .slice(0, maxNamed)
    .map(({ name, value }) => (value === undefined ? name : `${name} (${JSON.stringify(value)})`));
  return [
    formatPlural(
      l10n.t(
        '{0, plural, one {# value is now a variable: {1}. Set it in a variables overlay, or replace it.} other {# values are now variables: {1}. Set them in a variables overlay, or replace them.}}',
      ),
      variables.length,
      [...named, ...(variables.length > maxNamed ? ['…'] : [])].join(', '),
    ),
    ...told,
  ];
}
