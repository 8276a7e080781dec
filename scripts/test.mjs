// All tests, or the suites that are named: `npm test`, `npm test -- unit e2e`. Installs what is missing. A step that fails does
// not hide the later ones; the exit code tells of any, and the last line counts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, run } from './processes.mjs';
import { continueUnderNode24, ensureAwsCli, ensureChromium, ensureDependencies, ensureWorkbench, hasOfflineWorkbench, node24Environment, root } from './toolchain.mjs';

await continueUnderNode24();

const scratch = makeScratch();
const counts = join(scratch, 'counts');
const vsix = join(scratch, 'extension.vsix');
const bin = name => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const env = { ...node24Environment(), MOCHA_COUNTS: counts, VSIX: vsix };
const program = (command, ...args) => () => run(command, args, { cwd: root, env, shell: process.platform === 'win32' });
const mocha = (folder, timeoutMs) => program(bin('mocha'), '--no-config', '--reporter', join(root, 'test', 'reporter.cjs'), '--timeout', String(timeoutMs), `test/${folder}/**/*.test.ts`);

/** Name → what it does; resolves with an exit code. `tests` marks those in which at least one test must run. */
const steps = {
  types: { work: async () => await program(bin('tsc'), '--noEmit')() || program(bin('tsc'), '--noEmit', '-p', join('src', 'webview'))() },
  lint: { work: program(bin('eslint'), '.', '--max-warnings', '0') },
  unit: { work: mocha('unit', 20_000), tests: true },
  contract: { work: mocha('contract', 60_000), tests: true },
  host: { work: program(process.execPath, join('test', 'host', 'run.mjs')), tests: true },
  e2e: { work: mocha('e2e', 120_000), tests: true, onlyOffline: true },
};

const chosen = process.argv.slice(2).filter(argument => !argument.startsWith('-'));
const unknown = chosen.filter(name => !(name in steps));
if (unknown.length > 0) fail(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);
const wanted = Object.entries(steps).filter(([name]) => chosen.length === 0 || chosen.includes(name));

try {
  await ensureDependencies();
  if (hasOfflineWorkbench && wanted.some(([name]) => name === 'host' || name === 'e2e')) { await ensureWorkbench(); await ensureChromium(); }
  if (wanted.some(([name]) => name === 'contract')) await ensureAwsCli();
  const { packageVsix } = await import('./package.mjs');
  await packageVsix(vsix);
} catch (error) { fail(error.message); }

const failed = [];
for (const [name, { work, tests, onlyOffline }] of wanted) {
  if (onlyOffline && !hasOfflineWorkbench) { console.log(`\n== ${name}: left out, it runs on Linux only`); continue; }
  console.log(`\n== ${name}`);
  const before = total();
  const from = performance.now();
  const code = await work();
  const seconds = ((performance.now() - from) / 1_000).toFixed(1);
  const ranNone = tests && total().passes + total().failures === before.passes + before.failures;
  if (code !== 0 || ranNone) failed.push(name);
  console.log(`== ${name}: ${code !== 0 ? `failed (${code})` : ranNone ? 'failed: no test ran' : 'ok'}, ${seconds} s`);
}

const { passes, failures, pending } = total();
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`\n${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
process.exit(failed.length > 0 ? 1 : 0);

function total() {
  let text = '';
  try { text = readFileSync(counts, 'utf8'); } catch { /* nothing has run yet */ }
  const sum = { passes: 0, failures: 0, pending: 0 };
  for (const line of text.split('\n').filter(Boolean)) for (const [key, value] of Object.entries(JSON.parse(line))) sum[key] += value;
  return sum;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
