import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the extension may cost an editor that only starts: 60 KB of code. */
export const activationLimitBytes = 61_440;

/** What the parts of a window may come to, which are read when a spec, the view or a job is there. */
export const windowLimitBytes = 141_312;

interface Output { readonly bytes: number; readonly entryPoint?: string; readonly imports: readonly { readonly path: string; readonly kind: string }[]; readonly inputs: Readonly<Record<string, unknown>> }

interface Closure { readonly bytes: number; readonly inputs: readonly string[] }

/** dist/extension.js as it was built last, with everything it imports statically: what Node reads before `activate` is called. */
export function activationClosure(): Closure {
  return closureOf('src/extension.ts');
}

/** What Node reads when the first part of a window is needed, with what activation has read already. */
export function windowClosure(): Closure {
  return closureOf('src/window.ts');
}

function closureOf(entryPoint: string): Closure {
  const [{ outputs }] = JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')) as [{ outputs: Record<string, Output> }];
  const seen = new Map<string, Output>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return;
    seen.set(path, output);
    for (const each of output.imports) if (each.kind === 'import-statement') visit(each.path);
  };
  for (const [path, output] of Object.entries(outputs)) if (output.entryPoint === entryPoint) visit(path);
  return { bytes: [...seen.values()].reduce((sum, { bytes }) => sum + bytes, 0), inputs: [...seen.values()].flatMap(({ inputs }) => Object.keys(inputs)) };
}
