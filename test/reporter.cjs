// One line per test. Under `npm test`, TEST_RESULTS names a file, and each test is a line of JSON there.
// scripts/results.mjs prints and counts these lines, which keeps them apart from the output of the editor and the
// extension host. Without TEST_RESULTS, this is mocha's own reporter.
const { appendFileSync } = require('node:fs');
const Mocha = require('mocha');

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
const path = process.env.TEST_RESULTS;

class Results extends Mocha.reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const write = (outcome, test, error) => {
      appendFileSync(
        path,
        `${JSON.stringify({ outcome, title: test.titlePath().join(' › '), ms: test.duration ?? 0, ...(error && { error: failureText(error) }) })}\n`,
      );
    };
    runner.on(EVENT_TEST_PASS, test => {
      write('passed', test);
    });
    runner.on(EVENT_TEST_PENDING, test => {
      write('skipped', test);
    });
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      write('failed', test, error);
    });
  }
}

/** What a failure is reported with: in the editor, also the messages that the test made it show. */
function failureText(error) {
  const { messagesShown } = globalThis;
  return messagesShown === undefined
    ? textOf(error)
    : `${textOf(error)}\nMessages shown: ${JSON.stringify(messagesShown)}`;
}

/** The message, stack, diff and causes of an error. */
function textOf(error) {
  const { generateDiff } = Mocha.reporters.Base;
  // Node's own assertions have the diff in their message.
  const differs =
    error.generatedMessage !== true && Mocha.reporters.Base.showDiff(error)
      ? generateDiff(inspected(error.actual), inspected(error.expected))
      : '';
  const cause = error.cause === undefined ? '' : `\ncaused by ${textOf(error.cause)}`;
  return `${error.stack ?? error.message ?? String(error)}${differs}${cause}`;
}

function inspected(value) {
  return typeof value === 'string' ? value : Mocha.utils.stringify(value);
}

module.exports = path === undefined ? Mocha.reporters.Spec : Results;
