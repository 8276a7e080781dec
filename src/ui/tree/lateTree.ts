import * as vscode from 'vscode';
import type { NodeKey } from './model.ts';
import type { JobsView } from './view.ts';

/** The tree view's rows, which are read when the view is first looked at. */
export class LateTree implements vscode.TreeDataProvider<NodeKey> {
  readonly #load: () => Promise<JobsView>;
  readonly #changes = new vscode.EventEmitter<NodeKey | NodeKey[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  #view: JobsView | undefined;

  constructor(load: () => Promise<JobsView>) {
    this.#load = load;
  }

  /** Announces that a node, nodes in this order, or with undefined the whole tree, are to be drawn again. */
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

  async #loaded(): Promise<JobsView> {
    return this.#view = await this.#load();
  }
}
