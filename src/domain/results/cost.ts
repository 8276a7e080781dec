// An estimate of what a job costs. AWS's prices are not an API and change, so the rates are the user's own.
import { kindOf } from '../jobs/kinds.ts';
import { isJsonObject } from '../json.ts';

/** The service charges by units of this many characters. */
export const unitCharacters = 100;

/** An estimate in the currency of the rate, and the rate for a unit. */
export interface Cost {
  readonly total: number;
  readonly rate: number;
}

/**
 * Estimates the cost of a job. `rates`: an object of prices for 100 characters, by the part between “Start” and “Job” in
 * the name of the operation; anything else in it is ignored. Undefined without a rate, or if it is not known what was metered.
 */
export function costOf(action: string, characters: number | undefined, rates: unknown): Cost | undefined {
  const family = kindOf(action)?.family;
  const rate = family !== undefined && isJsonObject(rates) && Object.hasOwn(rates, family) ? rates[family] : undefined;
  if (characters === undefined || typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0) return undefined;
  return { total: Math.ceil(characters / unitCharacters) * rate, rate };
}
