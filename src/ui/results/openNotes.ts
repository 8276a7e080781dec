// The documents of jobs that are open in editors, with what was found in them.
import * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { keyText } from '../../domain/jobs/job.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { entityFilterOf, shownConcepts } from '../../domain/results/filter.ts';
import { type JoinedCodes, Note, joinCodes } from '../../domain/results/note.ts';
import type { Concept } from '../../domain/results/output.ts';
import type { PlacedEntity } from '../../domain/results/spans.ts';
import { resultsScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import type { OpenResult, OpenResults } from './openResults.ts';
import { readResultsUri } from './uris.ts';

/** A document that is open, and what was found in it. */
export interface OpenNote {
  readonly uri: vscode.Uri;
  readonly index: number;
  readonly open: OpenResult;
  readonly note: Note;
  /** Why its output could not be read. */
  readonly refusal: Refusal | undefined;
  /** The other job whose codes are shown, and the codes, once they were read, or why they could not be. */
  codesOf: OpenResult | undefined;
  codes: JoinedCodes | undefined;
  codesRefusal: Refusal | undefined;
  /** The entity at the cursor. */
  selected: PlacedEntity | undefined;
}

export class OpenNotes {
  readonly #results: OpenResults;
  readonly #notes = new Map<string, OpenNote>();
  readonly #log: Ports['log'];
  readonly #changes = new Emitter<OpenNote | undefined>();
  /** Fires with the note whose shown entities or codes changed, or with undefined if any may have. */
  readonly onDidChange = this.#changes.event;
  readonly #selections = new Emitter<OpenNote>();
  /** Fires with the note in which another entity is at the cursor. */
  readonly onDidSelect = this.#selections.event;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(results: OpenResults, log: Ports['log']) {
    this.#results = results;
    this.#log = log;
    this.#subscriptions = [
      this.#changes,
      this.#selections,
      results.onDidChangeView(() => {
        for (const note of this.#notes.values()) this.#deselectHidden(note);
        this.#changes.fire(undefined);
      }),
      results.onDidSetCodes(key => {
        for (const note of this.#notes.values()) if (key === keyText(note.open.results.job)) this.#layCodes(note);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        // A change of the language mode closes and opens a document that stays.
        const key = uri.toString();
        if (uri.scheme === resultsScheme && !vscode.workspace.textDocuments.some(each => each.uri.toString() === key))
          this.#notes.delete(key);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const note = this.get(textEditor.document.uri);
        const [selection] = selections;
        if (note !== undefined && selection !== undefined) this.#selectAt(note, textEditor.document, selection);
      }),
      // An editor that is opened again begins at the top, without an event.
      vscode.window.onDidChangeActiveTextEditor(editor => {
        const note = editor && this.get(editor.document.uri);
        if (editor !== undefined && note !== undefined) this.#selectAt(note, editor.document, editor.selection);
      }),
    ];
  }

  get(uri: vscode.Uri): OpenNote | undefined {
    return this.#notes.get(uri.toString());
  }

  /** The note of the active editor. */
  get active(): { readonly note: OpenNote; readonly editor: vscode.TextEditor } | undefined {
    const editor = vscode.window.activeTextEditor;
    const note = editor && this.get(editor.document.uri);
    return editor === undefined || note === undefined ? undefined : { note, editor };
  }

  /** The keys of the jobs whose documents are open. */
  get jobs(): readonly string[] {
    return vscode.workspace.textDocuments.flatMap(({ uri }) => readResultsUri(uri)?.job ?? []);
  }

  /** Adds a note that was read. */
  add(uri: vscode.Uri, open: OpenResult, index: number, note: Note, refusal?: Refusal): void {
    const added: OpenNote = {
      uri,
      index,
      open,
      note,
      refusal,
      codesOf: undefined,
      codes: undefined,
      codesRefusal: undefined,
      selected: undefined,
    };
    this.#notes.set(uri.toString(), added);
    this.#changes.fire(added);
    this.#layCodes(added);
  }

  /** The entities of a note that are shown now, in the order of the text. */
  shownOf({ note, open }: OpenNote): readonly PlacedEntity[] {
    return note.shown(entityFilterOf(open.view.filter), this.#results.thresholds);
  }

  /** The concepts of an entity that reach the threshold: its own, then those of the other job. */
  conceptsOf({ codes }: OpenNote, { index, entity }: PlacedEntity): readonly Concept[] {
    const concepts = [...entity.concepts, ...(codes?.concepts.get(index) ?? [])];
    return shownConcepts({ concepts }, this.#results.thresholds);
  }

  /** The range of a place in the editor's document. */
  rangeOf({ note }: OpenNote, place: { readonly begin: number; readonly end: number }): vscode.Range {
    const [begin, end] = note.positionsOf(place);
    return new vscode.Range(begin.line, begin.character, end.line, end.character);
  }

  /** Makes an entity the one at the cursor. */
  select(note: OpenNote, entity: PlacedEntity | undefined): void {
    if (entity === note.selected) return;
    note.selected = entity;
    this.#selections.fire(note);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Of the entities around the selection, the innermost one that is shown. */
  #selectAt(note: OpenNote, document: vscode.TextDocument, selection: vscode.Selection): void {
    const around = this.shownOf(note).filter(entity => this.rangeOf(note, entity).contains(selection));
    const selected = around.reduce<PlacedEntity | undefined>(
      (best, each) => (best === undefined || lengthOf(each) < lengthOf(best) ? each : best),
      undefined,
    );
    const current = note.selected;
    // Of two entities with the same range, the one that a command has selected stays.
    const stays =
      current !== undefined &&
      selected !== undefined &&
      around.includes(current) &&
      lengthOf(current) === lengthOf(selected);
    if (!document.isClosed && !stays) this.select(note, selected);
  }

  /** An entity that a filter or threshold hides is not the one at the cursor. */
  #deselectHidden(note: OpenNote): void {
    if (note.selected !== undefined && !this.shownOf(note).includes(note.selected)) this.select(note, undefined);
  }

  #layCodes(note: OpenNote): void {
    const { codes } = note.open;
    const hadNone = note.codesOf === undefined;
    note.codesOf = codes;
    note.codes = undefined;
    note.codesRefusal = undefined;
    if (codes === undefined && hadNone) return;
    this.#changes.fire(note);
    if (codes === undefined) return;
    this.#readCodes(note, codes).catch((fault: unknown) => {
      this.#log.fault('results not shown', fault);
    });
  }

  async #readCodes(note: OpenNote, codes: OpenResult): Promise<void> {
    const input = note.open.results.documents.inputOf(note.index);
    const located = await codes.results.locate();
    const index = input === undefined ? undefined : codes.results.documents.indexOf(input);
    const answer = index === undefined ? undefined : await codes.results.output(index);
    if (codes !== note.codesOf) return;
    const refusal = located.ok ? (answer?.ok === false ? answer.refusal : undefined) : located.refusal;
    const output = answer?.ok === true ? answer.value : undefined;
    if (refusal !== undefined) note.codesRefusal = refusal;
    else
      note.codes =
        output === undefined
          ? { concepts: new Map(), unmatched: [] }
          : joinCodes(note.note.entities, new Note(note.note.text, output).entities);
    this.#changes.fire(note);
  }
}

function lengthOf({ begin, end }: PlacedEntity): number {
  return end - begin;
}
