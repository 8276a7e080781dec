// What is read when an editor starts, and when a window's parts are first needed. `npm test` has just built it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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

describe('the code of the form\'s page', () => {
  const file = (name: string): string => readFileSync(new URL(`../../dist/form/${name}`, import.meta.url), 'utf8');

  it('is at most 150 KB, script and style', () => {
    const bytes = Buffer.byteLength(file('form.js')) + Buffer.byteLength(file('form.css'));
    assert.ok(bytes > 10_000 && bytes <= 150 * 1_024, `${bytes} bytes`);
  });

  it('makes no HTML or code of a text, and loads nothing', () => {
    assert.doesNotMatch(file('form.js'), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\bfetch\(|XMLHttpRequest|\bimport\(|\.style\b/);
    assert.doesNotMatch(file('form.css'), /url\(|@import|expression\(/);
  });
});
