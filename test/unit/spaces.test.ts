import assert from 'node:assert/strict';
import { free, freeSpaces, giveBack, takeSpace } from '../../src/aws/spaces.ts';

describe('the memory of large answers', () => {
  afterEach(freeSpaces);

  it('is used again for an answer of the same length only', () => {
    const { buffer } = takeSpace(1_000);
    assert.ok(buffer instanceof ArrayBuffer);
    giveBack(buffer);
    assert.notEqual(takeSpace(999).buffer, buffer);
    assert.equal(takeSpace(1_000).buffer, buffer);
    assert.notEqual(takeSpace(1_000).buffer, buffer);
  });

  it('is limited, and freed when it is no longer needed', () => {
    const spaces = Array.from({ length: 20 }, () => new ArrayBuffer(8));
    for (const space of spaces) giveBack(space);
    freeSpaces();
    assert.equal(spaces.filter(({ byteLength }) => byteLength === 0).length, 9);
    assert.ok(!spaces.includes(takeSpace(8).buffer as ArrayBuffer));
  });

  it('is freed only if nothing else shares it', () => {
    const own = Buffer.allocUnsafeSlow(100);
    free(own);
    assert.equal(own.length, 0);
    const text = Buffer.from('pooled with others');
    free(text);
    assert.equal(text.toString(), 'pooled with others');
    const part = Buffer.allocUnsafeSlow(100).subarray(0, 50);
    free(part);
    assert.equal(part.length, 50);
  });
});
