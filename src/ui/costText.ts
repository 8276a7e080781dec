import { type Cost, unitCharacters } from '../domain/results/cost.ts';
import { l10n } from './l10n.ts';

/** An estimate of what a job cost, with the rate it follows from. */
export function costText({ total, rate }: Cost): string {
  return l10n.t(
    'Estimated cost: {0}, by your rate of {1} for {2} characters.',
    total.toLocaleString(undefined, { maximumFractionDigits: 2 }),
    rate.toLocaleString(undefined, { maximumFractionDigits: 6 }),
    unitCharacters,
  );
}
