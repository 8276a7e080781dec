// What is kept of the entities of all documents of a job: enough to count and to filter, and not a word of a document.
// A job may find millions of entities, so they are numbers in columns instead of objects.
import { Column } from './column.ts';
import { type EntityFilter, type Thresholds, conceptName, hasPrefix, scoresOf } from './filter.ts';
import type { Entity } from './output.ts';
import { Words } from './words.ts';

/** A category and a type, as the service writes them. */
export interface Kind {
  readonly category: string;
  readonly type: string;
}

/** A code that was found, and what it means. */
export interface KnownConcept {
  readonly vocabulary: string;
  readonly code: string;
  readonly description: string;
}

/** Where the entities of a document are in the columns. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

/** A score that the service did not give. */
const noScore = Number.NaN;
const separator = '\u0000';

export class EntityColumns {
  /** Category and type. */
  readonly #kinds = new Words();
  readonly #traitSets = new Words();
  /** Vocabulary and code. */
  readonly #codes = new Words();
  readonly #descriptions: string[] = [];
  readonly #kind = new Column(Uint32Array);
  readonly #traits = new Column(Uint32Array);
  readonly #score = new Column(Float32Array);
  /** Where the concepts of each entity begin; those of the next entity begin where they end. */
  readonly #firstConcept = new Column(Uint32Array);
  readonly #concept = new Column(Uint32Array);
  readonly #conceptScore = new Column(Float32Array);

  get length(): number {
    return this.#kind.length;
  }

  /** Adds the entities of a document and returns where they are. */
  add(entities: readonly Entity[]): Range {
    const first = this.length;
    for (const { category, type, traits, score, concepts } of entities) {
      this.#kind.push(this.#kinds.numberOf(`${category}${separator}${type}`));
      this.#traits.push(this.#traitSets.numberOf(traits.map(({ name }) => name).join(separator)));
      this.#score.push(score ?? noScore);
      this.#firstConcept.push(this.#concept.length);
      for (const { vocabulary, code, description = '', score: conceptScore = noScore } of concepts) {
        const number = this.#codes.numberOf(`${vocabulary}${separator}${code}`);
        this.#descriptions[number] ||= description;
        this.#concept.push(number);
        this.#conceptScore.push(conceptScore);
      }
    }
    return { first, count: entities.length };
  }

  /** Every kind that occurs, by its number. */
  get kinds(): readonly Kind[] {
    return this.#kinds.texts.map(kindOf);
  }

  /** Every set of traits that occurs, by its number. */
  get traitSets(): readonly (readonly string[])[] {
    return this.#traitSets.texts.map(traitsOf);
  }

  /** A concept by its number. */
  conceptOf(number: number): KnownConcept {
    const [vocabulary = '', code = ''] = this.#codes.textOf(number).split(separator);
    return { vocabulary, code, description: this.#descriptions[number] ?? '' };
  }

  kindAt(entity: number): number {
    return this.#kind.at(entity);
  }

  traitsAt(entity: number): number {
    return this.#traits.at(entity);
  }

  /** NaN when the service gave no score. */
  scoreAt(entity: number): number {
    return this.#score.at(entity);
  }

  /** The number of an entity's first concept that reaches a score; undefined when there is none. */
  bestConceptAt(entity: number, threshold: number): number | undefined {
    const end = this.#endOfConcepts(entity);
    for (let index = this.#firstConcept.at(entity); index < end; index += 1)
      if (!(this.#conceptScore.at(index) < threshold)) return this.#concept.at(index);
    return undefined;
  }

  /** Returns a test for the entity at an index, made once for a filter and thresholds. */
  test(filter: EntityFilter, thresholds: Thresholds): (entity: number) => boolean {
    const { category, type, trait, code, concept } = filter;
    const kinds = this.#kinds.flags(text => {
      const kind = kindOf(text);
      return (category === undefined || kind.category === category) && (type === undefined || kind.type === type);
    });
    const traits = this.#traitSets.flags(text => trait === undefined || traitsOf(text).includes(trait));
    const codes =
      code === undefined && concept === undefined
        ? undefined
        : this.#codes.flags(text => {
            const [vocabulary = '', own = ''] = text.split(separator);
            return (
              (code === undefined || hasPrefix({ code: own }, code)) &&
              (concept === undefined || conceptName({ vocabulary, code: own }) === concept)
            );
          });
    const { least, most } = scoresOf(filter, thresholds);
    const leastConcept = Math.fround(thresholds.concept);
    return entity => {
      const score = this.#score.at(entity);
      return (
        !(score < least) &&
        !(score > most) &&
        kinds[this.#kind.at(entity)] === 1 &&
        traits[this.#traits.at(entity)] === 1 &&
        (codes === undefined || this.#hasCode(entity, codes, leastConcept))
      );
    };
  }

  #hasCode(entity: number, codes: Uint8Array, threshold: number): boolean {
    const end = this.#endOfConcepts(entity);
    for (let index = this.#firstConcept.at(entity); index < end; index += 1)
      if (codes[this.#concept.at(index)] === 1 && !(this.#conceptScore.at(index) < threshold)) return true;
    return false;
  }

  #endOfConcepts(entity: number): number {
    return entity + 1 < this.length ? this.#firstConcept.at(entity + 1) : this.#concept.length;
  }
}

function kindOf(text: string): Kind {
  const [category = '', type = ''] = text.split(separator);
  return { category, type };
}

function traitsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(separator);
}
