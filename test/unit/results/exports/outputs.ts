// Random documents with their outputs, and what the tests of all formats do with them.
import fc from 'fast-check';
import { defined } from '../../../../src/domain/defined.ts';
import type { ExportFormat, ExportTally, ExportedDocument } from '../../../../src/domain/results/exports/format.ts';
import type { Attribute, Concept, Entity, Mention, Output, Trait } from '../../../../src/domain/results/output.ts';

/** Writes an export as the user interface does. */
export function exported(
  format: ExportFormat,
  documents: readonly ExportedDocument[],
): { readonly text: string; readonly tally: ExportTally } {
  const writer = format.open();
  const text = [writer.begin(), ...documents.map(writer.document), writer.end()].join('');
  return { text, tally: writer.tally() };
}

/** What is left of a text in a UTF-8 file: lone surrogates become U+FFFD. */
export function inUtf8(text: string): string {
  return Buffer.from(text).toString();
}

/** Texts that have broken readers and writers of tables, lines and offsets. */
const hostile = [
  '',
  ' ',
  '"',
  '""',
  "'",
  "'=1",
  ',',
  ';',
  '\r\n',
  '\r',
  '\n',
  '\t=x',
  '=cmd|"/c calc"!A1',
  '+',
  '-5',
  '@SUM(A1)',
  '\u00A0',
  '\u0085',
  '\u2028',
  '\u2029',
  '\uFEFF',
  '\u000B\u000C\u001C',
  '\u202Etxt',
  '\uD83D',
  '\uDE00x',
  '👩‍⚕️',
  '🩺',
  'é',
  '\\ud83d',
  '\\',
  '</script>',
  '[NAME-1]',
  '{"a":1}',
  '__proto__',
  '%2F?#',
];

/** No NUL: older versions of Python's csv module refuse it. */
const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }).map(text => text.replaceAll('\u0000', '')),
);

/** Words from one of a few characters, so that texts recur and spans overlap. */
export const noteText = fc
  .array(fc.oneof(fc.constantFrom('a', 'b', ' ', '\n', '🩺', '👩‍⚕️', 'é', '-', '='), anyText), {
    minLength: 1,
    maxLength: 40,
  })
  .map(parts => parts.join('') || 'a');

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const score = optional(fc.double({ min: 0, max: 1, noNaN: true }));

const kinds = [
  ['MEDICAL_CONDITION', 'DX_NAME'],
  ['MEDICATION', 'GENERIC_NAME'],
  ['MEDICATION', 'BRAND_NAME'],
  ['TEST_TREATMENT_PROCEDURE', 'TEST_NAME'],
  ['TEST_TREATMENT_PROCEDURE', 'PROCEDURE_NAME'],
  ['PROTECTED_HEALTH_INFORMATION', 'NAME'],
  ['PROTECTED_HEALTH_INFORMATION', 'AGE'],
  ['ANATOMY', 'SYSTEM_ORGAN_SITE'],
  ['', ''],
] as const;
const attributeTypes = ['DOSAGE', 'STRENGTH', 'TEST_VALUE', 'TEST_UNIT', 'SYSTEM_ORGAN_SITE', 'ACUITY', ''];

const trait: fc.Arbitrary<Trait> = fc
  .record({
    name: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom('NEGATION', 'SIGN', 'SYMPTOM', 'DIAGNOSIS', 'PAST_HISTORY') },
      { weight: 6, arbitrary: fc.constantFrom('PERTAINS_TO_FAMILY', 'HYPOTHETICAL', 'LOW_CONFIDENCE', 'FUTURE') },
      { weight: 1, arbitrary: anyText },
    ),
    score,
  })
  .map(defined);

const concept: fc.Arbitrary<Concept> = fc
  .record({
    vocabulary: fc.constantFrom('ICD-10-CM', 'RxNorm', 'SNOMED CT'),
    code: fc.oneof(fc.constantFrom('I21.9', 'R07.9', '4009'), anyText),
    description: optional(anyText),
    score,
  })
  .map(defined);

