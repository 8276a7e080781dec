// Reads a document's output file (`<input key>.out`), which is the answer of the synchronous analysis of the same kind.
import { defined } from '../defined.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { member, numberMember, objectOf, objectsMember, textMember, wordMember } from './members.ts';

/** A trait of an entity, such as NEGATION. Scores are between 0 and 1. */
export interface Trait {
  readonly name: string;
  readonly score?: number;
}

/** A code of a vocabulary that the service linked to an entity. */
export interface Concept {
  readonly vocabulary: Vocabulary;
  readonly code: string;
  readonly description?: string;
  readonly score?: number;
}

/** The vocabularies, by the member that holds their concepts. */
export const vocabularies = {
  ICD10CMConcepts: 'ICD-10-CM',
  RxNormConcepts: 'RxNorm',
  SNOMEDCTConcepts: 'SNOMED CT',
} as const;
export type Vocabulary = (typeof vocabularies)[keyof typeof vocabularies];

/** What entities and attributes have in common. Offsets are as the service wrote them; see `placeOf`. */
export interface Mention {
  readonly id?: number;
  readonly begin: number;
  readonly end: number;
  readonly text?: string;
  /** The service's word, known here or not. Empty when it is missing. */
  readonly type: string;
  readonly score?: number;
  readonly traits: readonly Trait[];
  /** The best one first, as the service orders them. */
  readonly concepts: readonly Concept[];
}

/** A detail of an entity, such as the dosage of a medication. */
export interface Attribute extends Mention {
  readonly category?: string;
  readonly relation?: string;
  readonly relationScore?: number;
}

export interface Entity extends Mention {
  /** Its index in the file; entries that could not be read are counted. Absent where there is no file. */
  readonly at?: number;
  /** The service's word, known here or not. Empty when it is missing. */
  readonly category: string;
  readonly attributes: readonly Attribute[];
}

/** An attribute that belongs to no entity. `category`: that of the entities it could belong to. */
export interface UnmappedAttribute {
  readonly category: string;
  readonly attribute: Attribute;
}

/** A document's output. */
export interface Output {
  readonly entities: readonly Entity[];
  readonly unmapped: readonly UnmappedAttribute[];
  readonly modelVersion?: string;
  /** SNOMED CT only: the edition, language and date of the vocabulary, in one line. */
  readonly edition?: string;
  /** The length that the service metered, in Unicode code points, where it says so. */
  readonly characters?: number;
  /** How many entries were left out because they have no offsets or are no objects. */
  readonly skipped: number;
}

/** Why a file is not an output: there is nothing in it, it is not JSON, or it is another JSON. */
export type OutputProblem = 'empty' | 'notJson' | 'notOutput';

/** Parses an output file. Never throws; unknown members are ignored, and unknown words are kept. */
export function parseOutput(text: string): { readonly output: Output } | { readonly problem: OutputProblem } {
  if (text.trim() === '') return { problem: 'empty' };
  const object = objectOf(text);
  if (object === undefined) return { problem: 'notJson' };
  if (!Array.isArray(member(object, 'Entities'))) return { problem: 'notOutput' };
  const unmapped = objectsMember(object, 'UnmappedAttributes');
  const all = member(object, 'Entities') as readonly JsonValue[];
  const entities = all.flatMap((each, at) => (isJsonObject(each) ? [{ object: each, at }] : []));
  const counter = { skipped: all.length - entities.length + unmapped.skipped };
  const output = {
    entities: entities.flatMap(({ object: each, at }) => some(entityOf(each, at, counter), counter)),
    unmapped: unmapped.items.flatMap(each => some(unmappedOf(each), counter)),
    ...defined({
      modelVersion: wordMember(object, 'ModelVersion'),
      edition: editionOf(member(object, 'SNOMEDCTDetails')),
      characters: charactersOf(member(object, 'Characters')),
    }),
  };
  return { output: { ...output, skipped: counter.skipped } };
}

interface Counter {
  skipped: number;
}

function some<T>(found: T | undefined, counter: Counter): readonly T[] {
  if (found !== undefined) return [found];
  counter.skipped += 1;
  return [];
}

function entityOf(object: JsonObject, at: number, counter: Counter): Entity | undefined {
  const mention = mentionOf(object);
  if (mention === undefined) return undefined;
  const attributes = objectsMember(object, 'Attributes');
  counter.skipped += attributes.skipped;
  return {
    ...mention,
    at,
    category: wordMember(object, 'Category') ?? '',
    attributes: attributes.items.flatMap(each => some(attributeOf(each), counter)),
  };
}

function attributeOf(object: JsonObject): Attribute | undefined {
  const mention = mentionOf(object);
  return (
    mention && {
      ...mention,
      ...defined({
        category: wordMember(object, 'Category'),
        relation: wordMember(object, 'RelationshipType'),
        relationScore: numberMember(object, 'RelationshipScore'),
      }),
    }
  );
}

function unmappedOf(object: JsonObject): UnmappedAttribute | undefined {
  const inner = member(object, 'Attribute');
  const attribute = isJsonObject(inner) ? attributeOf(inner) : undefined;
  return attribute && { category: wordMember(object, 'Type') ?? '', attribute };
}

function mentionOf(object: JsonObject): Mention | undefined {
  const begin = numberMember(object, 'BeginOffset');
  const end = numberMember(object, 'EndOffset');
  if (begin === undefined || end === undefined) return undefined;
  return {
    begin,
    end,
    type: wordMember(object, 'Type') ?? '',
    traits: objectsMember(object, 'Traits').items.flatMap(each => {
      const name = wordMember(each, 'Name');
      return name === undefined ? [] : [{ name, ...defined({ score: numberMember(each, 'Score') }) }];
    }),
    concepts: conceptsOf(object),
    ...defined({
      id: numberMember(object, 'Id'),
      text: textMember(object, 'Text'),
      score: numberMember(object, 'Score'),
    }),
  };
}

/** Older RxNorm outputs name the members ConceptName and ConceptId. */
function conceptsOf(object: JsonObject): readonly Concept[] {
  return Object.entries(vocabularies).flatMap(([name, vocabulary]) =>
    objectsMember(object, name).items.flatMap(each => {
      const code = wordMember(each, 'Code') ?? wordMember(each, 'ConceptId');
      if (code === undefined || code === '') return [];
      const description = wordMember(each, 'Description') ?? wordMember(each, 'ConceptName');
      return [{ vocabulary, code, ...defined({ description, score: numberMember(each, 'Score') }) }];
    }),
  );
}

function charactersOf(characters: JsonValue | undefined): number | undefined {
  return isJsonObject(characters) ? numberMember(characters, 'OriginalTextCharacters') : undefined;
}

function editionOf(details: JsonValue | undefined): string | undefined {
  if (!isJsonObject(details)) return undefined;
  const parts = ['Edition', 'Language', 'VersionDate'].flatMap(name => textMember(details, name) ?? []);
  const words = parts.filter(part => part !== '').join(' · ');
  return words === '' ? undefined : words;
}
