// Programs of the tests that run in processes of their own. They are bundled, as the extension is: a process reads one
// file instead of hundreds, and none has to be stripped of its types.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { makeScratch } from '../scripts/processes.mjs';

/** The environment of programs that start often: Node keeps what it has compiled of them until this process ends. */
export const quickly = { NODE_COMPILE_CACHE: makeScratch() };

const bundles = new Map<string, Promise<string>>();

/** Bundles a program once. Resolves with the path of the file, which is removed when this process ends. */
export function bundled(program: URL): Promise<string> {
  const known = bundles.get(program.href);
  if (known !== undefined) return known;
  const made = bundle(fileURLToPath(program));
  bundles.set(program.href, made);
  return made;
}

async function bundle(program: string): Promise<string> {
  const outfile = join(makeScratch(), 'program.mjs');
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}
