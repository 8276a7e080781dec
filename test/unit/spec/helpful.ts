import type { CheckContext } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import type { Code } from '../../../src/domain/spec/codes.ts';
import { type Problem, applyFix } from '../../../src/domain/spec/problem.ts';
import { check } from './support.ts';

const count = (problems: readonly Problem[], code: Code): number =>
  problems.filter(found => found.code === code).length;

/**
 * Asserts for every fix of a text: its edits are inside the text and do not overlap, its problem disappears, and no new
 * error appears.
 */
export function assertFixesHelp(text: string, context: CheckContext = {}): void {
  const before = check(text, context).problems;
  for (const { code, fixes } of before)
    for (const fix of fixes) {
      const where = `${code}: ${fix.title}\n${text}`;
      const edits = [...fix.edits].sort((a, b) => a.offset - b.offset);
      edits.forEach(({ offset, length }, index) => {
        assert.ok(
          offset >= 0 && offset + length <= (edits[index + 1]?.offset ?? text.length),
          `overlapping edits of ${where}`,
        );
      });
      const after = check(applyFix(text, fix), context).problems;
      assert.ok(count(after, code) < count(before, code), `the problem remains after ${where}`);
      // Problems inside a request without a spec around it become visible only then.
      if (code === 'AJ017') continue;
      for (const error of after.filter(({ severity }) => severity === 'error')) {
        assert.ok(count(after, error.code) <= count(before, error.code), `${error.code} appears after ${where}`);
      }
    }
}
