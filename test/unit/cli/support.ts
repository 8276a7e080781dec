// The checker in its own process and folder.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { checkBundle, lateBundle, sandboxBundle } from '../../../scripts/build.mjs';
import { generateValidator } from '../../../scripts/generate-validator.mjs';
import { quickly } from '../../bundled.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The validator of the current schema. */
await generateValidator();

/** The checker's sources; a process needs most of its time to read them. */
export const sourceFile = join(root, 'src', 'cli', 'main.ts');

/** The checker as it is packaged, made of the sources as they are now, beside the files that it reads of its package. */
export const mainFile = await bundled(join(root, 'out', 'test', 'cli'));

async function bundled(to: string): Promise<string> {
  for (const bundle of [checkBundle, lateBundle, sandboxBundle]) await build({ ...bundle, outdir: join(to, 'dist') });
  mkdirSync(join(to, 'docs'), { recursive: true });
  for (const name of ['package.json', 'docs/checks.md']) copyFileSync(join(root, name), join(to, name));
  return join(to, 'dist', 'check.js');
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** Runs the checker or another script, and waits until it ends. */
export async function run(
  cwd: string,
  args: readonly string[],
  { script = mainFile, env = {} }: { readonly script?: string; readonly env?: Environment } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quickly, ...env },
  });
  const all = async (stream: NodeJS.ReadableStream): Promise<string> => {
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
    return text;
  };
  const ended = new Promise<number | null>(resolve => {
    child.on('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([all(child.stdout), all(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** A new folder with files; `remove` deletes it. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'awsjobs-check-'));

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const good =
  '{ "action": "entityresolution:StartMatchingJob", "region": "us-east-1", "request": { "workflowName": "w" } }\n';
/** One error, at line 3, column 3. */
export const bad = '{\n  "action": "entityresolution:StartMatchingJob",\n  "request": {},\n}\n';
/** One warning, at line 2, column 13. */
export const warned =
  '{ "action": "entityresolution:StartMatchingJob",\n  "region": "us-east-9", "request": { "workflowName": "w" } }\n';
