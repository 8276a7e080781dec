// Every regular expression of the product, in schemas and sources, takes linear time. A library proves that for those
// it can read; the others and those of the schemas are run on repetitive texts and compared with a yardstick of the
// same run.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { checkSync } from 'recheck';
import ts from 'typescript';
import { type JsonValue, isJsonObject } from '../../src/domain/json.ts';
import { isWhole, runs } from '../runs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Pattern {
  readonly where: string;
  readonly source: string;
  readonly flags: string;
}

/** The regular expressions of a source file. */
function literalsOf(path: string): readonly Pattern[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const found: Pattern[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
      found.push({
        where: `${path.slice(root.length)}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`,
        source,
        flags,
      });
    }
    ts.forEachChild(node, walk);
  };
  walk(file);
  return found;
}

/** The patterns in a schema, at any depth. */
function patternsOf(value: JsonValue | undefined, where: string): readonly Pattern[] {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).flatMap((item, index) => patternsOf(item, `${where}/${index}`));
  if (!isJsonObject(value)) return [];
  const { pattern } = value;
  return [
    ...(typeof pattern === 'string' ? [{ where, source: pattern, flags: 'u' }] : []),
    ...Object.entries(value).flatMap(([name, inner]) => patternsOf(inner, `${where}/${name}`)),
  ];
}

const schemas = ['job-spec', 'job-vars', 'job-table'].flatMap(name =>
  patternsOf(JSON.parse(readFileSync(join(root, 'schemas', `${name}.schema.json`), 'utf8')) as JsonValue, name),
);
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .sort()
  .flatMap(name => literalsOf(join(root, 'src', name)));

/**
 * Expressions that take quadratic time, with the reason why they never get a long text. An entry is reviewed whenever
 * it changes.
 */
const bounded: Readonly<Record<string, string>> = {
  '/(`+)(.+?)\\1|\\*\\*(.+?)\\*\\*/gs': "src/domain/form/markdown: given the schema's own descriptions only",
  '/^\\s*at (?:(?:async )?((?:new )?[\\w$.<>#[\\] ]{1,120}?) )?\\(?(?:[^()\\n]{0,300}[/\\\\])?((?:node:)?[\\w.@-]{1,80}):(\\d{1,7}):(\\d{1,7})\\)?$/':
    'src/machine/faultLines: every repeat but that of the indent is bounded',
  '/\\b[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,8}\\b/gu':
    "src/sandbox: every repeat is bounded, and the documents are the sandbox's own",
  '/\\b(?:once daily|twice daily|three times daily|every \\d+ hours|at bedtime|as needed|weekly|daily)\\b/giu':
    'src/sandbox: one repeat, behind a word; the library runs out of time on the flags',
  '/(?:![rsa])?(?::[^\'"\\]]*)?$/': 'src/domain/exchange/code/tokens: an expression of at most 2,000 characters',
  '/^[$@]*[\\w$.[\\]\'"-]*[\\w\'"\\]]$/': 'src/domain/exchange/variables: texts of at most 80 characters',
  '/[ \\t]+(?:(comprehendmedical|entityresolution|scheduler|stepfunctions)\\b|[-\\\\`^])/iy':
    'src/domain/exchange/shell: tried at one place behind each name of a program, so no blank is looked at twice',
  '/(?:"((?:[^"]|"")*)"|([^,\\r\\n]*))(,|\\r?\\n|$)/g': "src/sandbox: the tables are the sandbox's own",
};

