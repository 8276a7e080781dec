import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exportFormats } from '../../../../src/domain/results/exports/formats.ts';
import { omissions } from '../../../../src/domain/results/exports/format.ts';
import { anyDocument, documentOf, exported } from './outputs.ts';

describe('formats of exports', () => {
  it('have an id of their own', () => {
    assert.equal(new Set(exportFormats.map(({ id }) => id)).size, exportFormats.length);
  });

  for (const format of exportFormats) {
    it(`${format.id} takes documents one by one, without their texts unless it says so`, () => {
      fc.assert(
        fc.property(fc.array(anyDocument, { maxLength: 4 }), documents => {
          const textless = documents.map(({ text: _, ...rest }) => rest);
          const { text, tally } = exported(format, documents);
          assert.equal(tally.documents, documents.length);
          if (format.needsText) assert.equal(exported(format, textless).tally.leftOut.noText, documents.length);
          else assert.equal(exported(format, textless).text, text);
        }),
      );
    });

    it(`${format.id} leaves out what the filter hides`, () => {
      const entity = { category: 'MEDICATION', type: 'GENERIC_NAME', text: 'hidden', begin: 0, end: 6 };
      const { text, tally } = exported(format, [{ ...documentOf(entity), text: 'Hidden', isShown: () => false }]);
      assert.ok(!text.includes('hidden'));
      assert.ok(omissions.every(why => tally.leftOut[why] === 0));
    });

    it(`${format.id} of two writers at once is not mixed`, () => {
      const [first, second] = [format.open(), format.open()];
      const document = { ...documentOf({ category: 'MEDICATION', type: 'GENERIC_NAME', text: 'x' }), text: 'x' };
      first.document(document);
      assert.equal(second.tally().documents, 0);
      assert.equal(second.begin() + second.end(), exported(format, []).text);
    });
  }
});
