// What is read when an editor starts, and when a window's parts are first needed. `npm test` has just built it.
import assert from 'node:assert/strict';
import { activationClosure, activationLimitBytes, windowClosure, windowLimitBytes } from '../bench/closure.ts';

describe('the code that is read at activation', () => {
  it('is at most 60 KB', () => {
    const { bytes } = activationClosure();
    assert.ok(bytes > 1_000 && bytes <= activationLimitBytes, `${bytes} bytes`);
  });

  it('is names and triggers: neither a window\'s parts nor the database', () => {
    const { inputs } = activationClosure();
    assert.ok(inputs.includes('src/extension.ts'));
    assert.deepEqual(inputs.filter(input => /node_modules|generated|src\/(aws|sandbox|host|domain)|window\.ts/.test(input)), []);
  });
});

describe('the code of a window\'s parts', () => {
  it('holds no SDK, no validator and no JSON parser', () => {
    const { bytes, inputs } = windowClosure();
    assert.ok(inputs.includes('src/window.ts'));
    assert.deepEqual(inputs.filter(input => /node_modules|generated|src\/aws|src\/sandbox/.test(input)), []);
    assert.ok(bytes <= windowLimitBytes, `${bytes} bytes`);
  });
});