describe('the regular expressions', () => {
  it('are found', () => {
    assert.ok(
      schemas.length >= 15 && sources.length >= 100,
      `${schemas.length} in schemas, ${sources.length} in sources`,
    );
  });

  /** Pieces that are repeated to build slow inputs. */
  const pieces = [
    'a',
    '0',
    '-',
    ':',
    '/',
    '.',
    ' ',
    'a-',
    '1:',
    ':1',
    ':1:',
    '${',
    '$',
    'arn:aws:kms:',
    'é',
    '\n',
    '\\',
    '"',
    'job ',
    '/a',
    '\t/',
    'Dr. A',
  ];
  const timed = (run: () => unknown): number => {
    const from = performance.now();
    run();
    return performance.now() - from;
  };

  it('in schemas and sources are linear, or get short texts only', function () {
    this.timeout(600_000);
    // The time a simple quadratic expression takes for the same length.
    const length = 30_000;
    const square = timed(() => /\s+$/.test(`${' '.repeat(length)}x`));
    const slow: string[] = [];
    const seen = new Set<string>();
    for (const { where, source, flags } of [...schemas, ...sources]) {
      const key = `/${source}/${flags}`;
      if (seen.has(key) || key in bounded) {
        seen.add(key);
        continue;
      }
      seen.add(key);
      // With the automaton alone, which proves: the library's random search finds another attack, or none, on every
      // run. The long run gives it so much time that a faster machine finds nothing in the short one that was not known.
      const found = checkSync(source, flags, { checker: 'automaton', timeout: isWhole ? 750 : 60 });
      if (found.status === 'vulnerable')
        slow.push(`${where} ${key} ${found.complexity.summary} ${found.attack.pattern}`);
      // The library cannot judge lookarounds, and some expressions take it too long: those are run on texts.
      if (found.status !== 'unknown') continue;
      const pattern = new RegExp(source, flags.replace(/[gy]/, ''));
      for (const piece of pieces) {
        const text = `${piece.repeat(Math.floor(length / piece.length))}!`;
        let best = timed(() => pattern.test(text));
        for (let again = 0; again < 9 && best > square / 10; again++)
          best = Math.min(
            best,
            timed(() => pattern.test(text)),
          );
        if (best > square / 10)
          slow.push(`${where} ${key} ${best} ms for ${JSON.stringify(piece)} repeated, the square ${square} ms`);
      }
    }
    assert.deepEqual(slow, []);
    assert.deepEqual(
      Object.keys(bounded).filter(key => !seen.has(key)),
      [],
      'no longer there',
    );
  });

  it('in the schemas take a megabyte of any text as fast as a few simple ones do', function () {
    this.timeout(120_000);
    const starts = [
      '',
      'arn:aws:kms:',
      'arn:aws:kms::1',
      'arn:aws:iam::123456789012:role/',
      's3://aa',
      'arn:aws:entityresolution:us-',
      'us-',
    ];
    // Which of them is another choice in each run.
    const all = starts.flatMap(start => pieces.map(piece => ({ start, piece })));
    const texts = fc
      .sample(fc.shuffledSubarray(all, { minLength: runs(all.length), maxLength: runs(all.length) }), 1)
      .flat()
      .map(({ start, piece }) => `${start}${piece.repeat(Math.floor(1_048_576 / piece.length))}\n`);
    const simple = /^[^!]*!$/u;
    const yardstickMs = Math.max(1, ...texts.slice(0, 20).map(text => timed(() => simple.test(text))));
    for (const { where, source, flags } of schemas) {
      const pattern = new RegExp(source, flags);
      for (const text of texts) {
        // Repeated only if the machine may have been busy at that moment.
        let best = timed(() => pattern.test(text));
        for (let again = 0; again < 4 && best > 40 * yardstickMs; again++)
          best = Math.min(
            best,
            timed(() => pattern.test(text)),
          );
        assert.ok(
          best <= 40 * yardstickMs,
          `${where}: ${best} ms for ${JSON.stringify(text.slice(0, 30))}…, yardstick ${yardstickMs} ms`,
        );
      }
    }
  });

  it("of a KMS key matches the service's own in all three partitions", () => {
    const linear = schemas.find(({ where }) => where.includes('KMSArn'));
    assert.ok(linear);
    const ours = new RegExp(linear.source, linear.flags);
    const theirs = /^arn:(aws|aws-us-gov|aws-cn):kms:.*:[0-9]+:.*$/u;
    const rest = fc
      .array(fc.constantFrom(':', '1', '22', 'a', 'é', '😀', '\n', '\r', '\u2028', '::', ':7:', ' ', '/'), {
        maxLength: 14,
      })
      .map(parts => parts.join(''));
    const start = fc.constantFrom(
      'arn:aws:kms:',
      'arn:aws-us-gov:kms:',
      'arn:aws-cn:kms:',
      'arn:aws-iso:kms:',
      'arn:aws:kms',
      ' arn:aws:kms:',
    );
    let fitting = 0;
    fc.assert(
      fc.property(start, rest, (before, after) => {
        const text = before + after;
        if (theirs.test(text)) fitting++;
        assert.equal(ours.test(text), theirs.test(text), JSON.stringify(text));
      }),
      { numRuns: 20_000 },
    );
    assert.ok(fitting > 500, `${fitting} of 20,000 fit`);
  });
});
