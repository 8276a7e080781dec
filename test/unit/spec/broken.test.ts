// A single typo hides nothing: everything that can still be read is checked, and consequences of the typo are not
// reported.
import assert from 'node:assert/strict';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import { applyFix } from '../../../src/domain/spec/problem.ts';
import { check } from './support.ts';

/** A spec with five mistakes, none of which is a syntax error. */
const text = `{
  // Nightly run
  "action": "comprehendmedical:StartPHIDetectionJob",
  "region": "us-east-1a",
  "account": "12345678901",
  "request": {
    "InputDataConfig": {
      "S3Bucket": "s3://Example_Notes",
      "S3Key": "/notes/"
    },
    "OutputDataConfig": {
      "S3Bucket": "example-results",
      "S3Key": "phi//out/"
    },
    "DataAccessRoleArn": "arn:aws:iam::123456789012:user/clara",
    "LanguageCode": "en",
    "KMSKey": "alias/results"
  }
}
`;
const codesOf = (of: string): readonly string[] =>
  check(of)
    .problems.map(({ code }) => code)
    .sort();
const whole = codesOf(text);

/** Every occurrence of a character outside of comments. */
const places = (sign: string): readonly number[] =>
  Array.from(text).flatMap((character, index) =>
    character === sign && !text.slice(text.lastIndexOf('\n', index) + 1, index).includes('//') ? [index] : [],
  );

describe('a text with one typo', () => {
  it('has its mistakes without the typo', () => {
    assert.deepEqual(whole, ['AJ014', 'AJ020', 'AJ030', 'AJ040', 'AJ041', 'AJ060']);
  });

  for (const at of places('}'))
    it(`without the } of line ${text.slice(0, at).split('\n').length} still has all of them, and a fix that adds it`, () => {
      const slipped = text.slice(0, at) + text.slice(at + 1);
      const { problems } = check(slipped);
      assert.deepEqual(problems.map(({ code }) => code).sort(), ['AJ001', ...whole]);
      const fix = problems.find(({ code }) => code === 'AJ001')?.fixes[0];
      // At the end of the text, the message alone says what to do.
      if (fix !== undefined) assert.deepEqual(codesOf(applyFix(slipped, fix)), whole);
    });

  for (const [what, sign] of [
    ['comma', ','],
    ['colon', ':'],
    ['opening brace', '{'],
    ['double quote', '"'],
  ] as const)
    for (const at of places(sign)) {
      it(`without the ${what} at ${at} has syntax errors and no new other errors`, () => {
        const { problems, spec } = check(text.slice(0, at) + text.slice(at + 1));
        assert.equal(spec, undefined);
        const codes: readonly string[] = problems.map(({ code }) => code);
        // Inside a string, the character is like any other.
        if (!codes.includes('AJ001')) return;
        for (const code of new Set(codes))
          if (code !== 'AJ001')
            assert.ok(
              codes.filter(each => each === code).length <= whole.filter(each => each === code).length,
              `${code}: ${problems.find(found => found.code === code)?.message}`,
            );
        if (sign === ',') assert.ok(codes.length >= whole.length, `hidden problems: ${codes.join(' ')}`);
      });
    }

  it('with an additional brace still has those before it', () => {
    const slipped = text.replace('"phi//out/"\n    },', '"phi//out/"\n    }},');
    const codes = codesOf(slipped);
    for (const code of ['AJ001', 'AJ014', 'AJ030', 'AJ040', 'AJ060']) assert.ok(codes.includes(code), codes.join());
    assert.ok(!codes.includes('AJ011') && !codes.includes('AJ012'), codes.join());
  });

  /** A spec with many unknown members and without its last brace. */
  const long = (members: number): string =>
    `{\n  "action": "comprehendmedical:StartPHIDetectionJob",\n  "request": {\n${Array.from({ length: members }, (_, index) => `    "Member${index}": { "a": [1, 2], "b": "c" }`).join(',\n')}\n  }\n`;

  it('is parsed for the location of a missing brace no more often than its length allows', () => {
    for (const members of [10, 100, 1_000, 10_000]) {
      let read = 0;
      parseSpec(long(members), () => {
        read += long(members).length;
        return 1;
      });
      assert.ok(read <= 131_072 + long(members).length, `${members} members: ${read} characters`);
    }
  });

  it('is parsed for it once, however many fixes are tried', () => {
    const time = (of: string): number => {
      const from = performance.now();
      check(of);
      return performance.now() - from;
    };
    const [broken, mended] = [long(80), `${long(80)}}`];
    time(mended);
    const [whole, slipped] = [Math.max(time(mended), time(mended)), Math.min(time(broken), time(broken))];
    assert.ok(check(broken).problems.flatMap(({ fixes }) => fixes).length > 40);
    assert.ok(slipped < 5 * whole, `${slipped / whole} times as long as without the typo`);
  });
});
