/** The share of a property's runs in `npm test`; `npm run test:soak -- properties` runs them all. */
const share = process.env['ALL_RUNS'] === undefined ? 1 / 5 : 1;

/**
 * Returns how many runs a property gets. Each run of the tests takes other random values, so that many short ones see
 * as much as a few long ones.
 */
export const runs = (all: number): number => Math.ceil(all * share);
