import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { StartOutcome } from '../../src/domain/jobs/start.ts';
import { bundled, quickly } from '../bundled.ts';
import type { ChildEvent, ChildOrder } from './startChild.ts';

/** A process that starts one job. */
export interface StartProcess {
  /** Tells the process, which has connected and waits, to start its job. */
  go(): void;
  /** Resolves when the process has reported this event. Rejects with its error output if it ends before. */
  said(event: ChildEvent['event']): Promise<void>;
  outcome(): Promise<StartOutcome>;
  /** Kills it, like a crash. */
  kill(): Promise<void>;
  /** Ends it, like a window that closes. */
  stop(): Promise<void>;
}

/** Starts processes. */
export interface StartProcesses {
  /** Starts a process for an order. `shell`: what precedes its command line. */
  start(order: ChildOrder, shell?: string): StartProcess;
}

/** Bundles the program of the processes. */
export async function prepareStarts(): Promise<StartProcesses> {
  const script = await bundled(new URL('startChild.ts', import.meta.url));
  return { start: (order, shell) => startProcess(script, order, shell) };
}

function startProcess(script: string, order: ChildOrder, shell?: string): StartProcess {
  const options = { env: { ...process.env, ...quickly, NODE_NO_WARNINGS: '1' } };
  const child =
    shell === undefined
      ? spawn(process.execPath, [script], options)
      : spawn('sh', ['-c', `${shell}; exec "$0" "$1"`, process.execPath, script], options);
  const exited = once(child, 'close');
  const events: ChildEvent[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  let complaint = '';
  let isOver = false;
  child.stdin.on('error', () => undefined); // it was killed
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  createInterface({ input: child.stdout }).on('line', line => {
    events.push(JSON.parse(line) as ChildEvent);
    wake();
  });
  void exited.then(() => {
    isOver = true;
    wake();
  });
  child.stdin.write(`${JSON.stringify(order)}\n`);

  const find = <E extends ChildEvent['event']>(event: E): Promise<ChildEvent & { event: E }> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events.find((each): each is ChildEvent & { event: E } => each.event === event);
        if (found === undefined && !isOver) return;
        waiting.delete(look);
        if (found === undefined) reject(new Error(`it ended without “${event}”: ${complaint}`));
        else resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    go: () => {
      child.stdin.write('go\n');
    },
    said: async event => {
      await find(event);
    },
    outcome: async () => (await find('outcome')).outcome,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
