// Keeps the JSON of an output at the entity that is selected in its note.
import { type Node, findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { OpenNote, OpenNotes } from './openNotes.ts';
import { resultsUri } from './uris.ts';

export class OutputSync {
  readonly #trees = new WeakMap<vscode.TextDocument, Node | undefined>();
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(notes: OpenNotes) {
    this.#subscriptions = [
      notes.onDidSelect(note => {
        this.#follow(note);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        const { active } = notes;
        if (active !== undefined) this.#follow(active.note);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow({ open, index, selected }: OpenNote): void {
    if (selected === undefined) return;
    const uri = resultsUri('output', open.results.job, index).toString();
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      if (document.uri.toString() !== uri) continue;
      const node = this.#entity(document, selected.entity.at ?? selected.index);
      if (node === undefined) continue;
      const range = new vscode.Range(document.positionAt(node.offset), document.positionAt(node.offset + node.length));
      editor.selection = new vscode.Selection(range.start, range.end);
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  #entity(document: vscode.TextDocument, index: number): Node | undefined {
    // The document is read-only, so that its tree is made once.
    if (!this.#trees.has(document)) this.#trees.set(document, parseTree(document.getText()));
    const root = this.#trees.get(document);
    return root && (findNodeAtLocation(root, ['Entities', index]) ?? findNodeAtLocation(root, ['entities', index]));
  }
}
