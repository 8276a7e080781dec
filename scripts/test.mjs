// Runs all tests, or the named suites: `npm test`, `npm test -- unit e2e`. Installs what is missing, and checks the
// sources and packages the extension meanwhile; then the suites run, as many at once as keep two cores busy. A failed
// step does not stop the others; the exit code reports any failure, and the last line has the totals.
// `--repeat 3`: runs them three times. `--busy`: runs two busy loops beside the tests.
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { makeScratch, run } from './processes.mjs';
import { followResults } from './results.mjs';
import {
  continueUnderNode24,
  ensureAwsCli,
  ensureChromium,
  ensureDependencies,
  ensureWorkbench,
  hasOfflineWorkbench,
  node24Environment,
  root,
} from './toolchain.mjs';

const {
  options: { repeat, busy },
  chosen,
} = readArguments();
/** When the run began; kept in the environment, because another Node may continue it. */
const began = Number((process.env.TEST_BEGAN ??= String(Date.now())));

const scratch = makeScratch();
const logs = join(root, 'out', 'test', 'logs');
/** Where the extension is packaged, whichever Node does so. */
const vsix = (process.env.TEST_VSIX ??= join(scratch, 'extension.vsix'));
const bin = name => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
/** `out`: the descriptor that its output goes to; `results`: the file for the tests' reporter. */
const program =
  (command, ...args) =>
  (out, results) =>
    run(command, args, {
      cwd: root,
      env: { ...node24Environment(), TEST_RESULTS: results, TEST_LOGS: logs, VSIX: vsix },
      shell: process.platform === 'win32',
      stdio: ['ignore', out, out],
    });
/** `quietMs`: the timeout of a test on a quiet machine, in milliseconds. */
const mocha =
  (files, quietMs, ...how) =>
  (...to) =>
    program(
      bin('mocha'),
      '--no-config',
      '--reporter',
      join(root, 'test', 'reporter.cjs'),
      '--timeout',
      String(Math.round(quietMs * process.env.TEST_PACE)),
      ...how,
      ...[files].flat(),
    )(...to);
const host = (...windows) => program(process.execPath, join('test', 'host', 'run.mjs'), ...windows);

const types = project =>
  program(process.execPath, join('node_modules', 'typescript-native', 'bin', 'tsc'), '--noEmit', '-p', project);

/**
 * Name → the step, in the order in which they begin: `e2e`, the longest, first, and what has workbenches of its own after
 * it, so that the short ones fill the end. `work` resolves with an exit code. `early` marks checks that need no more than
 * the project's packages: they run once, while the rest is installed, under any Node. `tests` marks steps in which at least
 * one test must run. `lanes`: how many programs a step runs at once, if more than one.
 */
const steps = {
  types: {
    early: true,
    work: async out => (await types('.')(out)) || types(join('src', 'webview'))(out),
  },
  // No cache: what a rule knows about a type also depends on other files.
  lint: {
    early: true,
    work: async out =>
      (await program(bin('biome'), 'format', '.')(out)) ||
      (await program(bin('oxlint'), '-c', 'oxlint.config.mjs')(out)) ||
      program(bin('knip'), '--no-progress')(out),
  },
  // Two files in parallel: each has its own workbench. More only take the time from each other.
  e2e: {
    work: mocha(e2eFiles(), 240_000, '--parallel', '--jobs', '2'),
    tests: true,
    workbench: true,
    onlyOffline: true,
    lanes: 2,
  },
  contract: { work: mocha('test/contract/**/*.test.ts', 60_000), tests: true },
  unit: { work: mocha('test/unit/**/*.test.ts', 60_000), tests: true },
  host: { work: host('.'), tests: true, workbench: true },
  windows: { work: host('corpus', 'virtual', 'restricted'), tests: true, workbench: true },
};

/** How many programs run at once: one more than there are cores, because those with a workbench also wait. */
const lanes = 3;

const unknown = chosen.filter(name => !(name in steps));
if (unknown.length > 0) fail(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);
const wanted = Object.keys(steps).filter(name => chosen.length === 0 || chosen.includes(name));
const checks = wanted.filter(name => steps[name].early);
const suites = wanted.filter(name => !steps[name].early);
const needsWorkbench = hasOfflineWorkbench && wanted.some(name => steps[name].workbench);

/** The steps that ran and their duration, in seconds. Installing and checks come first, whichever Node they ran under. */
const times = JSON.parse(process.env.TEST_TIMES ?? '[]');
const timed = async (name, work) => {
  const from = performance.now();
  const value = await work();
  times.push([name, (performance.now() - from) / 1_000]);
  return value;
};
const totals = { passed: 0, failed: 0, skipped: 0 };
const failed = JSON.parse(process.env.TEST_FAILED ?? '[]');

if (process.env.TEST_TIMES === undefined) {
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  await install().catch(error => {
    fail(error.message);
  });
}
process.env.TEST_TIMES = JSON.stringify(times);
process.env.TEST_FAILED = JSON.stringify(failed);
if (suites.length > 0) await runSuites();

