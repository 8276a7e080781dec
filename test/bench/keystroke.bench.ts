// How long a user waits for our diagnostics in a real extension host, and for the check of a thousand files.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { makeScratch } from '../../scripts/processes.mjs';
import { runExtensionTests } from '../workbench/extension-tests.ts';
import type { Row } from './row.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default async function bench(): Promise<Row[]> {
  const scratch = makeScratch();
  const tests = join(root, 'out', 'test', 'bench', 'keystroke.cjs');
  await build({
    entryPoints: [join(root, 'test', 'bench', 'host', 'keystroke.ts')],
    outfile: tests,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
  });
  const result = join(scratch, 'result.json');
  const folder = join(scratch, 'workspace');
  mkdirSync(folder);
  const code = await runExtensionTests({
    folder,
    extensionDevelopmentPath: root,
    extensionTestsPath: tests,
    env: { TEST_RESULT: result },
    timeoutMs: 180_000,
  });
  if (code !== 0) throw new Error(`the extension host ended with ${code}`);
  return JSON.parse(readFileSync(result, 'utf8')) as Row[];
}
