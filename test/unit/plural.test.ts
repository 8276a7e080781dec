import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { plural } from '../../src/domain/plural.ts';

const jobs = '{0, plural, one {# job in {1}} other {# jobs in {1}}}';
const root = fileURLToPath(new URL('../../src/', import.meta.url));

describe('a counted text', () => {
  for (const [count, text] of [
    [0, '0 jobs in eu'],
    [1, '1 job in eu'],
    [2, '2 jobs in eu'],
    [12_345, '12,345 jobs in eu'],
  ] as const) {
    it(`of ${count} is “${text}”`, () => {
      assert.equal(plural(jobs, count, ['eu']), text);
    });
  }

  it('uses the plural forms of its language', () => {
    const polish = '{0, plural, one {# zadanie} few {# zadania} many {# zadań} other {# zadania}}';
    assert.deepEqual(
      [1, 2, 5, 22, 25].map(count => plural(polish, count, [], 'pl')),
      ['1 zadanie', '2 zadania', '5 zadań', '22 zadania', '25 zadań'],
    );
    assert.equal(plural('{0, plural, =0 {none} one {# item} other {# items}}', 0), 'none');
    assert.equal(plural('{0, plural, other {#個}}', 1, [], 'ja'), '1個');
  });

  it('inserts a name with special characters unchanged', () => {
    assert.equal(plural(jobs, 2, ['# {1} {0}']), '2 jobs in # {1} {0}');
  });

  it('of a broken translation is still shown', () => {
    assert.equal(plural('{0} jobs in {1}', 3, ['eu']), '3 jobs in eu');
  });

  /** Texts with a number but only one form, and numbers that choose between two texts. */
  // A number, at most two words, and a plural noun.
  const counts =
    /(?:\{\d\}|\$\{[^{}]*\}) (?:[a-z]+ ){0,2}(?:[Jj]obs|errors|warnings|notes|remarks|problems|specs|files|lines|objects|suggestions|entries|members|characters|starts|items|rows|things|buckets|folders|documents|records|calls|days|hours|minutes|seconds)\b/;
  // One form for 1 and another for the rest, over as many lines as the formatter makes of it.
  const choices = /=== 1\s*\?\s*(?:(?:vscode\.)?l10n\.t\(\s*)?(?:word\(|'[^'\n]*'|`[^`]*`)/g;
  const faults = (source: string): readonly string[] => {
    const rest = source.replaceAll(/\{0, plural,(?: [=\w]+ \{(?:[^{}]|\{\d\})*\})+\}/g, '');
    return [
      ...rest.split('\n').filter(line => counts.test(line)),
      ...[...rest.matchAll(choices)]
        .map(([text]) => text)
        .filter(text => /[’'`(][^'`]*\b(?:1|one|\{0\})[ }]/i.test(text)),
    ].map(text => text.trim());
  };

  it('is used everywhere', () => {
    for (const planted of [
      "l10n.t('{0} jobs', n)",
      "l10n.t('{0} more problems are shown', n)",
      '`at most ${limit} characters`',
      "n === 1 ? l10n.t('1 job') : ''",
      "errors === 1 ? 'one entry' : ''",
      "n === 1\n  ? l10n.t(\n      '1 job',\n    )\n  : ''",
    ])
      assert.equal(faults(planted).length, 1, planted);
    assert.deepEqual(faults("formatPlural(l10n.t('{0, plural, one {# job} other {# jobs}}'), n)"), []);
    const found = globSync('**/*.ts', { cwd: root })
      .filter(file => !file.startsWith('sandbox/'))
      .flatMap(file => faults(readFileSync(root + file, 'utf8')).map(line => `${file}: ${line}`));
    assert.deepEqual(found, []);
  });

  it('can be parsed wherever one is written', () => {
    const all = globSync('**/*.ts', { cwd: root })
      .filter(file => file !== 'domain/plural.ts')
      .flatMap(file =>
        [...readFileSync(root + file, 'utf8').matchAll(/'(\{0, plural,[^']*)'/g)].map(([, text = '']) => text),
      );
    assert.ok(all.length > 20);
    for (const text of all) {
      assert.doesNotMatch(plural(text, 1, ['a', 'b', 'c']), /plural|[{}]/, text);
      assert.notEqual(
        plural(text, 1, ['a', 'b', 'c']).replaceAll('1', ''),
        plural(text, 2, ['a', 'b', 'c']).replaceAll('2', ''),
        text,
      );
    }
  });
});
