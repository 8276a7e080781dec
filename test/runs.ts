/** Whether this is the long run, `npm run test:soak`, which leaves nothing out. */
export const isWhole = (process.env['ALL_RUNS'] ?? '') !== '';

/** The share of a property's runs in `npm test`. */
const share = isWhole ? 1 : 1 / 5;

/**
 * Returns how many runs a property gets. Each run of the tests takes other random values, so that many short ones see
 * as much as a few long ones.
 */
export const runs = (all: number): number => Math.ceil(all * share);

/** A test of scale, chance or a rare combination, which takes long: in `npm test` cheaper tests prove the same. */
export const longIt = (title: string, test: Mocha.AsyncFunc | Mocha.Func): void => {
  if (isWhole) it(title, test);
};
