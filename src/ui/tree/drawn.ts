import { type NodeKey, type NodeKind, factKey, nodeKind, nodeOf } from './keys.ts';
import type { Row } from './source.ts';

/** The rows as the editor has drawn them last, so that only those that differ are drawn again. */
export class DrawnRows {
  readonly #texts = new Map<NodeKey, string>();

  get count(): number {
    return this.#texts.size;
  }

  draw(key: NodeKey, row: Row): void {
    this.#texts.set(key, textOf(row));
  }

  /** After the whole tree was fired, nothing counts as drawn. */
  clear(): void {
    this.#texts.clear();
  }

  keys(...kinds: readonly NodeKind[]): NodeKey[] {
    return [...this.#texts.keys()].filter(key => kinds.includes(nodeKind(key)));
  }

  /** Whether a row was drawn and reads the same now. */
  isSame(key: NodeKey, row: Row | undefined): boolean {
    return row !== undefined && this.#texts.get(key) === textOf(row);
  }

  /** Whether a row was drawn and reads differently now. `row` is only asked for where it was drawn. */
  hasChanged(key: NodeKey, row: (key: NodeKey) => Row | undefined): boolean {
    const before = this.#texts.get(key);
    const now = before === undefined ? undefined : row(key);
    return now !== undefined && textOf(now) !== before;
  }

  /** Whether there may be rows under it on screen: a job's are known when it was opened, a service's and a group's are not. */
  isOpen(key: NodeKey): boolean {
    const kind = nodeKind(key);
    return kind === 'service' || kind === 'group' || kind === 'batch' || this.wasOpened(key);
  }

  /** Whether the rows under a job were drawn. Each job has a row for its status. */
  wasOpened(key: NodeKey): boolean {
    const node = nodeOf(key);
    return node.kind === 'job' && this.#texts.has(factKey(node.job, 'status'));
  }
}

/** A row as text, without its tooltip, which is made when it is looked at. */
function textOf({ tooltip: _tooltip, ...row }: Row): string {
  return JSON.stringify(row);
}
