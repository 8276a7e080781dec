import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvLine, csvRow, formula } from '../../../../src/domain/csv.ts';
import { attributesCsv } from '../../../../src/domain/results/exports/attributesCsv.ts';
import { entitiesCsv } from '../../../../src/domain/results/exports/entitiesCsv.ts';
import type { ExportFormat, ExportedDocument } from '../../../../src/domain/results/exports/format.ts';
import { shownConcepts } from '../../../../src/domain/results/filter.ts';
import type { Mention } from '../../../../src/domain/results/output.ts';
import { anyDocument, documentOf, exported, inUtf8 } from './outputs.ts';
import { hasPython, python, readCsv, skipped } from './python.ts';

type Row = Readonly<Record<string, string>>;

/** A strict reader of RFC 4180, where Python is missing. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

function read(format: ExportFormat, documents: readonly ExportedDocument[], usesPython: boolean): readonly Row[] {
  const { text, tally } = exported(format, documents);
  assert.equal(text.charAt(0), '\uFEFF');
  const [header = [], ...rows] = usesPython ? (python(readCsv, text) as string[][]) : rowsOf(inUtf8(text));
  assert.ok(rows.every(row => row.length === header.length));
  assert.equal(tally.written, rows.length);
  assert.equal(tally.documents, documents.length);
  return rows.map(row => Object.fromEntries(header.map((name, index) => [name, meant(row[index] ?? '')])));
}

/** The value of a cell before it was escaped as a formula. */
const meant = (cell: string): string => (cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell);
const cell = (value: string | number | undefined): string => (value === undefined ? '' : inUtf8(String(value)));

function mentionCells(mention: Mention & { readonly category?: string }, { thresholds }: ExportedDocument): Row {
  const [best, ...others] = shownConcepts(mention, thresholds);
  return {
    id: cell(mention.id),
    category: cell(mention.category),
    type: cell(mention.type),
    text: cell(mention.text),
    begin: cell(mention.begin),
    end: cell(mention.end),
    score: cell(mention.score),
    traits: cell(mention.traits.map(({ name }) => name).join('; ')),
    vocabulary: cell(best?.vocabulary),
    code: cell(best?.code),
    codeDescription: cell(best?.description),
    codeScore: cell(best?.score),
    otherCodes: cell(others.map(({ code }) => code).join('; ')),
  };
}

const sourceCells = ({ input, key, output }: ExportedDocument): Row => ({
  input: cell(input),
  key: cell(key),
  modelVersion: cell(output.modelVersion),
});

const entityRows = (document: ExportedDocument): readonly Row[] =>
  document.output.entities.filter(document.isShown).map(entity => ({
    ...sourceCells(document),
    ...mentionCells(entity, document),
    attributes: cell(entity.attributes.length),
  }));

const attributeRows = (document: ExportedDocument): readonly Row[] => [
  ...document.output.entities.filter(document.isShown).flatMap(entity =>
    entity.attributes.map(attribute => ({
      ...sourceCells(document),
      ...mentionCells(attribute, document),
      isMapped: 'true',
      entityId: cell(entity.id),
      entityCategory: cell(entity.category),
      entityType: cell(entity.type),
      entityText: cell(entity.text),
      relation: cell(attribute.relation),
      relationScore: cell(attribute.relationScore),
    })),
  ),
  ...document.output.unmapped
    .filter(({ category, attribute }) => document.isShown({ ...attribute, category, attributes: [] }))
    .map(({ category, attribute }) => ({
      ...sourceCells(document),
      ...mentionCells(attribute, document),
      isMapped: 'false',
      entityId: '',
      entityCategory: cell(category),
      entityType: '',
      entityText: '',
      relation: cell(attribute.relation),
      relationScore: cell(attribute.relationScore),
    })),
];

describe('exports of results as CSV', () => {
  for (const [format, expected] of [
    [entitiesCsv, entityRows],
    [attributesCsv, attributeRows],
  ] as const) {
    it(`${format.id} has each cell as it was found`, () => {
      fc.assert(
        fc.property(fc.array(anyDocument, { maxLength: 5 }), documents => {
          assert.deepEqual(read(format, documents, false), documents.flatMap(expected));
        }),
      );
    });

    it(`${format.id} is read so by Python, too${skipped}`, function () {
      if (!hasPython()) this.skip();
      fc.assert(
        fc.property(fc.array(anyDocument, { minLength: 10, maxLength: 40 }), documents => {
          assert.deepEqual(read(format, documents, true), documents.flatMap(expected));
        }),
        { numRuns: 4 },
      );
    });
  }

  it('keeps the blanks at the end of a line', () => {
    assert.equal(csvLine(['a', 'b \t']), 'a,b \t');
    assert.equal(csvRow(['a', 'b ']), 'a,b \r\n');
  });

  it('has no cell that a spreadsheet takes for a formula', () => {
    const { text } = exported(entitiesCsv, [
      documentOf(
        ...['=1+1', '+', '-5', '@A1', '\t=1', '\r=1', "'=1"].map(found => ({ category: 'A', type: 'B', text: found })),
      ),
    ]);
    const at = rowsOf(text)[0]?.indexOf('text') ?? -1;
    for (const row of rowsOf(text).slice(1)) assert.match(row[at] ?? '', /^'/);
  });
});
