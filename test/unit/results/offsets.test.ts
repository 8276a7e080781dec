import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodePoints, LinePositions, placeOf } from '../../../src/domain/results/offsets.ts';

/** Texts as notes have them: letters, combining characters, emoji, lone surrogates, and every kind of line end. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r\n', '\n', '\r', '👩‍⚕️', 'e\u0301', '\uFEFF', '\u2028', '≥', '\uD83D'),
    ),
  )
  .map(parts => parts.join(''));

describe('places in a text', () => {
  it('counts code points, for any text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, from, length) => {
        const characters = Array.from(text);
        if (characters.length === 0) return;
        const begin = from % characters.length;
        const end = begin + 1 + (length % (characters.length - begin));
        const mention = { begin, end, text: characters.slice(begin, end).join('') };
        const place = placeOf(new CodePoints(text), mention);
        assert.ok(typeof place !== 'string');
        assert.equal(text.slice(place.begin, place.end), mention.text);
        assert.equal(place.begin, characters.slice(0, begin).join('').length);
      }),
    );
  });

  it('finds a place by UTF-16 units if the text is not at the code points', () => {
    const text = '😀😀 fever and cough';
    const begin = text.indexOf('cough');
    assert.deepEqual(placeOf(new CodePoints(text), { begin, end: begin + 5, text: 'cough' }), {
      begin,
      end: begin + 5,
    });
  });

  for (const [what, begin, end, text, why] of [
    ['past the end', 3, 90, undefined, 'outside'],
    ['before the beginning', -2, 3, undefined, 'outside'],
    ['inverted', 4, 2, undefined, 'outside'],
    ['empty', 2, 2, undefined, 'outside'],
    ['between two characters', 0.5, 2, undefined, 'outside'],
    ['at another text', 0, 5, 'cough', 'otherText'],
  ] as const)
    it(`has no place for a mention ${what}`, () => {
      assert.equal(placeOf(new CodePoints('fever'), { begin, end, ...(text === undefined ? {} : { text }) }), why);
    });

  it('gives positions that do not depend on how lines end', () => {
    fc.assert(
      fc.property(anyText, text => {
        const shown = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
        const positions = new LinePositions(text);
        assert.equal(positions.lines, shown.length);
        let offset = text.startsWith('\uFEFF') ? 1 : 0;
        for (const [line, content] of shown.entries()) {
          assert.deepEqual(positions.at(offset), { line, character: 0 });
          assert.deepEqual(positions.at(offset + content.length), { line, character: content.length });
          offset += content.length;
          offset += /^(?:\r\n|\r|\n)/.exec(text.slice(offset))?.[0].length ?? 0;
        }
      }),
    );
  });
});
