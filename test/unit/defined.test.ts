import assert from 'node:assert/strict';
import { defined } from '../../src/domain/defined.ts';

describe('defined', () => {
  it('leaves out what is undefined, and nothing else', () => {
    const members = defined({ a: undefined, b: null, c: 0, d: '', e: false, f: NaN });
    assert.deepEqual(Object.keys(members), ['b', 'c', 'd', 'e', 'f']);
  });

  it('makes a member optional only if it may be undefined', () => {
    const given: { readonly id: string; readonly name: string | undefined } = { id: 'x', name: undefined };
    const members: { readonly id: string; readonly name?: string } = defined(given);
    assert.deepEqual(members, { id: 'x' });
  });
});
