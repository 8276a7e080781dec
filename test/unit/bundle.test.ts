// What is loaded when the editor starts, and when the parts of a window are first needed. `npm test` has just built it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { activationClosure, activationLimitBytes, windowClosure, windowLimitBytes } from '../bench/closure.ts';

describe('the code loaded at activation', () => {
  it('is at most 60 KB', () => {
    const { bytes } = activationClosure();
    assert.ok(bytes > 1_000 && bytes <= activationLimitBytes, `${bytes} bytes`);
  });

  it("contains names and triggers: neither a window's parts nor the database", () => {
    const { inputs } = activationClosure();
    assert.ok(inputs.includes('src/extension.ts'));
    assert.deepEqual(
      inputs.filter(input => /node_modules|generated|src\/(aws|sandbox|host|domain)|window\.ts/.test(input)),
      [],
    );
  });
});

describe("the code of a window's parts", () => {
  it('contains no SDK, validator or JSON parser, and of libraries only the texts', () => {
    const { bytes, inputs } = windowClosure();
    assert.ok(inputs.includes('src/window.ts'));
    assert.deepEqual(
      inputs.filter(input => /node_modules\/(?!@vscode\/l10n)|generated|src\/aws|src\/sandbox/.test(input)),
      [],
    );
    assert.ok(bytes <= windowLimitBytes, `${bytes} bytes`);
  });
});

describe("the code of the form's page", () => {
  const file = (name: string): string => readFileSync(new URL(`../../dist/form/${name}`, import.meta.url), 'utf8');

  it('is at most 150 KB for script and style', () => {
    const bytes = Buffer.byteLength(file('form.js')) + Buffer.byteLength(file('form.css'));
    assert.ok(bytes > 10_000 && bytes <= 150 * 1_024, `${bytes} bytes`);
  });

  it('creates no HTML or code from text, and loads nothing', () => {
    assert.doesNotMatch(
      file('form.js'),
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\bfetch\(|XMLHttpRequest|\bimport\(|\.style\b/,
    );
    assert.doesNotMatch(file('form.css'), /url\(|@import|expression\(/);
  });
});

describe('the code of the page of results', () => {
  const file = (name: string): string => readFileSync(new URL(`../../dist/results/${name}`, import.meta.url), 'utf8');

  it('is at most 100 KB for script and style', () => {
    const bytes = Buffer.byteLength(file('results.js')) + Buffer.byteLength(file('results.css'));
    assert.ok(bytes > 10_000 && bytes <= 100 * 1_024, `${bytes} bytes`);
  });

  it('creates no HTML or code from text, loads nothing, and keeps nothing in the browser', () => {
    assert.doesNotMatch(
      file('results.js'),
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\bfetch\(|XMLHttpRequest|\bimport\(|localStorage|sessionStorage|indexedDB/,
    );
    assert.doesNotMatch(file('results.css'), /url\(|@import|expression\(/);
  });
});
