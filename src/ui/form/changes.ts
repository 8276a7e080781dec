// The changes a page makes, brought into the document one after the other. The document may have moved on meanwhile: what a page
// says of a member that others have changed since it last showed it is refused, everything else is applied to the text of now.
import * as vscode from 'vscode';
import { ForeignChanges } from '../../domain/form/changes.ts';
import { addEntry, applied, isOptional, remove, setText } from '../../domain/form/edit.ts';
import { TypingRuns } from '../../domain/form/typingRuns.ts';
import { pathsOf } from '../../domain/form/view.ts';
import { shapeOf } from '../../domain/form/shape.ts';
import { type ParsedSpec, parseSpec } from '../../domain/spec/parse.ts';
import type { Edit, Path } from '../../domain/spec/problem.ts';
import { Lines } from '../editor/positions.ts';
import type { FromPage } from './protocol.ts';

export type Change = Extract<FromPage, { readonly seq: number }>;

/** A document that refuses an edit because it has just been changed is tried again this often. */
const tries = 5;

export class DocumentChanges {
  readonly #document: vscode.TextDocument;
  readonly #refuse: (change: Change, message: string) => void;
  readonly #foreign = new ForeignChanges();
  readonly #runs = new TypingRuns();
  readonly #queue: Change[] = [];
  #parsed: ParsedSpec;
  /** The text that an edit of ours is about to bring. */
  #expected: string | undefined;
  /** Settles when the edits before are made: they are made one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  /** The last of the page's changes that is settled, one way or the other. */
  #settled = 0;

  constructor(document: vscode.TextDocument, refuse: (change: Change, message: string) => void) {
    this.#document = document;
    this.#refuse = refuse;
    this.#parsed = parseSpec(document.getText());
  }

  get settled(): number {
    return this.#settled;
  }

  /** A page begins: it counts its changes and runs anew. */
  begin(): void {
    this.#settled = 0;
    this.#runs.ended();
  }

  /** Takes a change in; resolves when it is made or refused. Of edits of one run that wait only the last is made. */
  take(change: Change): Promise<void> {
    const waiting = this.#queue.at(-1);
    if (waiting?.type === 'edit' && change.type === 'edit' && waiting.key === change.key && waiting.run === change.run && waiting.version === change.version) this.#queue.pop();
    this.#queue.push(change);
    return this.#inTurn(async () => {
      const next = this.#queue.shift();
      if (next !== undefined) await this.#make(next);
    });
  }

  /** Makes edits that were found for a version of the text; false when it is another by now. */
  fix(edits: readonly Edit[], version: number): Promise<boolean> {
    return this.#inTurn(async () => this.#document.version === version && await this.#apply(edits));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.then(undefined, () => undefined); // whoever asked for the work hears of it
    return result;
  }

  /** The text once all changes that were taken in are made: what a page asks, it asks of what it has just said. */
  settledText(): Promise<ParsedSpec> {
    return this.#inTurn(() => Promise.resolve(this.#parsed));
  }

  /** The document has changed, by whomever. Tells whether an undo or redo ended where nobody wants to stop. */
  changed(reason: vscode.TextDocumentChangeReason | undefined): 'undo' | 'redo' | undefined {
    const text = this.#document.getText();
    const before = this.#parsed;
    this.#parsed = parseSpec(text);
    if (text !== this.#expected) this.#foreign.note(before.value, this.#parsed.value, this.#document.version);
    if (reason === undefined) return undefined;
    this.#runs.ended();
    if (!this.#runs.isWithin(text)) return undefined;
    return reason === vscode.TextDocumentChangeReason.Undo ? 'undo' : 'redo';
  }

  async #make(change: Change): Promise<void> {
    for (let count = 1; ; count += 1) {
      const before = this.#document.getText();
      const edits = this.#editsFor(change);
      if (typeof edits === 'string') { this.#refuse(change, edits); break; }
      if (edits.length === 0) break;
      if (await this.#apply(edits)) { if (change.type === 'edit') this.#runs.typed(change.run, before, this.#parsed.text); break; }
      // Changed by others in this very moment, or not to be changed at all.
      if (count >= tries) { this.#refuse(change, vscode.l10n.t('Could not change the file.')); break; }
    }
    this.#settled = Math.max(this.#settled, change.seq);
  }

  #editsFor(change: Change): readonly Edit[] | string {
    const { value } = this.#parsed;
    const path: Path | undefined = value === undefined ? undefined : pathsOf(shapeOf(value), value).get(change.key);
    if (path === undefined) return vscode.l10n.t('This field was removed in another editor.');
    if (this.#foreign.touched(path, change.version)) return vscode.l10n.t('Not changed: another editor changed this value at the same time.');
    return this.#edits(change, path) ?? vscode.l10n.t('This change cannot be made in the current text.');
  }

  #edits(change: Change, path: Path): readonly Edit[] | undefined {
    switch (change.type) {
      case 'edit': return setText(this.#parsed, path, change.text);
      case 'remove': return isOptional(this.#parsed, path) ? remove(this.#parsed, path) : undefined;
      case 'add': return addEntry(this.#parsed, path);
    }
  }

  async #apply(edits: readonly Edit[]): Promise<boolean> {
    const text = this.#document.getText();
    const lines = new Lines(text);
    const edit = new vscode.WorkspaceEdit();
    edit.set(this.#document.uri, edits.map(each => new vscode.TextEdit(lines.range(each), each.content)));
    this.#expected = applied(text, edits);
    try {
      return await vscode.workspace.applyEdit(edit);
    } finally {
      this.#expected = undefined;
    }
  }
}
