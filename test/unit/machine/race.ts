import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundled, quickly } from '../../bundled.ts';

/** The program of another window with the same history: see databaseProcess.ts. */
export const databaseProgram = (): Promise<string> => bundled(new URL('databaseProcess.ts', import.meta.url));

/**
 * Starts processes with a database file (see databaseProcess.ts), lets them all begin at once, and resolves with what
 * each printed.
 * `env`: further variables of their environment.
 */
export async function race(
  path: string,
  task: string,
  names: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly unknown[]> {
  const script = await databaseProgram();
  const children = names.map(name =>
    spawn(process.execPath, ['--no-warnings', script, path, task, name], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...quickly, ...env },
    }),
  );
  const printed = children.map(() => '');
  children.forEach((child, index) =>
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed[index] = (printed[index] ?? '') + text;
    }),
  );
  const ends = children.map(child => once(child, 'close'));
  await Promise.all(children.map(child => once(child.stdout, 'data')));
  for (const child of children) child.stdin.end();
  await Promise.all(ends);
  return printed.map(text => {
    const line = text.split('\n')[1] ?? '';
    return line === '' ? undefined : (JSON.parse(line) as unknown);
  });
}
