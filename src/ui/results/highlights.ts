// Draws the entities of the notes that are visible. A decoration's properties are classes of one element where
// decorations overlap, so each slot has a property of its own: the underline, the upper and the lower border.
import * as vscode from 'vscode';
import type { OpenNote, OpenNotes } from './openNotes.ts';
import { type Assertion, type CategoryStyle, assertionOf, styleOf } from './styles.ts';
import { textDecoration } from '../window/decorations.ts';

export class Highlights {
  readonly #notes: OpenNotes;
  /** Made when first needed, by name. */
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  /** The decorations that each editor has now. */
  readonly #drawn = new WeakMap<vscode.TextEditor, Set<string>>();
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(notes: OpenNotes) {
    this.#notes = notes;
    const editorsOf = (note: OpenNote | undefined): readonly vscode.TextEditor[] =>
      vscode.window.visibleTextEditors.filter(
        ({ document: { uri } }) => note === undefined || uri.toString() === note.uri.toString(),
      );
    this.#subscriptions = [
      notes.onDidChange(note => {
        for (const editor of editorsOf(note)) this.#draw(editor);
      }),
      notes.onDidSelect(note => {
        for (const editor of editorsOf(note)) this.#drawRelated(editor, note);
      }),
      vscode.window.onDidChangeVisibleTextEditors(editors => {
        for (const editor of editors) this.#draw(editor);
      }),
    ];
    for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #draw(editor: vscode.TextEditor): void {
    const note = this.#notes.get(editor.document.uri);
    if (note === undefined) return;
    const ranges = this.#rangesOf(note);
    const before = this.#drawn.get(editor) ?? new Set();
    for (const name of before) if (!ranges.has(name)) editor.setDecorations(this.#typeOf(name), []);
    for (const [name, places] of ranges) editor.setDecorations(this.#typeOf(name), places);
    this.#drawn.set(editor, new Set(ranges.keys()));
    this.#drawRelated(editor, note);
  }

  /** What is related to the entity at the cursor; it changes with each move of the cursor. */
  #drawRelated(editor: vscode.TextEditor, note: OpenNote): void {
    const places = relatedPlaces(note).map(place => this.#notes.rangeOf(note, place));
    if (places.length > 0 || this.#types.has(relatedName)) editor.setDecorations(this.#typeOf(relatedName), places);
  }

  /** The ranges to draw, by the name of their decoration. */
  #rangesOf(note: OpenNote): ReadonlyMap<string, vscode.Range[]> {
    const found = new Map<string, vscode.Range[]>();
    const add = (name: string, range: vscode.Range): void => {
      const known = found.get(name);
      if (known === undefined) found.set(name, [range]);
      else known.push(range);
    };
    for (const entity of this.#notes.shownOf(note)) {
      if (entity.slot === undefined) continue;
      const range = this.#notes.rangeOf(note, entity);
      const { category, traits } = entity.entity;
      add(nameOf(styleOf(category), entity.slot, assertionOf(traits)), range);
    }
    return found;
  }

  #typeOf(name: string): vscode.TextEditorDecorationType {
    let type = this.#types.get(name);
    if (type === undefined) this.#types.set(name, (type = decorationOf(name)));
    return type;
  }
}

/** The decoration of what is related to the entity at the cursor. */
const relatedName = 'related';

function relatedPlaces({ note, selected }: OpenNote): readonly { readonly begin: number; readonly end: number }[] {
  if (selected === undefined) return [];
  const places = note
    .relationsOf(selected)
    .flatMap(({ from, place }) => [...(from === selected ? [] : [from]), ...(place === undefined ? [] : [place])]);
  return places.length === 0 ? [] : [selected, ...places];
}

function nameOf({ color, line, thickness }: CategoryStyle, slot: number, assertion: Assertion): string {
  return [color, line, thickness, slot, assertion].join(' ');
}

function decorationOf(name: string): vscode.TextEditorDecorationType {
  if (name === relatedName)
    return textDecoration({ outline: '1px solid', outlineColor: new vscode.ThemeColor('focusBorder') });
  const [color = '', line = '', thickness = '', slot = '', assertion = ''] = name.split(' ');
  const lineColor = `awsJobs.entity.${color}`;
  const common = {
    overviewRulerColor: new vscode.ThemeColor(lineColor),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    // What is not a present finding has no background, and what is denied is struck through.
    ...(assertion === 'found'
      ? { backgroundColor: new vscode.ThemeColor(`${lineColor}Background`) }
      : { fontStyle: 'italic' }),
  };
  const struck = assertion === 'negated' ? 'line-through' : '';
  if (slot === '0')
    return textDecoration({
      ...common,
      // The editor has no option for an underline with a color; the value is CSS, and the color one of its variables.
      textDecoration: `${struck} underline ${line} ${thickness}px var(--vscode-${lineColor.replaceAll('.', '-')}); text-underline-offset: 3px; text-decoration-skip-ink: none`,
    });
  return textDecoration({
    ...common,
    borderStyle: assertion === 'found' ? line : 'dashed',
    borderColor: new vscode.ThemeColor(lineColor),
    borderWidth: slot === '1' ? `${thickness}px 0 0 0` : `0 0 ${thickness}px 0`,
    ...(struck === '' ? {} : { textDecoration: struck }),
  });
}
