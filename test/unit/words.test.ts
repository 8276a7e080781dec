// The product's texts are plain English: phrases that were translated word for word are banned.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The banned phrase and its replacement; see docs/STYLE.md. */
const banned: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/not found out about/i, 'Could not look up …'],
  [/\bthat did not work\b/i, '… failed'],
  [/\bheard of\b/i, 'Last updated …'],
  [/\bfollows the job\b/i, 'Updates automatically'],
  [/service['’]s (?:own )?word\b/i, 'AWS status'],
  [/\bdoes not tell the rest\b/i, 'Details unavailable'],
  [/\bforgotten by\b/i, 'Listed by AWS until …'],
  [/\bmind who\b/i, 'Share with care'],
  [/\bsay the same\b/i, 'No differences'],
  [/\bso long it\b/i, 'until then it …'],
  [/\bfor nothing\b/i, 'without effect'],
  [/\b1 more [a-z]+s\b/i, 'a plural through formatPlural()'],
];

/** Every text that users read: what the sources pass to `l10n.t`, and the texts of the manifest. */
function texts(): readonly (readonly [where: string, text: string])[] {
  const found: [string, string][] = [];
  for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(each => each.endsWith('.ts'))
    .sort()) {
    const source = readFileSync(join(root, 'src', name), 'utf8');
    if (!source.includes('l10n')) continue;
    const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest);
    const walk = (node: ts.Node): void => {
      const [first] =
        ts.isCallExpression(node) && /(?:^|\.)l10n\.t$/.test(node.expression.getText(file)) ? node.arguments : [];
      if (first !== undefined && ts.isStringLiteralLike(first)) found.push([`src/${name}`, first.text]);
      ts.forEachChild(node, walk);
    };
    walk(file);
  }
  for (const [key, text] of Object.entries(
    JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>,
  ))
    found.push([`package.nls.json ${key}`, text]);
  return found;
}

describe('the texts of the product', () => {
  const all = texts();

  it('are found', () => {
    assert.ok(all.length > 500, String(all.length));
  });

  it('contain no phrase that was translated word for word', () => {
    const wrong = all.flatMap(([where, text]) =>
      banned.filter(([pattern]) => pattern.test(text)).map(([, instead]) => `${where}: “${text}”. Say: ${instead}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('neither start nor end with a blank', () => {
    assert.deepEqual(
      all.filter(([, text]) => text !== text.trim()),
      [],
    );
  });
});
