import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** Bytes of heap that are held: what is left after the garbage was collected. */
export function heldBytes(): number {
  if (collect === undefined) {
    // The collector is handed out to new contexts only, once the flag is set.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  return process.memoryUsage().heapUsed;
}
