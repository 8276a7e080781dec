import assert from 'node:assert/strict';
import fc from 'fast-check';
import { oneLine, sentenceOf, visible } from '../../src/domain/visible.ts';
import { safeText, withIcon } from '../../src/ui/window/text.ts';

const hidden = [
  0x00, 0x09, 0x0a, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x1680, 0x17b4, 0x180e, 0x2003, 0x200a,
  0x200b, 0x200d, 0x200e, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x2800, 0x3000, 0x3164, 0xd800,
  0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0x1d159, 0x1d173, 0x13441, 0xe0020, 0xe0100,
];

describe('invisible characters', () => {
  for (const code of hidden) {
    it(`are written as an escape: U+${code.toString(16)}`, () => {
      assert.equal(visible(`a${String.fromCodePoint(code)}b`), `a\\u{${code.toString(16)}}b`);
    });
  }

  it('do not include letters, marks, emoji and the blanks of number formats', () => {
    for (const text of [
      'notes 2026',
      'Überweisung',
      'जाँच',
      '山田太郎',
      'فحص',
      '🙂',
      '1\u202f234\u00a0€',
      'e\u0301',
      '_-.:/@',
    ])
      assert.equal(visible(text), text);
  });

  it('are in no text after escaping, and escaping twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        assert.equal(visible(text).search(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u), -1);
        assert.equal(visible(visible(text)), visible(text));
        assert.equal(safeText(safeText(text)), safeText(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are replaced by a space if they are a line break or tab in a sentence', () => {
    assert.equal(oneLine(' a\r\n\tb\u2028c '), 'a b\\u{2028}c');
  });

  it('are not created by cutting a long text', () => {
    assert.equal(oneLine('🙂'.repeat(10), 5), '🙂🙂…');
  });
});

describe('a sentence from a service', () => {
  for (const [text, sentence] of [
    ['Command failed: get-keys\nno network\n', 'Command failed: get-keys no network.'],
    ['Not allowed.', 'Not allowed.'],
    ['Why?\r\n', 'Why?'],
    ['“Not found.”', '“Not found.”'],
    ['wait…', 'wait…'],
    ['Command failed:\n', 'Command failed.'],
    ['', ''],
    [' \n', ''],
    ['a\u2028b', 'a\\u{2028}b.'],
  ] as const) {
    it(`ends as a sentence: ${JSON.stringify(text)}`, () => {
      assert.equal(sentenceOf(text), sentence);
    });
  }
});

/** VS Code's own patterns for links and icons (src/vs/base/common/linkedText.ts and iconLabels.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
const picture = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

describe('a text shown in the window', () => {
  const parts = fc
    .array(fc.constantFrom('[', ']', '(', ')', '$', '\\', '\u200b', 'command:x', 'https://x', 'trash', ' ', '\n', 'a'))
    .map(all => all.join(''));

  it('has no links or icons, whatever it contains', () => {
    for (const text of [
      '[click](command:workbench.action.quit)',
      '$(trash)',
      '\\$(trash)',
      '[x]\u200b(command:y)',
      '$\u200b\u200b(trash)',
    ]) {
      assert.doesNotMatch(safeText(text), link);
      assert.doesNotMatch(safeText(text), picture);
    }
    fc.assert(
      fc.property(parts, text => {
        assert.equal(safeText(text).search(link), -1);
        assert.equal(safeText(text).search(picture), -1);
      }),
      { numRuns: 5_000 },
    );
  });

  it('still reads as it was written', () => {
    assert.equal(
      safeText('[click](command:workbench.action.quit) $(trash)').replaceAll('\u200b', ''),
      '[click](command:workbench.action.quit) $(trash)',
    );
  });

  it('may follow one of our icons', () => {
    assert.equal(withIcon('file', 'a $(trash)').match(picture)?.join(), '$(file)');
  });
});
