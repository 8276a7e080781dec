// Verifies a large file in a thread of its own: this file is loaded by both sides. A hash takes as long as the reading does.
import { Worker, parentPort, workerData } from 'node:worker_threads';
import type { FileFacts, Verifier } from '../domain/files/port.ts';
import { verifierOf } from './checksums.ts';
import { freeSpaces, giveBack } from './spaces.ts';

/** How many pieces may wait for the thread: what waits is held in memory. */
const mostWaiting = 4;

/** What the thread is started with. */
interface Task {
  readonly awsJobsVerify: FileFacts;
}

function isTask(data: unknown): data is Task {
  return typeof data === 'object' && data !== null && 'awsJobsVerify' in data;
}

if (isTask(workerData)) {
  const verifier = verifierOf(workerData.awsJobsVerify);
  parentPort?.on('message', (bytes: Uint8Array | null) => {
    if (bytes !== null) {
      void verifier?.update(bytes);
      const { buffer } = bytes;
      parentPort?.postMessage(buffer, buffer instanceof ArrayBuffer ? [buffer] : []);
      return;
    }
    void verifier?.matches().then(matches => {
      parentPort?.postMessage(matches);
    });
  });
}

/**
 * Verifies in a thread. Pieces are handed over, not copied: the caller must not use them afterwards. Their memory comes
 * back, for the pieces that follow.
 */
export class ThreadVerifier implements Verifier {
  readonly #thread: Worker;
  #waiting = 0;
  #isEnded = false;
  #goOn: () => void = () => undefined;
  #decided: (matches: boolean) => void = () => undefined;
  #fail: (fault: unknown) => void = () => undefined;
  #fault: unknown;

  constructor(facts: FileFacts) {
    const task: Task = { awsJobsVerify: facts };
    this.#thread = new Worker(new URL(import.meta.url), { workerData: task, execArgv: [] });
    this.#thread.on('message', (message: ArrayBuffer | boolean) => {
      if (typeof message === 'boolean') {
        this.#decided(message);
        return;
      }
      if (!this.#isEnded) giveBack(message);
      this.#waiting -= 1;
      this.#goOn();
    });
    this.#thread.on('error', fault => {
      this.#fault = fault;
      this.#fail(fault);
    });
  }

  async update(bytes: Uint8Array): Promise<void> {
    const { buffer, byteOffset, byteLength } = bytes;
    const own = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength ? [buffer] : [];
    this.#thread.postMessage(bytes, own);
    this.#waiting += 1;
    while (this.#waiting > mostWaiting)
      await this.#orFault<undefined>(resolve => {
        this.#goOn = () => {
          resolve(undefined);
        };
      });
  }

  matches(): Promise<boolean> {
    return this.#orFault<boolean>(resolve => {
      this.#decided = resolve;
      this.#thread.postMessage(null);
    });
  }

  dispose(): void {
    this.#isEnded = true;
    void this.#thread.terminate();
    freeSpaces();
  }

  #orFault<T>(begin: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      if (this.#fault === undefined) begin(resolve);
      else reject(this.#fault instanceof Error ? this.#fault : new Error('the thread ended'));
    });
  }
}
