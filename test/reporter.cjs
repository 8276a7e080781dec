// Mocha's spec reporter, which also leaves its counts in a file (MOCHA_COUNTS), a line a run, so that the suites can be summed.
const { appendFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      if (process.env.MOCHA_COUNTS) appendFileSync(process.env.MOCHA_COUNTS, `${JSON.stringify({ passes, failures, pending })}\n`);
    });
  }
};
