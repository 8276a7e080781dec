import { type Cost, charactersIn, unitCharacters } from '../domain/results/cost.ts';
import { l10n } from './l10n.ts';

/** An amount in the currency of the user's rates, which are numbers without one. */
export const moneyText = (total: number): string => total.toLocaleString(undefined, { maximumSignificantDigits: 3 });

/** What a job cost by an estimate, with the rate it follows from and the day that the rate is of. */
export function costText({ total, rate, asOf }: Cost): string {
  const price = rate.toLocaleString(undefined, { maximumFractionDigits: 6 });
  return asOf === undefined
    ? l10n.t('{0}, at your rate of {1} per {2}-character unit', moneyText(total), price, unitCharacters)
    : l10n.t(
        '{0}, at your rate of {1} per {2}-character unit as of {3}',
        moneyText(total),
        price,
        unitCharacters,
        asOf,
      );
}

/** How many characters were metered, beside what the size of the documents let expect, in bytes. */
export function meteredText(metered: number, bytes: number): string {
  const { least, most } = charactersIn(bytes);
  return l10n.t(
    'Characters metered: {0}. Estimated before the start: {1} to {2}.',
    metered.toLocaleString(),
    least.toLocaleString(),
    most.toLocaleString(),
  );
}
