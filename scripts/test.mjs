// All tests, or the suites that are named: `npm test`, `npm test -- unit e2e`. Installs what is missing. What computes runs beside
// what waits; a step that fails does not hide the others, the exit code tells of any, and the last line counts.
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, run } from './processes.mjs';
import { continueUnderNode24, ensureAwsCli, ensureChromium, ensureDependencies, ensureWorkbench, hasOfflineWorkbench, node24Environment, root } from './toolchain.mjs';

await continueUnderNode24();

const scratch = makeScratch();
const vsix = join(scratch, 'extension.vsix');
const bin = name => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const countsOf = name => join(scratch, `${name}.counts`);
/** `out`: where its output goes, a descriptor or `inherit`. */
const program = (command, ...args) => (name, out) => run(command, args, {
  cwd: root, env: { ...node24Environment(), MOCHA_COUNTS: countsOf(name), VSIX: vsix }, shell: process.platform === 'win32', stdio: ['ignore', out, out],
});
const mocha = (folder, timeoutMs, ...how) => program(bin('mocha'), '--no-config', '--reporter', join(root, 'test', 'reporter.cjs'), '--timeout', String(timeoutMs), ...how, `test/${folder}/**/*.test.ts`);

/** Name → what it does; resolves with an exit code. `tests` marks those in which at least one test must run. */
const steps = {
  types: { work: async (name, out) => await program(bin('tsc'), '--noEmit')(name, out) || program(bin('tsc'), '--noEmit', '-p', join('src', 'webview'))(name, out) },
  lint: { work: program(bin('eslint'), '.', '--max-warnings', '0') },
  unit: { work: mocha('unit', 20_000), tests: true },
  contract: { work: mocha('contract', 60_000), tests: true },
  host: { work: program(process.execPath, join('test', 'host', 'run.mjs'), '.'), tests: true },
  windows: { work: program(process.execPath, join('test', 'host', 'run.mjs'), 'corpus', 'virtual', 'restricted'), tests: true },
  // Two files at once: each has a workbench of its own, and waits most of its time.
  e2e: { work: mocha('e2e', 120_000, '--parallel', '--jobs', '2'), tests: true, onlyOffline: true },
};

/** One after the other; in each the lanes go side by side, and the last one's output is seen at once. */
const rounds = [[['types', 'lint', 'unit'], ['contract']], [['windows'], ['host']], [['e2e']]];

const chosen = process.argv.slice(2).filter(argument => !argument.startsWith('-'));
const unknown = chosen.filter(name => !(name in steps));
if (unknown.length > 0) fail(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);
const wanted = Object.entries(steps).filter(([name]) => chosen.length === 0 || chosen.includes(name));

try {
  await ensureDependencies();
  if (hasOfflineWorkbench && wanted.some(([name]) => ['host', 'windows', 'e2e'].includes(name))) { await ensureWorkbench(); await ensureChromium(); }
  if (wanted.some(([name]) => name === 'contract')) await ensureAwsCli();
  const { packageVsix } = await import('./package.mjs');
  await packageVsix(vsix);
} catch (error) { fail(error.message); }

const failed = [];
const isWanted = name => wanted.some(([each]) => each === name);
for (const lanes of rounds) {
  const due = lanes.map(lane => lane.filter(isWanted)).filter(lane => lane.length > 0);
  await Promise.all(due.map((lane, index) => runLane(lane, index === due.length - 1)));
}

const sums = wanted.map(([name]) => total(name));
const sum = member => sums.reduce((all, counts) => all + counts[member], 0);
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`\n${sum('passes')} passed, ${sum('failures')} failed${sum('pending') > 0 ? `, ${sum('pending')} skipped` : ''}`);
process.exit(failed.length > 0 ? 1 : 0);

/** Runs steps one after the other; `isSeen`: their output is shown as it comes, else when the step has ended. */
async function runLane(names, isSeen) {
  for (const name of names) {
    const { work, tests, onlyOffline } = steps[name];
    if (onlyOffline && !hasOfflineWorkbench) { console.log(`\n== ${name}: left out, it runs on Linux only`); continue; }
    const path = join(scratch, `${name}.out`);
    const out = isSeen ? 'inherit' : openSync(path, 'w');
    if (isSeen) console.log(`\n== ${name}`);
    const from = performance.now();
    const code = await work(name, out);
    const seconds = ((performance.now() - from) / 1_000).toFixed(1);
    if (!isSeen) { closeSync(out); console.log(`\n== ${name}\n${readFileSync(path, 'utf8')}`); }
    const ranNone = tests && total(name).passes + total(name).failures === 0;
    if (code !== 0 || ranNone) failed.push(name);
    console.log(`== ${name}: ${code !== 0 ? `failed (${code})` : ranNone ? 'failed: no test ran' : 'ok'}, ${seconds} s`);
  }
}

function total(name) {
  let text = '';
  try { text = readFileSync(countsOf(name), 'utf8'); } catch { /* it has no tests, or did not run */ }
  const counts = { passes: 0, failures: 0, pending: 0 };
  for (const line of text.split('\n').filter(Boolean)) for (const [key, value] of Object.entries(JSON.parse(line))) counts[key] += value;
  return counts;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
