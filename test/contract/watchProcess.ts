import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bundled, quickly } from '../bundled.ts';
import type { Shown, WatchDeed, WatchOrder } from './watchChild.ts';

/** A window in a process of its own. */
export interface WatchProcess {
  /** What it shows now. */
  readonly shown: Shown | undefined;
  /**
   * Resolves with the time when it shows what is wanted. Rejects with `what` if that takes too long or the window ends.
   */
  shows(what: string, isWanted: (shown: Shown) => boolean, patienceMs: number): Promise<number>;
  does(deed: WatchDeed): void;
  /** Kills it, like a crash. */
  kill(): Promise<void>;
  /** Ends it, like a window that closes. */
  close(): Promise<void>;
}

/** The program of a window. */
export const watchProgram = (): Promise<string> => bundled(new URL('watchChild.ts', import.meta.url));

/** Opens a window. `script`: the path of its program. */
export function openWatch(script: string, order: WatchOrder): WatchProcess {
  const child = spawn(process.execPath, [script], { env: { ...process.env, ...quickly, NODE_NO_WARNINGS: '1' } });
  const exited = once(child, 'close');
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  let shown: Shown | undefined;
  let complaint = '';
  let isOver = false;
  child.stdin.on('error', () => undefined); // it was killed
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  createInterface({ input: child.stdout }).on('line', line => {
    shown = JSON.parse(line) as Shown;
    wake();
  });
  void exited.then(() => {
    isOver = true;
    wake();
  });
  child.stdin.write(`${JSON.stringify(order)}\n`);
  return {
    get shown() {
      return shown;
    },
    shows: (what, isWanted, patienceMs) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          waiting.delete(look);
          clearTimeout(timer);
          settle();
        };
        const fail = (why: string): void => {
          end(() => {
            reject(
              new Error(
                `${order.name}: ${what} (${why}): ${JSON.stringify({ ...shown, jobs: Object.keys(shown?.jobs ?? {}).length })} ${complaint}`,
              ),
            );
          });
        };
        const look = (): void => {
          if (shown !== undefined && isWanted(shown))
            end(() => {
              resolve(Date.now());
            });
          else if (isOver) fail('it ended');
        };
        const timer = setTimeout(() => {
          fail(`not within ${patienceMs} ms`);
        }, patienceMs);
        waiting.add(look);
        look();
      }),
    does: deed => {
      child.stdin.write(`${deed}\n`);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
