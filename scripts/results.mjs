// Prints what the tests' reporter (test/reporter.cjs) writes, as it arrives and one line per test, and counts it.
import { closeSync, openSync, readSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';

const signs = { passed: '✓', failed: '✗', skipped: '-' };
/** How often the file is read, in milliseconds. */
const everyMs = 200;

/**
 * Follows the results of a step in the file that its reporter appends to. `end` prints the rest and returns
 * the counts and the failures.
 */
export function followResults(step, path) {
  closeSync(openSync(path, 'w'));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  let position = 0;
  let rest = '';
  const read = () => {
    const file = openSync(path, 'r');
    const chunk = Buffer.alloc(65_536);
    const bytes = [];
    for (let size; (size = readSync(file, chunk, 0, chunk.length, position)) > 0; position += size)
      bytes.push(Buffer.from(chunk.subarray(0, size)));
    closeSync(file);
    const lines = (rest + Buffer.concat(bytes).toString('utf8')).split('\n');
    rest = lines.pop();
    for (const line of lines) print(JSON.parse(line));
  };
  const print = ({ outcome, title, ms, error }) => {
    counts[outcome] += 1;
    console.log(`${step.padEnd(8)} ${signs[outcome]} ${title.replaceAll(/\s+/g, ' ')} (${ms} ms)`);
    if (outcome !== 'failed') return;
    failures.push({ title, error });
    console.log(error.replaceAll(/^/gm, '    '));
  };
  const timer = setInterval(read, everyMs);
  return {
    end() {
      clearInterval(timer);
      read();
      return { counts, failures };
    },
  };
}
