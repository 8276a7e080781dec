import assert from 'node:assert/strict';
import { Typed } from '../../../src/webview/results/typed.ts';

describe('a field that the user and the extension both write', () => {
  it('takes what the extension sends as long as the user has changed nothing', () => {
    const typed = new Typed();
    assert.ok(typed.takes('a'));
    assert.ok(typed.takes(''));
  });

  it('ignores values that the user has already replaced', () => {
    const typed = new Typed();
    typed.sent('', 'a');
    typed.sent('a', 'ab');
    assert.ok(!typed.takes(''));
    assert.ok(!typed.takes('a'));
    assert.ok(typed.takes('ab'));
    // From then on the extension may set any value.
    assert.ok(typed.takes(''));
  });

  it('takes a value that the extension has made of the text, and any after the filter was cleared', () => {
    const typed = new Typed();
    typed.sent('', 'e11 ');
    assert.ok(typed.takes('e11'));
    typed.sent('e11', 'e12');
    typed.forget();
    assert.ok(typed.takes('e11'));
  });

  it('may come back to a value', () => {
    const typed = new Typed();
    typed.sent('', 'a');
    typed.sent('a', '');
    assert.ok(!typed.takes('a'));
    assert.ok(typed.takes(''));
  });
});
