import * as vscode from 'vscode';
import type { NodeKey } from './keys.ts';

/** The rows of the view, once they are loaded. */
export interface LoadedTree {
  getChildren(key?: NodeKey): NodeKey[];
  getParent(key: NodeKey): NodeKey | undefined;
  getTreeItem(key: NodeKey): vscode.TreeItem;
  resolveTreeItem(item: vscode.TreeItem, key: NodeKey): vscode.TreeItem;
}

/** A tree data provider that loads the actual view when the editor first asks for rows. */
export class LazyTree implements vscode.TreeDataProvider<NodeKey> {
  readonly #load: () => Promise<LoadedTree>;
  readonly #changes = new vscode.EventEmitter<NodeKey | NodeKey[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  #view: LoadedTree | undefined;

  constructor(load: () => Promise<LoadedTree>) {
    this.#load = load;
  }

  /** Has a node, several nodes in this order, or the whole tree (undefined) redrawn. */
  fire(keys: NodeKey | NodeKey[] | undefined): void {
    this.#changes.fire(keys);
  }

  getChildren(key?: NodeKey): vscode.ProviderResult<NodeKey[]> {
    return this.#view === undefined ? this.#loaded().then(view => view.getChildren(key)) : this.#view.getChildren(key);
  }

  getParent(key: NodeKey): vscode.ProviderResult<NodeKey> {
    return this.#view === undefined ? this.#loaded().then(view => view.getParent(key)) : this.#view.getParent(key);
  }

  getTreeItem(key: NodeKey): vscode.TreeItem | Thenable<vscode.TreeItem> {
    return this.#view === undefined ? this.#loaded().then(view => view.getTreeItem(key)) : this.#view.getTreeItem(key);
  }

  resolveTreeItem(item: vscode.TreeItem, key: NodeKey): vscode.TreeItem {
    return this.#view?.resolveTreeItem(item, key) ?? item;
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #loaded(): Promise<LoadedTree> {
    return (this.#view = await this.#load());
  }
}
