// What the editor offers in a note: hovers, the outline, and the line above the text that says what is shown.
import * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { type PlacedEntity, slotCount } from '../../domain/results/spans.ts';
import { filtersEntities } from '../../domain/results/filter.ts';
import type { Concept, Entity } from '../../domain/results/output.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { commandIds, noteLanguageId, resultsScheme } from '../../ids.ts';
import { codeLens } from '../window/editor.ts';
import { linkedMarkdown } from '../window/markdown.ts';
import { documentSymbol } from '../window/symbols.ts';
import { conceptText, kindText, percentText, readingText, troubleText } from './texts.ts';
import type { OpenNote, OpenNotes } from './openNotes.ts';
import type { OpenResults } from './openResults.ts';
import { relationRows } from './relations.ts';
import { TraitHints } from './traitHints.ts';

/** Notes only: outputs and comparisons have the same scheme. */
const selector: vscode.DocumentSelector = { scheme: resultsScheme, language: noteLanguageId };

/** How many of the entities at one place a hover shows. */
const hoverEntities = 10;
/** The longest code that can be copied by a link, in UTF-16 units. */
const longestCode = 200;
/** How many concepts a hover shows of an entity. */
const hoverConcepts = 5;

export function registerNoteFeatures(results: OpenResults, notes: OpenNotes): vscode.Disposable {
  const lenses = new NoteLenses(results, notes);
  const hints = new TraitHints(notes);
  return vscode.Disposable.from(
    lenses,
    hints,
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document, position) => hoverAt(notes, document, position),
    }),
    vscode.languages.registerDocumentSymbolProvider(
      selector,
      { provideDocumentSymbols: document => symbolsOf(notes, document) },
      { label: l10n.t('Entities') },
    ),
    vscode.languages.registerCodeLensProvider(selector, lenses),
    vscode.languages.registerInlayHintsProvider(selector, hints),
  );
}

function hoverAt(notes: OpenNotes, document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
  const open = notes.get(document.uri);
  if (open === undefined) return undefined;
  const here = notes.shownOf(open).filter(entity => notes.rangeOf(open, entity).contains(position));
  // The innermost first, which is the one that is meant.
  const inOrder = here.toSorted((a, b) => a.end - a.begin - (b.end - b.begin));
  const [first] = inOrder;
  if (first === undefined) return undefined;
  return new vscode.Hover(
    inOrder.slice(0, hoverEntities).map(entity => hoverOf(notes, open, entity)),
    notes.rangeOf(open, first),
  );
}

function hoverOf(notes: OpenNotes, open: OpenNote, placed: PlacedEntity): vscode.MarkdownString {
  const { entity } = placed;
  const concepts = notes.conceptsOf(open, placed);
  const score = entity.score === undefined ? [] : [percentText(entity.score)];
  return linkedMarkdown([
    { strong: kindText(entity), text: score.join('') },
    ...relationRows(open.note, placed).map(({ label, text }) => ({ text: `${label} ${text}` })),
    ...concepts.slice(0, hoverConcepts).map(concept => ({
      text: conceptText(concept),
      ...(concept.code.length > longestCode
        ? {}
        : { link: { title: l10n.t('Copy Code'), command: commandIds.copyCode, args: [concept.code] } }),
    })),
    ...(concepts.length > hoverConcepts
      ? [
          {
            text: formatPlural(
              l10n.t('{0, plural, one {# more code} other {# more codes}}'),
              concepts.length - hoverConcepts,
            ),
          },
        ]
      : []),
  ]);
}

function symbolsOf(notes: OpenNotes, document: vscode.TextDocument): vscode.DocumentSymbol[] {
  const open = notes.get(document.uri);
  if (open === undefined) return [];
  const groups = new Map<string, PlacedEntity[]>();
  for (const entity of notes.shownOf(open)) {
    const group = groups.get(entity.entity.category);
    if (group === undefined) groups.set(entity.entity.category, [entity]);
    else group.push(entity);
  }
  const symbolOf = (name: string, { type, traits }: Entity, codes: readonly Concept[], range: vscode.Range) =>
    documentSymbol(
      name,
      [type, ...traits.map(trait => trait.name), ...codes.slice(0, 1).map(({ code }) => code)].join(' · '),
      vscode.SymbolKind.Constant,
      range,
    );
  const found = Array.from(groups, ([category, entities]) =>
    groupOf(
      category === '' ? l10n.t('No category') : category,
      entities.map(placed => {
        const range = notes.rangeOf(open, placed);
        return symbolOf(document.getText(range), placed.entity, notes.conceptsOf(open, placed), range);
      }),
    ),
  );
  if (open.note.misplaced.length === 0) return found;
  // They have no place in the text, and no filter hides that.
  const top = new vscode.Range(0, 0, 0, 0);
  const misplaced = open.note.misplaced.map(({ entity }) => symbolOf(entity.text ?? '', entity, entity.concepts, top));
  return [...found, groupOf(l10n.t('Not found in the text'), misplaced)];
}

