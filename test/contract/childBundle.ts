import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A program that child processes of a test run. */
export interface ChildBundle {
  readonly script: string;
  dispose(): Promise<void>;
}

/** Bundles a program next to this file, as the extension is bundled: it runs often, and the SDK has many files. */
export async function bundleChild(name: string): Promise<ChildBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'child-'));
  const script = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return { script, dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
