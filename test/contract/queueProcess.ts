import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bundled, quickly } from '../bundled.ts';
import type { QueueOrder, QueueReport } from './queueChild.ts';

/** A window with a queue, in a process of its own. */
export interface QueueProcess {
  readonly name: string;
  /** Whether another window sends; undefined until it is connected. */
  readonly follows: boolean | undefined;
  /** Its heap after each collection, in bytes. */
  readonly heap: readonly number[];
  /** What it could not do. */
  readonly faults: readonly string[];
  /** Resolves when it is connected. */
  readonly ready: Promise<void>;
  /** Kills it, like a crash. */
  kill(): Promise<void>;
}

/** The program of a window. */
export const queueProgram = (): Promise<string> => bundled(new URL('queueChild.ts', import.meta.url));

/** Opens a window. `script`: the path of its program. */
export function openQueue(script: string, order: QueueOrder): QueueProcess {
  const child = spawn(process.execPath, [script], { env: { ...process.env, ...quickly, NODE_NO_WARNINGS: '1' } });
  const exited = once(child, 'close');
  const heap: number[] = [];
  const faults: string[] = [];
  let follows: boolean | undefined;
  child.stdin.on('error', () => undefined); // it was killed
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    faults.push(text);
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', line => {
      const report = JSON.parse(line) as QueueReport;
      if (report.event === 'ready') resolve();
      else if (report.event === 'fault') faults.push(report.fault);
      else {
        heap.push(report.heap);
        ({ follows } = report);
      }
    });
    void exited.then(() => {
      reject(new Error(`${order.name} ended: ${faults.join('\n')}`));
    });
  });
  ready.catch(() => undefined); // it may be killed before
  child.stdin.write(`${JSON.stringify(order)}\n`);
  return {
    name: order.name,
    get follows() {
      return follows;
    },
    heap,
    faults,
    ready,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