function groupOf(name: string, children: vscode.DocumentSymbol[]): vscode.DocumentSymbol {
  const [first] = children;
  const whole = children.reduce(
    (range, child) => range.union(child.range),
    first?.range ?? new vscode.Range(0, 0, 0, 0),
  );
  const count = children.length.toLocaleString();
  const group = documentSymbol(name, count, vscode.SymbolKind.Namespace, whole, first?.range);
  group.children = children;
  return group;
}

/** The line above the first one: what is shown, and what is not. */
class NoteLenses implements vscode.CodeLensProvider {
  readonly #results: OpenResults;
  readonly #notes: OpenNotes;
  readonly #changes = new Emitter<void>();
  readonly onDidChangeCodeLenses = this.#changes.event as vscode.Event<void>;
  readonly #subscription: { dispose(): unknown };

  constructor(results: OpenResults, notes: OpenNotes) {
    this.#results = results;
    this.#notes = notes;
    this.#subscription = notes.onDidChange(() => {
      this.#changes.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const open = this.#notes.get(document.uri);
    if (open === undefined) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const { results, view } = open.open;
    const input = results.documents.inputOf(open.index) ?? '';
    const trouble =
      open.refusal === undefined
        ? troubleText(results.documents.stateOf(open.index), results.documents.troubleOf(open.index))
        : readingText(open.refusal, results.job.account);
    return [
      codeLens(top, { icon: 'file', title: input, command: commandIds.showResults, args: [results.job] }),
      ...(trouble === undefined
        ? []
        : [codeLens(top, { icon: 'warning', title: trouble, command: commandIds.showResults, args: [results.job] })]),
      // A document whose output could not be read has no count: zero would be a finding.
      open.refusal === undefined
        ? codeLens(top, { title: this.#countText(open), command: commandIds.setThreshold })
        : codeLens(top, {
            icon: 'refresh',
            title: l10n.t('Try Again'),
            command: commandIds.readAgain,
            args: [open.uri],
          }),
      ...(filtersEntities(view.filter)
        ? [codeLens(top, { icon: 'filter', title: l10n.t('Clear Filter'), command: commandIds.clearResultsFilter })]
        : []),
      ...this.#codesLenses(open, top),
      ...this.#remarks(open).map(title => codeLens(top, { icon: 'info', title, command: commandIds.showOutput })),
    ];
  }

  #countText(open: OpenNote): string {
    const all = open.note.entities.length;
    const shown = this.#notes.shownOf(open).length;
    const { entity, concept } = this.#results.thresholds;
    const count =
      shown === all
        ? formatPlural(l10n.t('{0, plural, one {# entity} other {# entities}}'), all)
        : formatPlural(
            l10n.t('{0, plural, one {# of {1} entity} other {# of {1} entities}}'),
            shown,
            all.toLocaleString(),
          );
    return [
      count,
      ...(entity === 0 ? [] : [l10n.t('confidence from {0}', percentText(entity))]),
      ...(concept === 0 ? [] : [l10n.t('codes from {0}', percentText(concept))]),
    ].join(' · ');
  }

  #codesLenses({ open, codes, codesRefusal }: OpenNote, top: vscode.Range): vscode.CodeLens[] {
    if (open.codes === undefined) return [];
    if (codesRefusal !== undefined) {
      const title = l10n.t('Codes not readable. {0}', readingText(codesRefusal, open.results.job.account));
      return [codeLens(top, { icon: 'warning', title, command: commandIds.showCodesOf })];
    }
    const title =
      codes === undefined
        ? l10n.t('Reading codes…')
        : l10n.t('Codes of {0}', open.codes.results.job.name ?? open.codes.results.job.id);
    return [codeLens(top, { icon: 'tag', title, command: commandIds.showCodesOf })];
  }

  /** What cannot be seen in the text. */
  #remarks({ note, codes }: OpenNote): readonly string[] {
    const undrawn = note.entities.filter(({ slot }) => slot === undefined).length;
    const unmatched = codes?.unmatched.length ?? 0;
    const { skipped, unmapped } = note.output;
    return [
      ...(note.misplaced.length === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {# entity is not in this text at its place: the text may have changed since} other {# entities are not in this text at their places: the text may have changed since}}',
              ),
              note.misplaced.length,
            ),
          ]),
      ...(undrawn === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {# entity is not drawn, because {1} others overlap it} other {# entities are not drawn, because {1} others overlap each of them}}',
              ),
              undrawn,
              slotCount.toLocaleString(),
            ),
          ]),
      ...(unmapped.length === 0
        ? []
        : [
            formatPlural(
              l10n.t('{0, plural, one {# attribute belongs to no entity} other {# attributes belong to no entity}}'),
              unmapped.length,
            ),
          ]),
      ...(unmatched === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {# entity of the other job matches none here} other {# entities of the other job match none here}}',
              ),
              unmatched,
            ),
          ]),
      ...(skipped === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {# entry of the output is not readable} other {# entries of the output are not readable}}',
              ),
              skipped,
            ),
          ]),
    ];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
  }
}
