// Runs the host tests: in desktop VS Code where @vscode/test-electron can have one, else in the offline workbench's extension host.
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { makeScratch } from '../../scripts/processes.mjs';
import { hasOfflineWorkbench, root } from '../../scripts/toolchain.mjs';

const here = join(root, 'test', 'host');
const out = join(root, 'out', 'test', 'host');
await build({
  entryPoints: readdirSync(here).filter(name => name.endsWith('.ts')).map(name => join(here, name)),
  outdir: out, outExtension: { '.js': '.cjs' }, bundle: true, platform: 'node', format: 'cjs', target: 'node22', external: ['vscode', 'mocha'], sourcemap: 'inline', logLevel: 'warning',
});

const shim = join(root, 'test', 'workbench', 'test-electron-shim.mjs');
const executable = process.env.VSCODE_EXECUTABLE ?? (hasOfflineWorkbench ? shim : undefined);
const folder = makeScratch();
const code = await runTests({
  ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
  extensionDevelopmentPath: root,
  extensionTestsPath: join(out, 'index.cjs'),
  launchArgs: [folder],
  extensionTestsEnv: { MOCHA_COUNTS: process.env.MOCHA_COUNTS, TEST_REPORTER: join(root, 'test', 'reporter.cjs') },
}).catch(error => { console.error(error instanceof Error ? error.message : error); return 1; });
process.exit(code);
