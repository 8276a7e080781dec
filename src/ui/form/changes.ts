// Applies a page's changes to the document, one after the other. The document may have changed in the meantime: a
// change to a member that others have changed since the page last showed it is refused; all other changes are applied
// to the current text.
import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { ExternalChanges } from '../../domain/form/changes.ts';
import { addEntry, applied, isOptional, remove, setText } from '../../domain/form/edit.ts';
import { TypingRuns } from '../../domain/form/typingRuns.ts';
import { pathsOf } from '../../domain/form/view.ts';
import { shapeOf } from '../../domain/form/shape.ts';
import { type ParsedSpec, parseSpec } from '../../domain/spec/parse.ts';
import type { Edit, Path } from '../../domain/spec/problem.ts';
import { Lines } from '../editor/positions.ts';
import type { FromPage } from './protocol.ts';

export type Change = Extract<FromPage, { readonly seq: number }>;

/** How many times an edit is attempted that fails because the document has just changed. */
const tries = 5;

export class DocumentChanges {
  readonly #document: vscode.TextDocument;
  readonly #refuse: (change: Change, message: string) => void;
  readonly #foreign = new ExternalChanges();
  readonly #runs = new TypingRuns();
  readonly #queue: Change[] = [];
  #parsed: ParsedSpec;
  /** The text that our edit in progress will result in. */
  #expected: string | undefined;
  /** Settles when all earlier edits have been made. Edits run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  /** The sequence number of the page's last change that was made or refused. */
  #settled = 0;

  constructor(document: vscode.TextDocument, refuse: (change: Change, message: string) => void) {
    this.#document = document;
    this.#refuse = refuse;
    this.#parsed = parseSpec(document.getText());
  }

  get settled(): number {
    return this.#settled;
  }

  /** Starts over for a new page, which counts its changes and runs from the beginning. */
  begin(): void {
    this.#settled = 0;
    this.#runs.ended();
  }

  /** Queues a change. Resolves when it has been made or refused. Of queued edits in one run, only the last is made. */
  take(change: Change): Promise<void> {
    const waiting = this.#queue.at(-1);
    if (
      waiting?.type === 'edit' &&
      change.type === 'edit' &&
      waiting.key === change.key &&
      waiting.run === change.run &&
      waiting.version === change.version
    )
      this.#queue.pop();
    this.#queue.push(change);
    return this.#inTurn(async () => {
      const next = this.#queue.shift();
      if (next !== undefined) await this.#make(next);
    });
  }

  /**
   * Applies edits computed for a version of the text. Resolves with false if the text has changed since, or the edit
   * fails.
   */
  fix(edits: readonly Edit[], version: number): Promise<boolean> {
    return this.#inTurn(async () => this.#document.version === version && (await this.#apply(edits)));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.then(undefined, () => undefined); // the caller handles the rejection
    return result;
  }

  /**
   * Resolves with the text after all queued changes, because a page's question refers to what the page has just sent.
   */
  settledText(): Promise<ParsedSpec> {
    return this.#inTurn(() => Promise.resolve(this.#parsed));
  }

  /**
   * Call this after any change of the document. If an undo or redo ended within a run of typing, returns which of the
   * two has to be repeated.
   */
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
      if (typeof edits === 'string') {
        this.#refuse(change, edits);
        break;
      }
      if (edits.length === 0) break;
      if (await this.#apply(edits)) {
        if (change.type === 'edit') this.#runs.typed(change.run, before, this.#parsed.text);
        break;
      }
      // The document has just been changed elsewhere, or cannot be changed at all.
      if (count >= tries) {
        this.#refuse(change, l10n.t('Could not change the file.'));
        break;
      }
    }
    this.#settled = Math.max(this.#settled, change.seq);
  }

  #editsFor(change: Change): readonly Edit[] | string {
    const { value } = this.#parsed;
    const path: Path | undefined = value === undefined ? undefined : pathsOf(shapeOf(value), value).get(change.key);
    if (path === undefined) return l10n.t('This field was removed in another editor.');
    if (this.#foreign.changedSince(path, change.version))
      return l10n.t('Not changed: another editor changed this value at the same time.');
    return this.#edits(change, path) ?? l10n.t('This change cannot be made in the current text.');
  }

  #edits(change: Change, path: Path): readonly Edit[] | undefined {
    switch (change.type) {
      case 'edit':
        return setText(this.#parsed, path, change.text);
      case 'remove':
        return isOptional(this.#parsed, path) ? remove(this.#parsed, path) : undefined;
      case 'add':
        return addEntry(this.#parsed, path);
    }
  }

  async #apply(edits: readonly Edit[]): Promise<boolean> {
    const text = this.#document.getText();
    const lines = new Lines(text);
    const edit = new vscode.WorkspaceEdit();
    edit.set(
      this.#document.uri,
      edits.map(each => new vscode.TextEdit(lines.range(each), each.content)),
    );
    this.#expected = applied(text, edits);
    try {
      return await vscode.workspace.applyEdit(edit);
    } finally {
      this.#expected = undefined;
    }
  }
}
