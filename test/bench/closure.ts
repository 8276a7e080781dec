import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The most code that may be loaded when an editor starts: 60 KB. */
export const activationLimitBytes = 61_440;

/** The limit for the parts of a window, which are loaded when a spec, the view or a job is opened. */
export const windowLimitBytes = 152_576;

interface Output {
  readonly bytes: number;
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

interface Closure {
  readonly bytes: number;
  readonly inputs: readonly string[];
}

/**
 * dist/extension.js as last built, with everything it imports statically: what Node loads before `activate` is called.
 */
export function activationClosure(): Closure {
  return closureOf('src/extension.ts');
}

/** What Node loads when the first part of a window is needed, including what activation has loaded. */
export function windowClosure(): Closure {
  return closureOf('src/window.ts');
}

function closureOf(entryPoint: string): Closure {
  const [{ outputs }] = JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')) as [
    { outputs: Record<string, Output> },
  ];
  const seen = new Map<string, Output>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return;
    seen.set(path, output);
    for (const each of output.imports) if (each.kind === 'import-statement') visit(each.path);
  };
  for (const [path, output] of Object.entries(outputs)) if (output.entryPoint === entryPoint) visit(path);
  return {
    bytes: [...seen.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    inputs: [...seen.values()].flatMap(({ inputs }) => Object.keys(inputs)),
  };
}
