// Tests that take minutes: `npm run test:soak`, or only the named ones: `npm run test:soak -- mutations`. Each runs in
// its own process, so that memory that one leaves is not counted for another. The environment variable SEED varies
// them; SOAK_MINUTES is the duration of the watcher's.
import { join } from 'node:path';
import { makeScratch, run } from './processes.mjs';
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

await continueUnderNode24();

/** The duration of the soaks that have no fixed one, in minutes. */
const soakMinutes = Number(process.env.SOAK_MINUTES ?? 10);

/**
 * Name → the test files, each of them a process, or the window of host tests; the time limit of a test in minutes; and
 * the environment that makes the short tests long ones. `all` is unit and contract with all that `npm test` leaves out.
 */
const soaks = {
  watcher: {
    files: ['test/soak/watcher.test.ts'],
    minutes: soakMinutes + 12,
    env: { SOAK_MINUTES: String(soakMinutes) },
  },
  ...(hasOfflineWorkbench
    ? {
        scroll: { files: ['test/soak/scroll.test.ts'], minutes: 20, workbench: true, env: {} },
        themes: {
          files: ['specs', 'sandbox', 'refusals'].map(name => `test/e2e/${name}.test.ts`),
          minutes: 25,
          workbench: true,
          env: { ALL_RUNS: '1' },
        },
        corpus: { window: 'corpus', minutes: 10, workbench: true, env: { CORPUS: 'all' } },
      }
    : {}),
  starts: { files: ['test/soak/starts.test.ts'], minutes: 40, env: {} },
  queue: { files: ['test/soak/queue.test.ts'], minutes: 120, env: {} },
  all: {
    files: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
    minutes: 30,
    packaged: true,
    awsCli: true,
    env: { ALL_RUNS: '1' },
  },
  mutations: { files: ['test/unit/spec/mutation.test.ts'], minutes: 10, env: { MUTATIONS: '100000' } },
  held: { files: ['test/unit/jobs/storeHeld.test.ts'], minutes: 10, env: { ALL_RUNS: '1', HELD_JOBS: '100000' } },
  migration: { files: ['test/unit/machine/migration.test.ts'], minutes: 10, env: { MIGRATED_JOBS: '100000' } },
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter(name => !Object.hasOwn(soaks, name));
if (unknown.length > 0) {
  console.error(`There is no soak ${unknown.join(', ')}; there are ${Object.keys(soaks).join(', ')}.`);
  process.exit(1);
}

await ensureDependencies();
const wanted = Object.entries(soaks).filter(([name]) => chosen.length === 0 || chosen.includes(name));
if (wanted.some(([, { awsCli }]) => awsCli)) await ensureAwsCli();
if (wanted.some(([, { workbench }]) => workbench)) {
  await ensureWorkbench();
  await ensureChromium();
}
if (wanted.some(([, { workbench, packaged }]) => workbench || packaged)) {
  const { packageVsix } = await import('./package.mjs');
  process.env.VSIX = await packageVsix(join(makeScratch(), 'extension.vsix'));
}
const failed = [];
for (const [name, { files, window, minutes, env }] of wanted) {
  console.log(`\n== ${name}`);
  const from = performance.now();
  const mocha = [
    join('node_modules', 'mocha', 'bin', 'mocha.js'),
    '--no-config',
    '--timeout',
    String(minutes * 60_000),
  ];
  const programs =
    window === undefined ? files.map(file => [...mocha, file]) : [[join('test', 'host', 'run.mjs'), window]];
  let code = 0;
  for (const program of programs)
    code = (await run(process.execPath, program, { cwd: root, env: { ...node24Environment(), ...env } })) || code;
  if (code !== 0) failed.push(name);
  console.log(
    `== ${name}: ${code === 0 ? 'ok' : `failed (${code})`}, ${((performance.now() - from) / 1_000).toFixed(1)} s`,
  );
}
process.exit(failed.length > 0 ? 1 : 0);
