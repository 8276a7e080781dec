import { type Cost, unitCharacters } from '../domain/results/cost.ts';
import { l10n } from './l10n.ts';

/** What a job cost by an estimate, with the rate it follows from. */
export function costText({ total, rate }: Cost): string {
  return l10n.t(
    '{0}, at your rate of {1} per {2}-character unit',
    total.toLocaleString(undefined, { maximumSignificantDigits: 3 }),
    rate.toLocaleString(undefined, { maximumFractionDigits: 6 }),
    unitCharacters,
  );
}
