// The cell that is being typed, and what its column may be.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { columnChoices, columnsOf } from '../../../src/domain/table/columns.ts';
import { asCell } from '../../../src/domain/table/cells.ts';
import { tablePlace } from '../../../src/domain/table/place.ts';
import { readCsv } from '../../../src/domain/table/csv.ts';

/** The cell at the bar. */
function placeAt(marked: string): unknown[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = tablePlace('notes.awsjobs.csv', text, offset);
  return [text.slice(place?.offset, (place?.offset ?? 0) + (place?.length ?? 0)), place?.column, place?.isHeader];
}

describe('the cell at a place', () => {
  for (const [marked, ...expected] of [
    ['|', '', 0, true],
    ['na|me,site', 'name', 0, true],
    ['name,|', '', 1, true],
    ['name,si|te\na,b', 'site', 1, true],
    ['name;site\na;|', '', 1, false],
    ['name,site\r\na, b |,c', 'b', 1, false],
    ['name,site\n"a,b",|c', 'c', 1, false],
    ['name,site\n"a,|b",c', '"a,b"', 0, false],
    ['name,site\n"not closed, |', '"not closed,', 0, false],
    ['\ufeffna|me', 'name', 0, true],
  ] as const)
    it(`is found in ${JSON.stringify(marked)}`, () => {
      assert.deepEqual(placeAt(marked), expected);
    });

  it('is not looked for in lines that are far too long', () => {
    assert.equal(tablePlace('notes.awsjobs.csv', `a\n${'x'.repeat(100_000)}`, 90_000), undefined);
  });

  it('gets a value so that it is read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab ,;"\n\t')), minLength: 1 }), value => {
        for (const delimiter of [',', ';']) {
          const [row] = readCsv(`a${delimiter}b\n${asCell(value, delimiter)}${delimiter}x`).rows;
          assert.equal(row?.cells[0]?.value, value);
        }
      }),
    );
  });
});

describe('the place in a table in JSON', () => {
  for (const [marked, ...expected] of [
    ['[{ "JobName": "a|b" }]', '"ab"', 'JobName', false, 'a'],
    ['[{ "JobName": | }]', '', 'JobName', false, ''],
    ['[{ "name": "x" }, { "JobName": "a\\"|', '"a\\"', 'JobName', false, 'a"'],
    ['[{ "Job|Na": "a" }]', '"JobNa"', 'JobNa', true, 'Job'],
    ['[{ "JobName": "a", | }]', '', undefined, true, ''],
    ['[{ "JobName": "a", "|', '"', undefined, true, ''],
    ['[{|}]', '', undefined, true, ''],
    ['\ufeff[{ "JobName": "|" }]', '""', 'JobName', false, ''],
  ] as const)
    it(`is found in ${JSON.stringify(marked)}`, () => {
      const offset = marked.indexOf('|');
      const text = marked.replace('|', '');
      const place = tablePlace('notes.awsjobs.json', text, offset);
      assert.ok(place);
      const { name = '' } = place.table.header[place.column] ?? {};
      assert.deepEqual(
        [
          text.slice(place.offset, place.offset + place.length),
          name === '' ? undefined : name,
          place.isHeader,
          place.typed,
        ],
        expected,
      );
    });

  for (const marked of [
    '|',
    '[|]',
    '["|"]',
    '{ "JobName": "|" }',
    '[{ "InputDataConfig": { "S3Key": "|" } }]',
    '[{ "JobName": 5| }]',
    '[{ // "JobName": "|"\n}]',
    `${'['.repeat(50_000)}{ "a": "|" }`,
  ])
    it(`is not there in ${JSON.stringify(marked.slice(-40))}`, () => {
      assert.equal(tablePlace('x.awsjobs.json', marked.replace('|', ''), marked.indexOf('|')), undefined);
    });

  for (const [marked, inserted] of [
    ['[{ "JobName": "a", | }]', '[{ "JobName": "a", "site": "|" }]'],
    ['[{ | "JobName": "a" }]', '[{ "site": "|", "JobName": "a" }]'],
    ['[{ "si|": "a" }]', '[{ "site"|: "a" }]'],
    ['[{ "site": | }]', '[{ "site": "site"| }]'],
  ] as const)
    it(`gets ${JSON.stringify(inserted)} of ${JSON.stringify(marked)}`, () => {
      const offset = marked.indexOf('|');
      const text = marked.replace('|', '');
      const place = tablePlace('notes.awsjobs.json', text, offset);
      assert.ok(place);
      const { offset: from, length } = place.replaces;
      const { text: before, after = '' } = place.insert('site');
      assert.equal(`${text.slice(0, from)}${before}|${after}${text.slice(from + length)}`, inserted);
    });

  it('has the names that the run has already, and what else is in it', () => {
    const text = '[{ "site": "a", "JobName": "b" }, { "site": "c", "" }]';
    const place = tablePlace('notes.awsjobs.json', text, text.indexOf('""') + 1);
    assert.deepEqual([...(place?.taken ?? [])], ['site']);
    assert.deepEqual(
      place?.row?.cells.map(({ value }) => value),
      ['c', undefined, undefined],
    );
  });
});

describe('the columns of a table', () => {
  for (const kind of jobKinds)
    it(`that are suggested for ${kind.action} stand for what they say`, () => {
      const spec = {
        kind,
        variables: [
          ...['site', 'name', 'JobName', 'workflowName', 'a:b'].map(argument => ({ kind: 'var', argument })),
          { kind: 'input', argument: 'Which?' },
        ],
      };
      const choices = columnChoices(spec);
      const header = choices.map(({ header: name }) => ({ name, offset: 0, length: 1, places: [] }));
      const { columns, problems } = columnsOf({ header, write: String }, spec, 'x');
      assert.deepEqual(problems, []);
      assert.deepEqual(
        columns.map(column => column?.target),
        choices.map(({ target }) => target),
      );
      assert.ok(choices.some(each => each.header === 'var:name') && choices.some(each => each.header === 'site'));
    });
});
