import { lexicon, type LexiconEntry } from './lexicon.ts';
import { attributePatterns, entityPatterns, negation, statementEnd } from './patterns.ts';

/** The categories of Comprehend Medical's entities that the sandbox can find. */
export type EntityCategory = LexiconEntry['category'] | 'PROTECTED_HEALTH_INFORMATION' | 'TIME_EXPRESSION';

/** A place in the text that means something. Offsets are UTF-16 units; the response's are made from them later. */
export interface Mention {
  readonly begin: number;
  readonly end: number;
  readonly category: EntityCategory;
  readonly type: string;
  /** Counts statements, so that two places can be told to be in the same one. */
  readonly statement: number;
  readonly traits: readonly string[];
  /** Only what the lexicon knows has codes. */
  readonly entry?: LexiconEntry;
}

/** What a text says: things, and details that belong to things of the category they carry. */
export interface Mentions {
  readonly entities: readonly Mention[];
  readonly attributes: readonly Mention[];
}

// The longest term first: a regular expression takes the first alternative that fits.
const terms = [...lexicon.keys()].sort((a, b) => b.length - a.length).map(term => term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
const termPattern = new RegExp(String.raw`(?<![\p{L}\p{N}-])(?:${terms.join('|')})(?![\p{L}\p{N}-])`, 'giu');

/** Finds everything the sandbox knows in a text, in the order of the text and without overlaps. */
export function findMentions(text: string): Mentions {
  const ends = Array.from(text.matchAll(statementEnd), match => match.index);
  const statementAt = (offset: number): number => ends.filter(end => end < offset).length;
  const mention = (match: RegExpExecArray, category: EntityCategory, type: string, entry?: LexiconEntry): Mention => {
    const statement = statementAt(match.index);
    const before = text.slice(statement === 0 ? 0 : ends[statement - 1], match.index);
    const negated = entry !== undefined && category === 'MEDICAL_CONDITION' && negation.test(before);
    const traits = [...(entry?.trait === undefined ? [] : [entry.trait]), ...(negated ? ['NEGATION'] : [])];
    return { begin: match.index, end: match.index + match[0].length, category, type, statement, traits, ...(entry === undefined ? {} : { entry }) };
  };

  const named = Array.from(text.matchAll(termPattern)).flatMap(match => {
    const entry = lexicon.get(match[0].toLowerCase());
    return entry === undefined ? [] : [mention(match, entry.category, entry.type, entry)];
  });
  const formed = entityPatterns.flatMap(({ category, type, pattern }) => Array.from(text.matchAll(pattern), match => mention(match, category, type)));
  const details = attributePatterns.flatMap(({ of, type, pattern }) => Array.from(text.matchAll(pattern), match => mention(match, of, type)));
  const entities = withoutOverlaps([...named, ...formed], []);
  return { entities, attributes: withoutOverlaps(details, entities) };
}

/** Keeps a mention only where nothing kept before it stands; the result is in the order of the text. */
function withoutOverlaps(mentions: readonly Mention[], taken: readonly Mention[]): Mention[] {
  const kept: Mention[] = [];
  for (const candidate of mentions) {
    if (![...taken, ...kept].some(({ begin, end }) => begin < candidate.end && candidate.begin < end)) kept.push(candidate);
  }
  return kept.sort((a, b) => a.begin - b.begin);
}
