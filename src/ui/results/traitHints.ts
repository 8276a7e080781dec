// The traits of an entity in words after its text: (negated), (past). They are inlay hints, because the editor wraps
// lines at them: behind a decoration with text, the end of a line is cut off.
import type * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { inlayHint } from '../window/editor.ts';
import type { OpenNotes } from './openNotes.ts';
import { writtenTraits } from './styles.ts';
import { traitText } from './texts.ts';

export class TraitHints implements vscode.InlayHintsProvider {
  readonly #notes: OpenNotes;
  readonly #changes = new Emitter<void>();
  readonly onDidChangeInlayHints = this.#changes.event as vscode.Event<void>;
  readonly #subscription: { dispose(): unknown };

  constructor(notes: OpenNotes) {
    this.#notes = notes;
    this.#subscription = notes.onDidChange(() => {
      this.#changes.fire();
    });
  }

  provideInlayHints(document: vscode.TextDocument, shown: vscode.Range): vscode.InlayHint[] {
    const open = this.#notes.get(document.uri);
    if (open === undefined) return [];
    /** By the offset of their place: entities that end together have one hint. */
    const words = new Map<number, { readonly place: vscode.Position; readonly traits: Set<string> }>();
    for (const entity of this.#notes.shownOf(open)) {
      const traits = writtenTraits(entity.entity.traits);
      if (entity.slot === undefined || traits.length === 0) continue;
      const { end } = this.#notes.rangeOf(open, entity);
      if (!shown.contains(end)) continue;
      const known = words.get(entity.end) ?? { place: end, traits: new Set() };
      for (const trait of traits) known.traits.add(traitText(trait));
      words.set(entity.end, known);
    }
    return Array.from(words.values(), ({ place, traits }) => inlayHint(place, `(${[...traits].join(', ')})`));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
  }
}