/** A mention at a place of a text, mostly with the text that stands there, and sometimes elsewhere. */
function mentionIn(points: readonly string[]): fc.Arbitrary<Omit<Mention, 'type'>> {
  const place = fc.tuple(fc.nat(points.length), fc.nat(points.length)).map(([a, b]) => ({
    begin: Math.min(a, b),
    end: Math.max(a, b),
    text: points.slice(Math.min(a, b), Math.max(a, b)).join(''),
  }));
  const nowhere = fc
    .record({
      begin: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      end: fc.integer(),
      text: optional(anyText),
    })
    .map(defined);
  return fc
    .record({
      where: fc.oneof({ weight: 8, arbitrary: place }, { weight: 1, arbitrary: nowhere }),
      id: optional(fc.nat(50)),
      score,
      traits: fc.array(trait, { maxLength: 2 }),
      concepts: fc.array(concept, { maxLength: 3 }),
    })
    .map(({ where, ...rest }) => ({ ...where, ...defined(rest) }));
}

function attributeIn(points: readonly string[]): fc.Arbitrary<Attribute> {
  return fc
    .tuple(
      mentionIn(points),
      fc.constantFrom(...attributeTypes),
      fc.record({ relation: optional(fc.constantFrom('DOSAGE', 'OVERLAP')), relationScore: score }),
      optional(fc.constantFrom('MEDICATION', 'PROTECTED_HEALTH_INFORMATION')),
    )
    .map(([mention, type, relation, category]) => ({ ...mention, type, ...defined({ ...relation, category }) }));
}

function entityIn(points: readonly string[]): fc.Arbitrary<Entity> {
  return fc
    .tuple(mentionIn(points), fc.constantFrom(...kinds), fc.array(attributeIn(points), { maxLength: 3 }))
    .map(([mention, [category, type], attributes]) => ({ ...mention, category, type, attributes }));
}

/** Adds an attribute of the first entity to the second, as the service does with a value of two tests. */
function shared(entities: readonly Entity[]): readonly Entity[] {
  const [first, second, ...rest] = entities;
  const [attribute] = first?.attributes ?? [];
  if (first === undefined || second === undefined || attribute === undefined) return entities;
  return [first, { ...second, attributes: [...second.attributes, attribute] }, ...rest];
}

export const outputIn = (text: string): fc.Arbitrary<Output> => {
  const points = Array.from(text);
  return fc
    .record({
      entities: fc.array(entityIn(points), { maxLength: 6 }).map(shared),
      unmapped: fc.array(
        fc.record({
          category: fc.constantFrom('MEDICATION', 'PROTECTED_HEALTH_INFORMATION'),
          attribute: attributeIn(points),
        }),
        { maxLength: 2 },
      ),
      modelVersion: optional(fc.oneof(fc.constant('3.0.0'), anyText)),
      skipped: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
    })
    .map(defined);
};

export const anyDocument: fc.Arbitrary<ExportedDocument> = noteText
  .chain(text =>
    fc.record({
      text: fc.constant(text),
      output: outputIn(text),
      key: anyText,
      concept: fc.constantFrom(0, 0.5),
      least: fc.constantFrom(0, 0, 0.3),
    }),
  )
  .map(({ text, output, key, concept: threshold, least }) => ({
    input: `s3://notes/${key}`,
    key,
    text,
    output,
    isShown: ({ score: found }) => found === undefined || found >= least,
    thresholds: { entity: least, concept: threshold },
  }));

/** A document with one entity, of which only the members under test are given. */
export function documentOf(
  ...entities: readonly (Partial<Entity> & Pick<Entity, 'category' | 'type'>)[]
): ExportedDocument {
  return {
    input: 's3://notes/in/a b.txt',
    key: 'in/a b.txt',
    output: {
      entities: entities.map(entity => ({ begin: 0, end: 1, traits: [], concepts: [], attributes: [], ...entity })),
      unmapped: [],
      skipped: 0,
    },
    isShown: () => true,
    thresholds: { entity: 0, concept: 0 },
  };
}
