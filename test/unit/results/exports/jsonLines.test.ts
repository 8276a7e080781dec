import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ExportFormat, ExportedDocument } from '../../../../src/domain/results/exports/format.ts';
import { attributeLines, entityLines } from '../../../../src/domain/results/exports/jsonLines.ts';
import { shownConcepts } from '../../../../src/domain/results/filter.ts';
import type { Mention } from '../../../../src/domain/results/output.ts';
import { anyDocument, exported, inUtf8 } from './outputs.ts';
import { hasPython, python, readJsonLines, skipped } from './python.ts';

/** As a JSON file holds it: without undefined members and lone surrogates. */
const inFile = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, member: unknown) => (typeof member === 'string' ? inUtf8(member) : member)),
  ) as unknown;

const source = ({ input, key, output }: ExportedDocument): object => ({
  input,
  key,
  modelVersion: output.modelVersion,
});
const withConcepts = <T extends Mention>(mention: T, { thresholds }: ExportedDocument): T => ({
  ...mention,
  concepts: shownConcepts(mention, thresholds),
});

const entities = (document: ExportedDocument): readonly object[] =>
  document.output.entities.filter(document.isShown).map(entity => ({
    ...source(document),
    ...withConcepts(entity, document),
    attributes: entity.attributes.map(attribute => withConcepts(attribute, document)),
  }));

const attributes = (document: ExportedDocument): readonly object[] => [
  ...document.output.entities.filter(document.isShown).flatMap(entity =>
    entity.attributes.map(attribute => ({
      ...source(document),
      ...withConcepts(attribute, document),
      isMapped: true,
      entityId: entity.id,
      entityCategory: entity.category,
      entityType: entity.type,
      entityText: entity.text,
    })),
  ),
  ...document.output.unmapped
    .filter(({ category, attribute }) => document.isShown({ ...attribute, category, attributes: [] }))
    .map(({ category, attribute }) => ({
      ...source(document),
      ...withConcepts(attribute, document),
      isMapped: false,
      entityCategory: category,
    })),
];

function check(
  format: ExportFormat,
  documents: readonly ExportedDocument[],
  expected: (document: ExportedDocument) => readonly object[],
  usesPython: boolean,
): void {
  const { text, tally } = exported(format, documents);
  const lines = usesPython
    ? (python(readJsonLines, text) as unknown[])
    : text
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line) as unknown);
  assert.deepEqual(lines, documents.flatMap(expected).map(inFile));
  assert.equal(tally.written, lines.length);
}

describe('exports of results as JSON Lines', () => {
  for (const [format, expected] of [
    [entityLines, entities],
    [attributeLines, attributes],
  ] as const) {
    it(`${format.id} has each member as it was found`, () => {
      fc.assert(
        fc.property(fc.array(anyDocument, { maxLength: 5 }), documents => {
          check(format, documents, expected, false);
        }),
      );
    });

    it(`${format.id} is read so by Python, too${skipped}`, function () {
      if (!hasPython()) this.skip();
      fc.assert(
        fc.property(fc.array(anyDocument, { minLength: 10, maxLength: 40 }), documents => {
          check(format, documents, expected, true);
        }),
        { numRuns: 4 },
      );
    });
  }
});
