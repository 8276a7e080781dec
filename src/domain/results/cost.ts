// An estimate of what a job costs. AWS's prices are not an API and change, so the rates are the user's own.
import { kindOf } from '../jobs/kinds.ts';
import { isJsonObject } from '../json.ts';

/** The service charges by units of this many characters. */
export const unitCharacters = 100;

/** An estimate in the currency of the rate, the rate for a unit, and the day that the rate is of. */
export interface Cost {
  readonly total: number;
  readonly rate: number;
  readonly asOf?: string;
}

/**
 * Estimates the cost of a job. `rates`: an object of prices for 100 characters, by the part between “Start” and “Job” in
 * the name of the operation, and the day they were looked up as `asOf`; anything else in it is ignored. Undefined
 * without a rate, or if it is not known what was metered.
 */
export function costOf(action: string, characters: number | undefined, rates: unknown): Cost | undefined {
  const family = kindOf(action)?.family;
  if (family === undefined || !isJsonObject(rates) || !Object.hasOwn(rates, family)) return undefined;
  const { [family]: rate, asOf } = rates;
  if (characters === undefined || typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0) return undefined;
  return {
    total: Math.ceil(characters / unitCharacters) * rate,
    rate,
    ...(typeof asOf === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(asOf) ? { asOf } : {}),
  };
}

/** How many characters so many bytes of documents have: UTF-8 takes one to four bytes a character. */
export function charactersIn(bytes: number): { readonly least: number; readonly most: number } {
  return { least: Math.ceil(bytes / 4), most: bytes };
}

/**
 * How many characters may be charged. Whether each document is rounded up to a unit is not documented, so that the most
 * is as if each were.
 */
export function chargedIn(bytes: number, documents: number): { readonly least: number; readonly most: number } {
  const { least, most } = charactersIn(bytes);
  return { least, most: most + (unitCharacters - 1) * documents };
}