console.log();
for (const { label, failures, log } of failed) {
  if (failures.length === 0) console.log(`failed: ${label}`);
  for (const { title } of failures) console.log(`failed: ${label}: ${title}`);
  console.log(`What ${label} wrote besides: ${relative(process.cwd(), log)}`);
}
const seconds = value => `${value.toFixed(1)} s`.padStart(9);
for (const [name, time] of times) console.log(`${name.padEnd(20)}${seconds(time)}`);
console.log(`${'in all'.padEnd(20)}${seconds((Date.now() - began) / 1_000)}`);
// A check that fails has no tests to count.
const failedSteps = failed.map(({ label }) => label).join(', ');
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped${failedSteps && `; not ok: ${failedSteps}`}`,
);
process.exit(failed.length > 0 ? 1 : 0);

/** The files of e2e, the longest first, so that two that run at a time end at about the same time. */
function e2eFiles() {
  const longest = ['sandbox', 'jobs', 'specs', 'refusals', 'account', 'firstRows'].map(name => `${name}.test.ts`);
  const found = readdirSync(join(root, 'test', 'e2e')).filter(name => name.endsWith('.test.ts'));
  return [...new Set([...longest, ...found.sort()])].map(name => `test/e2e/${name}`);
}

/**
 * Installs what the chosen suites need, in parallel: each install waits for the network most of the time. As soon as the
 * project's own packages are there, it packages the extension and runs the checks.
 */
async function install() {
  const debian = async () => {
    if (needsWorkbench) await timed('install Chromium', ensureChromium);
    if (suites.includes('contract')) await timed('install AWS CLI', ensureAwsCli);
  };
  const packages = async () => {
    await timed('install packages', ensureDependencies);
    // First of all, because it makes sources that the checks read.
    const log = join(logs, 'package.log');
    const out = openSync(log, 'w');
    const code = await timed('package', () => program(process.execPath, join('scripts', 'package.mjs'), vsix)(out));
    closeSync(out);
    if (code !== 0) throw new Error(readFileSync(log, 'utf8'));
    await Promise.all(checks.map(name => runStep(name)));
  };
  await Promise.all([
    packages(),
    // The Node that the suites need comes with the workbench.
    hasOfflineWorkbench && suites.length > 0 ? timed('install workbench', ensureWorkbench) : undefined,
    debian(),
  ]);
}

/** Runs the suites as often as asked for, under Node 24. */
async function runSuites() {
  await continueUnderNode24();
  const { keepBusy, measurePace } = await import('./yardstick.mjs');
  const stopBusy = busy ? keepBusy(2) : () => undefined;
  process.env.TEST_PACE = String(
    await timed('yardstick', () => measurePace({ withWorkbench: needsWorkbench })).catch(error => fail(error.message)),
  );
  console.log(
    `This machine takes ${process.env.TEST_PACE} times as long as a quiet one: so long are the tests' bounds.`,
  );
  for (let turn = 1; turn <= repeat; turn += 1) {
    if (repeat > 1) console.log(`\nRun ${turn} of ${repeat}`);
    await runAll(suites, repeat > 1 ? turn : undefined);
  }
  stopBusy();
}

/** Runs steps in their order, each as soon as there are lanes for it. */
function runAll(names, turn) {
  const waiting = [...names];
  let free = lanes;
  const startWhatFits = async () => {
    const begun = [];
    for (const name of [...waiting]) {
      const taken = steps[name].lanes ?? 1;
      if (taken > free) continue;
      waiting.splice(waiting.indexOf(name), 1);
      free -= taken;
      begun.push(
        runStep(name, turn).then(() => {
          free += taken;
          return startWhatFits();
        }),
      );
    }
    await Promise.all(begun);
  };
  return startWhatFits();
}

/** Runs a step and tells how it went. */
async function runStep(name, turn) {
  const { work, tests, onlyOffline } = steps[name];
  const label = turn === undefined ? name : `${name} ${turn}`;
  if (onlyOffline && !hasOfflineWorkbench) {
    console.log(`${label}: left out, it runs on Linux only`);
    return;
  }
  const log = join(logs, `${label.replace(' ', '-')}.log`);
  const out = openSync(log, 'w');
  const results = join(scratch, `${name}.results`);
  const following = followResults(name, results);
  const code = await timed(label, () => work(out, results));
  closeSync(out);
  const { counts, failures } = following.end();
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  const ranNone = tests && counts.passed + counts.failed === 0;
  console.log(
    `== ${label}: ${code !== 0 ? `failed (${code})` : ranNone ? 'failed: no test ran' : 'ok'}, ${times.at(-1)[1].toFixed(1)} s`,
  );
  if (code === 0 && !ranNone) return;
  failed.push({ label, failures, log });
  // A compiler, a linter, or a suite that died before it could report.
  if (failures.length === 0) console.log(readFileSync(log, 'utf8').split('\n').slice(-200).join('\n'));
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { repeat: { type: 'string', default: '1' }, busy: { type: 'boolean', default: false } },
    });
    const times = Number(values.repeat);
    if (!Number.isInteger(times) || times < 1) throw new Error('--repeat takes a number of times.');
    return { options: { ...values, repeat: times }, chosen: positionals };
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
