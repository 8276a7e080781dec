import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LazyTree } from '../../src/ui/tree/lazyTree.ts';
import type { NodeKey } from '../../src/ui/tree/keys.ts';
import { until } from '../pace.ts';

/** How a node is drawn. */
export interface Drawn {
  readonly label: string;
  readonly description: string;
  readonly state: vscode.TreeItemCollapsibleState;
}

/** How long change events are collected, in milliseconds; the editor collects them for longer. */
const gatherMs = 10;

/**
 * Draws a tree as the editor does: the expansion state is kept by node ID, a node named by a change event is redrawn a
 * moment later with everything expanded below it, and no two nodes may have the same ID.
 */
export class TreeScreen {
  /** The nodes of all change events since the last `clear`; undefined stands for the whole tree. */
  readonly fired: (NodeKey | undefined)[] = [];
  readonly drawn = new Map<NodeKey, Drawn>();
  readonly #tree: LazyTree;
  readonly #children = new Map<NodeKey | undefined, readonly NodeKey[]>();
  readonly #toggled = new Map<NodeKey, boolean>();
  readonly #subscription: vscode.Disposable;
  readonly #waiting = new Set<NodeKey | undefined>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tree: LazyTree) {
    this.#tree = tree;
    this.#subscription = tree.onDidChangeTreeData(fired => {
      const keys = Array.isArray(fired) ? fired : [fired];
      this.fired.push(...keys);
      for (const key of keys) this.#waiting.add(key);
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        for (const each of this.#waiting) {
          this.#waiting.delete(each);
          this.#refresh(each);
        }
      }, gatherMs);
    });
  }

  /** All visible nodes, from top to bottom. */
  get rows(): readonly NodeKey[] {
    const under = (key: NodeKey | undefined): NodeKey[] =>
      (this.#children.get(key) ?? []).flatMap(child => [child, ...(this.#isOpen(child) ? under(child) : [])]);
    return under(undefined);
  }

  /** Resolves when no change event waits to be drawn. */
  async idle(): Promise<void> {
    await until('the tree to be drawn', () => this.#timer === undefined);
  }

  clear(): void {
    this.fired.length = 0;
  }

  open(key: NodeKey, isOpen = true): void {
    this.#toggled.set(key, isOpen);
    this.#refresh(key);
  }

  isOpen(key: NodeKey): boolean {
    return this.#isOpen(key);
  }

  dispose(): void {
    this.#subscription.dispose();
    clearTimeout(this.#timer);
  }

  #isOpen(key: NodeKey): boolean {
    return this.#toggled.get(key) ?? this.drawn.get(key)?.state === vscode.TreeItemCollapsibleState.Expanded;
  }

  #refresh(key: NodeKey | undefined): void {
    // The editor does not ask for nodes that are not visible.
    if (key !== undefined && !this.drawn.has(key)) return;
    if (key !== undefined) this.#item(key);
    this.#read(key);
    const ids = this.rows;
    assert.equal(
      new Set(ids).size,
      ids.length,
      `an id twice: ${ids.filter((id, index) => ids.indexOf(id) !== index).join()}`,
    );
    for (const known of this.drawn.keys())
      if (!ids.includes(known)) {
        this.drawn.delete(known);
        this.#children.delete(known);
      }
  }

  #read(key: NodeKey | undefined): void {
    if (key !== undefined && !this.#isOpen(key)) {
      this.#children.delete(key);
      return;
    }
    const children = this.#tree.getChildren(key) as readonly NodeKey[];
    this.#children.set(key, children);
    for (const child of children) {
      this.#item(child);
      this.#read(child);
    }
  }

  #item(key: NodeKey): void {
    const { id, label, description, collapsibleState } = this.#tree.getTreeItem(key) as vscode.TreeItem;
    assert.equal(id, key);
    this.drawn.set(key, {
      label: typeof label === 'string' ? label : '',
      description: String(description ?? ''),
      state: collapsibleState ?? vscode.TreeItemCollapsibleState.None,
    });
  }
}
