// What the package says of itself. It is read when it is asked for: the version, and of docs/checks.md what a code means.
import { readFile } from 'node:fs/promises';
import { explanationsOf } from '../domain/spec/explanations.ts';

/** From dist/check.js, and from the sources. */
const roots = ['../', '../../'];

async function read(name: string): Promise<string | undefined> {
  for (const root of roots) {
    const text = await readFile(new URL(root + name, import.meta.url), 'utf8').catch(() => undefined); // it lies at the other
    if (text !== undefined) return text;
  }
  return undefined;
}

export const packageName = 'aws-job-specs';

/** The package's version. */
export async function version(): Promise<string> {
  const manifest = JSON.parse(await read('package.json') ?? '{}') as { readonly version?: unknown };
  return typeof manifest.version === 'string' ? manifest.version : '0.0.0';
}

/** What docs/checks.md says of each code, in Markdown; nothing where the page is not there. */
export async function explanations(): Promise<ReadonlyMap<string, string>> {
  return new Map([...explanationsOf(await read('docs/checks.md') ?? '')].map(([code, { body }]) => [code, body]));
}
