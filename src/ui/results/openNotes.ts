// The documents of jobs that are open in editors, with what was found in them.
import * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { keyText } from '../../domain/jobs/job.ts';
import { entityFilterOf } from '../../domain/results/filter.ts';
import { type JoinedCodes, Note, joinCodes } from '../../domain/results/note.ts';
import type { Concept } from '../../domain/results/output.ts';
import type { PlacedEntity } from '../../domain/results/spans.ts';
import { resultsScheme } from '../../ids.ts';
import type { OpenResult, OpenResults } from './openResults.ts';
import { readResultsUri } from './uris.ts';

/** A document that is open, and what was found in it. */
export interface OpenNote {
  readonly uri: vscode.Uri;
  readonly index: number;
  readonly open: OpenResult;
  readonly note: Note;
  /** The codes of another job, once they were read. */
  codes: JoinedCodes | undefined;
  /** The entity at the cursor. */
  selected: PlacedEntity | undefined;
}

export class OpenNotes {
  readonly #results: OpenResults;
  readonly #notes = new Map<string, OpenNote>();
  readonly #changes = new Emitter<OpenNote | undefined>();
  /** Fires with the note whose entities, codes or selection changed, or with undefined if any may have. */
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(results: OpenResults) {
    this.#results = results;
    this.#subscriptions = [
      this.#changes,
      results.onDidChangeView(key => {
        for (const note of this.#notes.values()) if (key === keyText(note.open.results.job)) void this.#readCodes(note);
        this.#changes.fire(undefined);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === resultsScheme) this.#notes.delete(uri.toString());
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const note = this.get(textEditor.document.uri);
        const [selection] = selections;
        if (note !== undefined && selection !== undefined) this.#selectAt(note, textEditor.document, selection);
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
  add(uri: vscode.Uri, open: OpenResult, index: number, note: Note): void {
    const added: OpenNote = { uri, index, open, note, codes: undefined, selected: undefined };
    this.#notes.set(uri.toString(), added);
    void this.#readCodes(added);
    this.#changes.fire(added);
  }

  /** The entities of a note that are shown now, in the order of the text. */
  shownOf({ note, open }: OpenNote): readonly PlacedEntity[] {
    return note.shown(entityFilterOf(open.view.filter), this.#results.thresholds);
  }

  /** The concepts of an entity that reach the threshold: its own, then those of the other job. */
  conceptsOf({ codes }: OpenNote, { index, entity }: PlacedEntity): readonly Concept[] {
    const { concept } = this.#results.thresholds;
    return [...entity.concepts, ...(codes?.concepts.get(index) ?? [])].filter(
      ({ score }) => score === undefined || score >= concept,
    );
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
    this.#changes.fire(note);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Of the entities around the selection, the innermost one that is shown. */
  #selectAt(note: OpenNote, document: vscode.TextDocument, selection: vscode.Selection): void {
    const around = this.shownOf(note).filter(entity => this.rangeOf(note, entity).contains(selection));
    const selected = around.reduce<PlacedEntity | undefined>(
      (best, each) => (best === undefined || each.end - each.begin < best.end - best.begin ? each : best),
      undefined,
    );
    if (!document.isClosed) this.select(note, selected);
  }

  async #readCodes(note: OpenNote): Promise<void> {
    const { codes } = note.open;
    if (codes === undefined) {
      note.codes = undefined;
      return;
    }
    const input = note.open.results.documents.inputOf(note.index);
    const located = await codes.results.locate();
    const index = input === undefined || !located.ok ? undefined : codes.results.documents.indexOf(input);
    const output = index === undefined ? undefined : await codes.results.output(index);
    if (codes !== note.open.codes) return;
    note.codes =
      output?.ok === true && output.value !== undefined
        ? joinCodes(note.note.entities, new Note(note.note.text, output.value).entities)
        : { concepts: new Map(), unmatched: [] };
    this.#changes.fire(note);
  }
}
