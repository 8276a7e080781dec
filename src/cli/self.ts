// Data about the package, read on demand: its version, and the explanations of codes in docs/checks.md.
import { readFile } from 'node:fs/promises';
import { explanationsOf } from '../domain/spec/explanations.ts';

/** The package's root, relative to dist/check.js and to the sources. */
const roots = ['../', '../../'];

async function read(name: string): Promise<string | undefined> {
  for (const root of roots) {
    // The file may be at the other root.
    const text = await readFile(new URL(root + name, import.meta.url), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

export const packageName = 'aws-job-specs';

/** The package's version. */
export async function version(): Promise<string> {
  const manifest = JSON.parse((await read('package.json')) ?? '{}') as { readonly version?: unknown };
  return typeof manifest.version === 'string' ? manifest.version : '0.0.0';
}

/** The explanation of each code in docs/checks.md, in Markdown; empty if the page is missing. */
export async function explanations(): Promise<ReadonlyMap<string, string>> {
  return new Map([...explanationsOf((await read('docs/checks.md')) ?? '')].map(([code, { body }]) => [code, body]));
}
