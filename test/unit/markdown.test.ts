// Checked with a real Markdown parser that creates links wherever it can, as VS Code's preview does.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { markdownCode, markdownTable, markdownText } from '../../src/domain/markdown.ts';
import { oneLine } from '../../src/domain/visible.ts';
import { runs } from '../runs.ts';

interface Token {
  readonly type: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
}
const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new (
  options: object,
) => { parse(text: string, env: object): readonly Token[] };
const parser = new MarkdownIt({ html: true, linkify: true });

/** What users see: all texts and code, in order, and everything that is neither. */
function seen(markdown: string): { readonly texts: readonly string[]; readonly others: readonly string[] } {
  const texts: string[] = [];
  const others: string[] = [];
  for (const token of parser.parse(markdown, {})) {
    if (token.type !== 'inline') {
      others.push(token.type);
      continue;
    }
    for (const { type, content } of token.children ?? []) {
      if (type === 'text' || type === 'code_inline') {
        if (content !== '') texts.push(content);
      } else others.push(type);
    }
  }
  return { texts, others };
}

const hostile = [
  '[Fix](command:workbench.action.quit)',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'https://evil.example/x',
  'www.evil.example',
  'a@evil.example',
  '![x](https://evil.example/x.png)',
  '# heading',
  '- list',
  '1. one',
  '> quote',
  '***',
  '---',
  '`code`',
  '``',
  '` `',
  '|',
  '\\|',
  '\\',
  'a|b|c',
  'a\\',
  '`|`',
  '&lt;b&gt;',
  '&#60;',
  '<https://evil.example>',
  '[x]: https://evil.example',
  '$x$',
  '~~x~~',
  '==x==',
  'line\nbreak',
  '\u202Egnp.exe',
  '\u0000',
  '\ud800',
  '\ttab',
  '[^1]',
  ':smile:',
];
const texts = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...hostile, 'x', ' ', '\\', '`', '|')).map(parts => parts.join('')),
);

describe('a text in Markdown', () => {
  it('is only that text in a heading', () => {
    fc.assert(
      fc.property(texts, text => {
        const { texts: found, others } = seen(`# ${markdownText(text)}`);
        assert.deepEqual([found.join(''), others], [oneLine(text), ['heading_open', 'heading_close']]);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('is only that text between words', () => {
    fc.assert(
      fc.property(texts, text => {
        const { texts: found, others } = seen(`before ${markdownText(text)} after`);
        assert.deepEqual(
          [found.join('').replaceAll(/ +/g, ' '), others],
          [`before ${oneLine(text)} after`.replaceAll(/ +/g, ' '), ['paragraph_open', 'paragraph_close']],
        );
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('is only that text in a paragraph of its own', () => {
    fc.assert(
      fc.property(
        texts.filter(text => oneLine(text) !== ''),
        text => {
          const { texts: found, others } = seen(markdownText(text));
          assert.deepEqual([found.join(''), others], [oneLine(text), ['paragraph_open', 'paragraph_close']]);
        },
      ),
      { numRuns: runs(2_000) },
    );
  });

  it('is only that text in a cell, as words and as code, and the table keeps its cells', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const { texts: found, others } = seen(
          markdownTable(['a', 'b', 'c'], [[markdownText(one), markdownCode(other), 'end']]),
        );
        const cells = [
          'thead_open',
          'tr_open',
          ...Array<string[]>(3).fill(['th_open', 'th_close']).flat(),
          'tr_close',
          'thead_close',
          'tbody_open',
          'tr_open',
          ...Array<string[]>(3).fill(['td_open', 'td_close']).flat(),
          'tr_close',
          'tbody_close',
        ];
        assert.deepEqual(others, ['table_open', ...cells, 'table_close']);
        assert.equal(found.join(''), `abc${oneLine(one)}${oneLine(other)}end`);
      }),
      { numRuns: runs(4_000) },
    );
  });

  it('is shortened if it is very long', () => {
    assert.ok(markdownText('x'.repeat(100_000)).length < 11_000);
  });
});
