import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { JsonValue } from '../../../src/domain/json.ts';
import { importText } from '../../../src/domain/exchange/import.ts';
import { beginsLikeJson, readJson } from '../../../src/domain/exchange/json.ts';
import { readYaml } from '../../../src/domain/exchange/yaml.ts';
import '../spec/support.ts';
import { bound } from '../../pace.ts';
import { runs } from '../../runs.ts';

const requestIn = (text: string): JsonValue => {
  const read = beginsLikeJson(text) && !/^\s*\{\s*[a-z#']/.test(text) ? readJson(text) : readYaml(text);
  assert.ok('value' in read, 'problem' in read ? read.problem : '');
  return read.value;
};
const problemIn = async (text: string): Promise<string> => {
  const read = await importText(text);
  assert.ok('problem' in read, 'it was read');
  return read.problem;
};
/** As printed by version 2 of the CLI: a comment after every member, required members marked, lists not indented. */
const yamlSkeleton = `workflowName: ''  # [REQUIRED] The workflow: a name, or an ARN.
outputSourceConfig: # Where the results go.
- roleArn: ''  # [REQUIRED] The role that writes them.
  outputS3Path: '' # [REQUIRED] An S3 address.
  KMSArn: '' # A key of your own.
jobType: BATCH # How much to do. Valid values are: BATCH, INCREMENTAL, DELETE_ONLY.
`;

describe('AWS CLI input: reading', () => {
  it('reads JSON, with comments, trailing commas and a byte order mark', () => {
    assert.deepEqual(
      requestIn('\ufeff// for the nightly run\n{ "workflowName": "w", /* all of it */ "jobType": "BATCH", }\n'),
      { workflowName: 'w', jobType: 'BATCH' },
    );
  });

  it('reads YAML that starts like JSON: unquoted names, single quotes, YAML comments', () => {
    assert.deepEqual(requestIn('{workflowName: w}'), { workflowName: 'w' });
    assert.deepEqual(requestIn("{'workflowName': 'w', \"jobType\": 'BATCH'}"), {
      workflowName: 'w',
      jobType: 'BATCH',
    });
    assert.deepEqual(requestIn('{ # the nightly run\n  workflowName: w, outputSourceConfig: [{roleArn: r}],\n}'), {
      workflowName: 'w',
      outputSourceConfig: [{ roleArn: 'r' }],
    });
  });

  it('reports nothing in the words of a library', async () => {
    const slips = [
      'a: b c: d',
      'a\nb: c',
      'a: !x y',
      '{a',
      '[',
      'a: "\\q"',
      'a: @b',
      'a: `b',
      '- a\n b: c',
      'a: b\n  c: d',
      'a:\n\t- b',
      '%x\na: b',
      'a: &x &y b',
      'a: *x',
      '? {a: b}\n: c',
      '"a',
      "'a",
      'a: |x\n b',
      'a: b\n---\nc: d',
      '{a: b} c',
      'a: [b, c',
      'a: {b: c]',
    ];
    for (const slip of slips) {
      const read = await importText(slip);
      if ('problem' in read)
        assert.doesNotMatch(
          read.problem,
          /implicit|unresolved|token|flow|scalar|collection|mapping|sequence|block|node|key|unexpected|!x/i,
          slip,
        );
    }
  });

  it('reads the YAML of a skeleton with any line endings', () => {
    const skeleton = {
      workflowName: '',
      outputSourceConfig: [{ roleArn: '', outputS3Path: '', KMSArn: '' }],
      jobType: 'BATCH',
    };
    assert.deepEqual(requestIn(yamlSkeleton), skeleton);
    assert.deepEqual(requestIn(yamlSkeleton.replaceAll('\n', '\r\n')), skeleton);
    assert.deepEqual(requestIn(`---\n${yamlSkeleton}`), skeleton);
  });

  it('treats what YAML would consider a number, a date or a boolean as text, and a missing value as absent', () => {
    assert.deepEqual(
      requestIn('a: 0123\nb: 1e3\nc: 2026-01-01\nd: yes\ne: true\nf: 12_3\ng:\nh: ~\ni: null\nj: "null"\n'),
      { a: '0123', b: '1e3', c: '2026-01-01', d: 'yes', e: 'true', f: '12_3', g: null, h: null, i: null, j: 'null' },
    );
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', ' \n', /empty/],
    ['comments alone', '# to be written\n', /empty/],
    ['a list', '[1]', /No request/],
    ['a YAML list', '- a', /No request/],
    ['prose', 'hello', /^No request for a batch job[^.]*\.$/],
    ['a spec', '{"action":"entityresolution:StartMatchingJob","request":{}}', /already a job spec/],
    ['JSON with a slip, and where', '{\n  "a": "b"\n  "c": "d"\n}', /^Line 3, column \d+: A comma is missing/],
    ['YAML with a slip, and where', 'a: b\nc:\n\t- d', /^Line 3, column \d+: /],
    ['a name used twice in JSON', '{"a":"b","a":"c"}', /second time/],
    ['a name used twice in YAML', 'a: b\na: c', /^Line 2, column \d+: This member appears twice/],
    ['a second document', 'a: b\n---\nc: d', /^Line 2, column \d+: A second document starts/],
    ['an alias', 'a: &b c\nd: *b', /References/],
    ['a tag of a language', 'a: !!js/function "x"', /^Line 1, column \d+: Tags are not supported/],
    ["a tag of one's own", 'a: b\nc: !secret x', /^Line 2, column \d+: Tags are not supported/],
    ['a tag of YAML that is no text', 'a: !!binary eA==', /Tags are not/],
    ['two members on one line', 'a: b c: d', /^Line 1, column \d+: Two members are on one line/],
    ['a name without its colon', 'a\nb: c', /^Line 1, column \d+: A colon is missing/],
    ['braces that are not closed', '{workflowName: w', /^Line 1, column \d+: Something is missing or extra/],
    ['a text that is not closed', "a: 'b\nc: d", /^Line \d, column \d+: /],
    ['JSON with a value left out', '{ "a": "b",\n  "c": }', /^Line 2, column \d+: A value is missing/],
    ['YAML in braces with a value left out', '{ a: b, c }', /^Line 1, column \d+: A value is missing/],
    ['a key that is no text', '? [a]\n: b', /must be a text/],
    ['half a character', '{"a":"\\ud800"}', /half of a character/],
    ['half a character in YAML', 'a: "\\ud800"', /half of a character/],
    [
      'so many names that they would take seconds',
      Array.from({ length: 20_000 }, (_, index) => `${index.toString(36)}:`).join('\n'),
      /far more/,
    ],
    ['a binary', 'a: \0', /not a text/],
    ['more than a mebi of characters', `{"a":"${'x'.repeat(1_048_576)}"}`, /too large/],
    ['a long YAML', `a: ${'x'.repeat(200_000)}`, /far more/],
  ];
  for (const [title, text, problem] of refused)
    it(`refuses ${title}`, async () => {
      assert.match(await problemIn(text), problem);
    });

  it('treats a merge key as an ordinary member', () => {
    assert.deepEqual(requestIn('<<: {a: b}'), { '<<': { a: 'b' } });
  });

  const bombs: Readonly<Record<string, string>> = {
    'ten to the ninth': [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...Array.from(
        'bcdefghij',
        (name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[index]!}`).join(',')}]`,
      ),
    ].join('\n'),
    'brackets as deep as they go': `a: ${'['.repeat(131_000)}`,
    'brackets just not too many': `a: ${'['.repeat(9_500)}${']'.repeat(9_500)}`,
    dashes: '- '.repeat(9_500),
    indents: Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'wrong escapes': `a: "${'\\q'.repeat(65_000)}"`,
    'JSON brackets': '['.repeat(1_000_000),
    'JSON numbers': `{"a":[${'1,'.repeat(500_000)}1]}`,
  };
  for (const [title, text] of Object.entries(bombs)) {
    it(`quickly refuses a bomb of ${title}`, async function () {
      this.timeout(bound(5_000));
      await problemIn(text);
    });
  }

  it('does not throw for any text', async () => {
    const yamlish = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'a',
            ': ',
            '- ',
            '\n',
            '  ',
            '[',
            ']',
            '{',
            '}',
            '"',
            "'",
            '&x ',
            '*x',
            '!!str ',
            '!',
            '|',
            '>',
            '#',
            '%YAML 1.1\n',
            '---',
            '...',
            '? ',
            ',',
            '\t',
            '~',
            '<<',
            '\r\n',
            '\u2028',
          ),
          fc.string({ maxLength: 4, unit: 'binary' }),
        ),
        { maxLength: 30 },
      )
      .map(parts => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.oneof(yamlish, fc.string({ unit: 'binary', maxLength: 100 }), fc.json()), async text => {
        await importText(text);
      }),
      { numRuns: runs(3_000) },
    );
  });

  it('reads texts, lists and objects the same from JSON and YAML', () => {
    const { tree } = fc.letrec(tie => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(
        fc
          .dictionary(fc.string({ minLength: 1 }), tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
          .filter(value => !('action' in value && 'request' in value)),
        request => {
          assert.deepEqual(requestIn(JSON.stringify(request)), request);
          assert.deepEqual(requestIn(`# \n${stringify(request, { aliasDuplicateObjects: false })}`), request);
        },
      ),
      { numRuns: runs(500) },
    );
  });
});
