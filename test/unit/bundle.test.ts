// What is read when an editor starts. `npm test` has just built it.
import assert from 'node:assert/strict';
import { activationClosure, activationLimitBytes } from '../bench/closure.ts';

describe('the code that is read at activation', () => {
  it('is at most 60 KB', () => {
    const { bytes } = activationClosure();
    assert.ok(bytes > 10_000 && bytes <= activationLimitBytes, `${bytes} bytes`);
  });

  it('holds no SDK, no validator and no JSON parser', () => {
    const { inputs } = activationClosure();
    assert.ok(inputs.includes('src/extension.ts'));
    assert.deepEqual(inputs.filter(input => /node_modules|generated|src\/aws|src\/sandbox/.test(input)), []);
  });
});
