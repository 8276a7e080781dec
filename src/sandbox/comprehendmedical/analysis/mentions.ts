import { attributePatterns, type AttributePattern } from './attributePatterns.ts';
import { contextTraits } from './contexts.ts';
import { behaviorPatterns, identifierPatterns, timePatterns, type EntityPattern } from './entityPatterns.ts';
import type { EntityCategory, LexiconEntry, ModelNumber } from './entry.ts';
import { lexicons, type Lexicon } from './lexicon.ts';
import { matchesOf } from './matches.ts';
import { statementsOf, type Statements } from './statements.ts';

/** A part of the text. Offsets are UTF-16 units; those of the response are computed from them later. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** A recognized entity. */
export interface Mention extends Span {
  readonly category: EntityCategory;
  readonly type: string;
  /** The number of the statement, by which two mentions are known to be in the same one. */
  readonly statement: number;
  readonly traits: readonly string[];
  /** The lexicon entry; only mentions with one have codes. */
  readonly entry?: LexiconEntry;
}

/** A recognized detail of something. */
export interface Detail extends Span {
  readonly statement: number;
  readonly form: AttributePattern;
}

/** What was found in a text, in its order: entities, of which some overlap, and details, which do not. */
export interface Mentions {
  readonly entities: readonly Mention[];
  readonly details: readonly Detail[];
}

/** What a family needs to be found. */
export interface Wanted {
  /** Whether only protected health information is. */
  readonly onlyIdentifiers: boolean;
}

/**
 * Finds everything that a model knows in a text. The service has a model for each category, so that mentions overlap
 * across categories only: a site inside the name of a condition, a date that is also a time.
 */
export function findMentions(text: string, model: ModelNumber, { onlyIdentifiers }: Wanted): Mentions {
  const statements = statementsOf(text);
  const { names, sites } = lexicons[model];
  const known = (patterns: readonly EntityPattern[]): readonly Mention[] =>
    patterns.filter(({ onlyIn }) => onlyIn === undefined || onlyIn === model).flatMap(formed(text, statements));
  const ofOneModel = (patterns: readonly EntityPattern[]): readonly Mention[] =>
    withoutOverlaps(known(patterns), [], text.length);
  const identifiers = ofOneModel(identifierPatterns);
  if (onlyIdentifiers) return { entities: [...identifiers].sort(byPlace), details: [] };
  const named = looked(text, statements, names);
  const entities = [
    ...named,
    ...identifiers,
    ...ofOneModel(behaviorPatterns),
    ...ofOneModel(timePatterns),
    ...withoutCuts(looked(text, statements, sites), named, text.length),
  ];
  const details = attributePatterns.flatMap(form =>
    matchesOf(text, form.pattern).map(({ index, text: found }) => ({
      begin: index,
      end: index + found.length,
      statement: statements.numberAt(index),
      form,
    })),
  );
  return { entities: entities.sort(byPlace), details: withoutOverlaps(details, entities, text.length).sort(byPlace) };
}

const byPlace = (a: Span, b: Span): number => a.begin - b.begin;

function looked(text: string, statements: Statements, { pattern, entries }: Lexicon): Mention[] {
  return matchesOf(text, pattern).flatMap(({ index, text: found }) => {
    const entry = entries.get(found.toLowerCase());
    if (entry === undefined) return [];
    const mention = mentionAt(text, statements, index, found, entry);
    return [{ ...mention, traits: [...(entry.trait === undefined ? [] : [entry.trait]), ...mention.traits], entry }];
  });
}

function formed(text: string, statements: Statements): (pattern: EntityPattern) => Mention[] {
  return row =>
    matchesOf(text, row.pattern).map(({ index, text: found }) => mentionAt(text, statements, index, found, row));
}

function mentionAt(
  text: string,
  statements: Statements,
  begin: number,
  found: string,
  { category, type }: Pick<Mention, 'category' | 'type'>,
): Mention {
  const span = { begin, end: begin + found.length, category, type };
  const statement = statements.numberAt(begin);
  return { ...span, statement, traits: contextTraits(text, span, statements.begins[statement] ?? 0) };
}

/** Keeps an item only if it overlaps neither one of `others` nor one that was kept before it. */
function withoutOverlaps<Item extends Span>(items: readonly Item[], others: readonly Span[], length: number): Item[] {
  const cover = coverOf(others, length);
  return items.filter(({ begin, end }) => {
    const isFree = cover.subarray(begin, end).every(number => number === 0);
    if (isFree) cover.fill(others.length + 1, begin, end);
    return isFree;
  });
}

/** Keeps a site unless a name cuts it: it is inside one name, or outside all. */
function withoutCuts(sites: readonly Mention[], names: readonly Span[], length: number): Mention[] {
  const cover = coverOf(names, length);
  return sites.filter(({ begin, end }) => cover.subarray(begin, end).every(number => number === cover[begin]));
}

/** For each unit of the text, the number of a span that covers it, from 1; 0 for none. */
function coverOf(spans: readonly Span[], length: number): Int32Array {
  const cover = new Int32Array(length);
  for (const [index, { begin, end }] of spans.entries()) cover.fill(index + 1, begin, end);
  return cover;
}
