import { type Cost, unitCharacters } from '../domain/results/cost.ts';
import { l10n } from './l10n.ts';

/** What a job cost by an estimate, with the rate it follows from. */
export function costText({ total, rate }: Cost): string {
  return l10n.t(
    '{0}, by your rate of {1} for {2} characters',
    total.toLocaleString(undefined, { maximumSignificantDigits: 3 }),
    rate.toLocaleString(undefined, { maximumFractionDigits: 6 }),
    unitCharacters,
  );
}
