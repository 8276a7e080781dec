import type { LexiconEntry, EntityCategory } from './entry.ts';
import { lexicon } from './lexicon.ts';
import { attributePatterns, entityPatterns, negation, statementEnd } from './patterns.ts';

/** A recognized span of the text. Offsets are UTF-16 units; those of the response are computed from them later. */
export interface Mention {
  readonly begin: number;
  readonly end: number;
  readonly category: EntityCategory;
  readonly type: string;
  /** The number of the statement, by which two mentions are known to be in the same one. */
  readonly statement: number;
  readonly traits: readonly string[];
  /** The lexicon entry; only mentions with one have codes. */
  readonly entry?: LexiconEntry;
}

/** What was found in a text: entities, and details that belong to entities of their category. */
export interface Mentions {
  readonly entities: readonly Mention[];
  readonly attributes: readonly Mention[];
}

// The longest term first: a regular expression takes the first alternative that matches.
const terms = [...lexicon.keys()]
  .sort((a, b) => b.length - a.length)
  .map(term => term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
const termPattern = new RegExp(String.raw`(?<![\p{L}\p{N}-])(?:${terms.join('|')})(?![\p{L}\p{N}-])`, 'giu');

/** How far back to look for a negating word, in UTF-16 units. */
const negationReach = 80;

/** Finds everything the sandbox knows in a text, in the order of the text and without overlaps. */
export function findMentions(text: string): Mentions {
  const { numbers, begins } = statementsOf(text);
  const mention = (match: RegExpExecArray, category: EntityCategory, type: string, entry?: LexiconEntry): Mention => {
    const begin = match.index;
    const statement = numbers[begin] ?? 0;
    const before = text.slice(Math.max(begins[statement] ?? 0, begin - negationReach), begin);
    const negated = category === 'MEDICAL_CONDITION' && entry !== undefined && negation.test(before);
    const traits = [...(entry?.trait === undefined ? [] : [entry.trait]), ...(negated ? ['NEGATION'] : [])];
    return {
      begin,
      end: begin + match[0].length,
      category,
      type,
      statement,
      traits,
      ...(entry === undefined ? {} : { entry }),
    };
  };

  const named = Array.from(text.matchAll(termPattern)).flatMap(match => {
    const entry = lexicon.get(match[0].toLowerCase());
    return entry === undefined ? [] : [mention(match, entry.category, entry.type, entry)];
  });
  const formed = entityPatterns.flatMap(({ category, type, pattern }) =>
    Array.from(text.matchAll(pattern), match => mention(match, category, type)),
  );
  const details = attributePatterns.flatMap(({ of, type, pattern }) =>
    Array.from(text.matchAll(pattern), match => mention(match, of, type)),
  );
  const taken = new Uint8Array(text.length);
  return { entities: withoutOverlaps([...named, ...formed], taken), attributes: withoutOverlaps(details, taken) };
}

/** Where each statement begins, and for each UTF-16 unit of the text the number of its statement. */
function statementsOf(text: string): { numbers: Int32Array; begins: readonly number[] } {
  const begins = [0, ...Array.from(text.matchAll(statementEnd), ({ index }) => index)];
  const numbers = new Int32Array(text.length);
  for (const [number, begin] of begins.entries()) numbers.fill(number, begin, begins[number + 1]);
  return { numbers, begins };
}

/**
 * Keeps a mention only if it does not overlap one that was kept before, and marks its span; the result is
 * in the order of the text.
 */
function withoutOverlaps(mentions: readonly Mention[], taken: Uint8Array): Mention[] {
  const kept = mentions.filter(({ begin, end }) => {
    const free = !taken.subarray(begin, end).includes(1);
    if (free) taken.fill(1, begin, end);
    return free;
  });
  return kept.sort((a, b) => a.begin - b.begin);
}
