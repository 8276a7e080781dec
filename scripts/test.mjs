// All tests, or the suites that are named: `npm test`, `npm test -- unit e2e`. Installs what is missing. What computes runs beside
// what waits; a step that fails does not hide the others, the exit code tells of any, and the last line counts.
// `--repeat 3`: three times. `--busy`: two busy loops run beside the tests.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { makeScratch, run } from './processes.mjs';
import { followResults } from './results.mjs';
import { continueUnderNode24, ensureAwsCli, ensureChromium, ensureDependencies, ensureWorkbench, hasOfflineWorkbench, node24Environment, root } from './toolchain.mjs';

const { options: { repeat, busy }, chosen } = readArguments();
/** When it all began; another Node may go on with it. */
const began = Number(process.env.TEST_BEGAN ??= String(Date.now()));

const scratch = makeScratch();
const logs = join(root, 'out', 'test', 'logs');
const vsix = join(scratch, 'extension.vsix');
const bin = name => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
/** `out`: where its output goes, a descriptor; `results`: the file for the tests' reporter. */
const program = (command, ...args) => (out, results) => run(command, args, {
  cwd: root, env: { ...node24Environment(), TEST_RESULTS: results, TEST_LOGS: logs, VSIX: vsix }, shell: process.platform === 'win32', stdio: ['ignore', out, out],
});
/** `quietMs`: what ends a test that hangs, on a quiet machine. */
const mocha = (folder, quietMs, ...how) => (...to) => program(bin('mocha'), '--no-config', '--reporter', join(root, 'test', 'reporter.cjs'), '--timeout', String(Math.round(quietMs * process.env.TEST_PACE)), ...how, `test/${folder}/**/*.test.ts`)(...to);
const host = (...windows) => program(process.execPath, join('test', 'host', 'run.mjs'), ...windows);

const types = project => program(process.execPath, join('node_modules', 'typescript-native', 'bin', 'tsc'), '--noEmit', '-p', project);

/** Name → what it does; resolves with an exit code. `tests` marks those in which at least one test must run. */
const steps = {
  types: { work: async out => await types('.')(out) || types(join('src', 'webview'))(out) },
  // No cache: what a rule knows of a type comes from other files, too.
  lint: { work: async out => await program(bin('eslint'), '.', '--max-warnings', '0')(out) || program(bin('knip'), '--no-progress')(out) },
  unit: { work: mocha('unit', 60_000), tests: true },
  contract: { work: mocha('contract', 60_000), tests: true },
  host: { work: host('.'), tests: true, workbench: true },
  windows: { work: host('corpus', 'virtual', 'restricted'), tests: true, workbench: true },
  // Two files at once: each has a workbench of its own, and waits most of its time.
  e2e: { work: mocha('e2e', 240_000, '--parallel', '--jobs', '2'), tests: true, workbench: true, onlyOffline: true },
};

/** One after the other; in each the lanes go side by side. What waits most of its time, as contract does, stands beside what computes. */
const rounds = [[['unit', 'windows'], ['host', 'types'], ['lint']], [['e2e'], ['contract']]];

const unknown = chosen.filter(name => !(name in steps));
if (unknown.length > 0) fail(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);
const wanted = Object.keys(steps).filter(name => chosen.length === 0 || chosen.includes(name));
const needsWorkbench = hasOfflineWorkbench && wanted.some(name => steps[name].workbench);

/** What was done and how long it took, in seconds: what installs comes first, under whichever Node it was done. */
const times = JSON.parse(process.env.TEST_TIMES ?? '[]');
const timed = async (name, work) => {
  const from = performance.now();
  const value = await work();
  times.push([name, (performance.now() - from) / 1_000]);
  return value;
};

if (process.env.TEST_TIMES === undefined) await install().catch(error => { fail(error.message); });
process.env.TEST_TIMES = JSON.stringify(times);
await continueUnderNode24();

const stopBusy = busy ? (await import('./yardstick.mjs')).keepBusy(2) : () => undefined;
rmSync(logs, { recursive: true, force: true });
mkdirSync(logs, { recursive: true });
try {
  const log = join(logs, 'package.log');
  const out = openSync(log, 'w');
  if (await timed('package', () => program(process.execPath, join('scripts', 'package.mjs'), vsix)(out)) !== 0) throw new Error(readFileSync(log, 'utf8'));
  closeSync(out);
  const { measurePace } = await import('./yardstick.mjs');
  process.env.TEST_PACE = String(await timed('yardstick', () => measurePace({ withWorkbench: needsWorkbench })));
  console.log(`This machine takes ${process.env.TEST_PACE} times as long as a quiet one: so long are the tests' bounds.`);
} catch (error) { fail(error.message); }

const totals = { passed: 0, failed: 0, skipped: 0 };
const failed = [];
for (let turn = 1; turn <= repeat; turn += 1) {
  if (repeat > 1) console.log(`\nRun ${turn} of ${repeat}`);
  for (const lanes of rounds) await Promise.all(lanes.map(lane => runLane(lane.filter(name => wanted.includes(name)), repeat > 1 ? ` ${turn}` : '')));
}
stopBusy();

console.log();
for (const { label, failures, log } of failed) {
  for (const { title } of failures) console.log(`failed: ${label}: ${title}`);
  console.log(`What ${label} wrote besides: ${relative(process.cwd(), log)}`);
}
const seconds = value => `${value.toFixed(1)} s`.padStart(9);
for (const [name, time] of times) console.log(`${name.padEnd(20)}${seconds(time)}`);
console.log(`${'in all'.padEnd(20)}${seconds((Date.now() - began) / 1_000)}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(failed.length > 0 ? 1 : 0);

/** Installs what the chosen suites need, all at once: each waits for the network most of the time. */
async function install() {
  const debian = async () => {
    if (needsWorkbench) await timed('install Chromium', ensureChromium);
    if (wanted.includes('contract')) await timed('install AWS CLI', ensureAwsCli);
  };
  await Promise.all([
    timed('install packages', ensureDependencies),
    hasOfflineWorkbench ? timed('install workbench', ensureWorkbench) : undefined,
    debian(),
  ]);
}

/** Runs steps one after the other. */
async function runLane(names, turn) {
  for (const name of names) {
    const { work, tests, onlyOffline } = steps[name];
    const label = `${name}${turn}`;
    if (onlyOffline && !hasOfflineWorkbench) { console.log(`${label}: left out, it runs on Linux only`); continue; }
    const log = join(logs, `${label.replace(' ', '-')}.log`);
    const out = openSync(log, 'w');
    const results = join(scratch, `${name}.results`);
    const following = followResults(name, results);
    const code = await timed(label, () => work(out, results));
    closeSync(out);
    const { counts, failures } = following.end();
    for (const key of Object.keys(totals)) totals[key] += counts[key];
    const ranNone = tests && counts.passed + counts.failed === 0;
    console.log(`== ${label}: ${code !== 0 ? `failed (${code})` : ranNone ? 'failed: no test ran' : 'ok'}, ${times.at(-1)[1].toFixed(1)} s`);
    if (code === 0 && !ranNone) continue;
    failed.push({ label, failures, log });
    // A compiler, a linter, or what died before it could report.
    if (failures.length === 0) console.log(readFileSync(log, 'utf8').split('\n').slice(-200).join('\n'));
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { repeat: { type: 'string', default: '1' }, busy: { type: 'boolean', default: false } } });
    const times = Number(values.repeat);
    if (!Number.isInteger(times) || times < 1) throw new Error('--repeat takes a number of times.');
    return { options: { ...values, repeat: times }, chosen: positionals };
  } catch (error) { return fail(error.message); }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
