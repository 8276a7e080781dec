import { typesOfUse } from './attributePatterns.ts';
import type { EntityCategory } from './entry.ts';
import type { Mention, Span } from './mentions.ts';

/** What may stand between two mentions of one list: "AST and ALT", "nausea, vomiting or fever". */
const listSeparator = /^ ?(?:, (?:and|or) |, |\/|and |or )$/u;

/** A list has at most this many mentions, so that no text makes a number of relations that is the square of its length. */
const longestList = 8;

/** Finds what a detail belongs to. */
export class Relations {
  private readonly text: string;
  private readonly entities: readonly Mention[];
  private readonly byCategories = new Map<string, readonly Mention[]>();

  /** @param entities in the order of the text. */
  constructor(text: string, entities: readonly Mention[]) {
    this.text = text;
    this.entities = entities;
  }

  /**
   * The entities that a detail belongs to: the nearest one of the categories in its statement (the last one before it,
   * else the first one after), with the others of its list. Empty if there is none.
   */
  ownersOf(detail: Span & { readonly statement: number }, categories: readonly EntityCategory[]): readonly Mention[] {
    const candidates = this.candidates(categories);
    const after = firstFrom(candidates, detail.begin);
    const previous = candidates[after - 1];
    if (previous?.statement === detail.statement && previous.end <= detail.begin)
      return this.list(candidates, after - 1, -1);
    const index = candidates[after]?.begin === detail.begin ? after + 1 : after;
    return candidates[index]?.statement === detail.statement ? this.list(candidates, index, 1) : [];
  }

  /** The entity of a category that follows directly, as in "left lung". */
  next(detail: Span, category: EntityCategory): readonly Mention[] {
    const candidates = this.candidates([category]);
    const following = candidates[firstFrom(candidates, detail.end)];
    return following !== undefined && following.begin - detail.end === 1 ? [following] : [];
  }

  /** The entity of a category that a span is part of. */
  around({ begin, end }: Span, category: EntityCategory): Mention | undefined {
    const candidates = this.candidates([category]);
    return candidates
      .slice(Math.max(0, firstFrom(candidates, begin) - 1))
      .slice(0, 2)
      .find(entity => entity.begin <= begin && end <= entity.end);
  }

  private list(candidates: readonly Mention[], from: number, step: 1 | -1): readonly Mention[] {
    const found: Mention[] = [];
    for (let index = from; found.length < longestList; index += step) {
      const mention = candidates[index];
      const last = found.at(-1);
      if (mention === undefined) break;
      if (last !== undefined) {
        const [first, second] = step === 1 ? [last, mention] : [mention, last];
        if (first.category !== second.category || !listSeparator.test(this.text.slice(first.end, second.begin))) break;
      }
      found.push(mention);
    }
    return found;
  }

  private candidates(categories: readonly EntityCategory[]): readonly Mention[] {
    const key = categories.join();
    const known = this.byCategories.get(key);
    if (known !== undefined) return known;
    const found = this.entities.filter(
      ({ category, type }) =>
        categories.includes(category) && (category !== 'BEHAVIORAL_ENVIRONMENTAL_SOCIAL' || typesOfUse.includes(type)),
    );
    this.byCategories.set(key, found);
    return found;
  }
}

/** The index of the first mention that begins at `offset` or later. */
function firstFrom(mentions: readonly Mention[], offset: number): number {
  let low = 0;
  let high = mentions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mentions[middle]?.begin ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
