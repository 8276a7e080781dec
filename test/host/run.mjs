// Runs the host tests in the offline workbench's extension host if there is one. Otherwise, or if VSCODE_VERSION is set, in
// desktop VS Code by @vscode/test-electron. Each folder of tests has its own window; `windows` says which kind of workspace
// it opens.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { makeScratch } from '../../scripts/processes.mjs';
import { hasOfflineWorkbench, root } from '../../scripts/toolchain.mjs';
import { bound } from '../pace.ts';
import { runExtensionTests } from '../workbench/extension-tests.ts';

const here = join(root, 'test', 'host');
const chosen = process.argv.slice(2);
// A folder per selection, because another run with other windows may be in progress.
const out = join(root, 'out', 'test', ['host', ...chosen].join('-'));
// Files left by an earlier commit would run, too.
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: readdirSync(here, { recursive: true })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(here, name)),
  outdir: out,
  outbase: here,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: ['module', 'main'],
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
  logLevel: 'warning',
});

copyFileSync(join(here, 'memfs', 'package.json'), join(out, 'memfs', 'package.json'));

const extensionTestsPath = join(out, 'index.cjs');
// VSCODE_VERSION asks for desktop VS Code: a number, or "stable".
const version = process.env.VSCODE_VERSION;
const executable = process.env.VSCODE_EXECUTABLE;
const isOffline = hasOfflineWorkbench && version === undefined && executable === undefined;
const testEnv = folder => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(TEST_|AWS_|MOCHA_)/.test(name))),
  TEST_REPORTER: join(root, 'test', 'reporter.cjs'),
  TEST_FOLDER: folder,
  ...(process.env.CORPUS === undefined ? {} : { CORPUS: process.env.CORPUS }),
  ...(process.env.ALL_RUNS === undefined ? {} : { ALL_RUNS: process.env.ALL_RUNS }),
});

/** The editor's own extensions that these tests use, besides those that all do. */
const moreBuiltIns = ['git', 'git-base'];

/** Runs the tests of a folder in the offline workbench. */
const offline = (folder, workspace, extensionDevelopmentPath = root, workspaceTrust = false) =>
  runExtensionTests({
    folder: workspace,
    extensionDevelopmentPath,
    extensionTestsPath,
    workspaceTrust,
    moreBuiltIns,
    timeoutMs: bound(600_000),
    env: testEnv(folder),
  });

/** Runs the tests of a folder in desktop VS Code. */
const desktop = (folder, workspace, extensionDevelopmentPath = root) =>
  runTests({
    ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
    ...(version === undefined ? {} : { version }),
    extensionDevelopmentPath,
    extensionTestsPath,
    launchArgs: [workspace.includes(':/') ? `--folder-uri=${workspace}` : workspace],
    extensionTestsEnv: testEnv(folder),
  }).catch(error => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });

const test = isOffline ? offline : desktop;

const windows = {
  /** A trusted folder on disk. */
  '.': () => test('.', makeScratch()),
  /** A workspace of two folders, of which the second has a connection of its own. Also checks the corpus of bad specs. */
  corpus: () => test('corpus', workspaceOfFolders()),
  /** A folder that is not on disk. */
  virtual: () => test('virtual', 'memfs:/specs', [root, join(out, 'memfs')]),
  /** An untrusted folder. test-electron always turns workspace trust off, so this cannot run in desktop VS Code. */
  restricted: () =>
    isOffline
      ? offline('restricted', makeScratch(), root, true)
      : (console.log('The tests in Restricted Mode are left out: they run in the offline workbench only.'), 0),
};

function workspaceOfFolders() {
  const [first, second, own] = [makeScratch(), makeScratch(), makeScratch()];
  mkdirSync(join(second, '.vscode'));
  const connection = { profile: 'elsewhere', region: 'eu-west-1' };
  writeFileSync(join(second, '.vscode', 'settings.json'), JSON.stringify({ 'awsJobs.connection': connection }));
  const file = join(own, 'two.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: first }, { path: second }] }));
  return file;
}

let failed = 0;
for (const [name, run] of Object.entries(windows))
  if (chosen.length === 0 || chosen.includes(name)) failed |= (await run()) === 0 ? 0 : 1;
process.exit(failed);
