import type { CheckedSpec } from './checked.ts';
import type { Code } from './codes.ts';
import { type Fix, type Problem, applyFix } from './problem.ts';

/** Characters that trials may read for one check; a usual spec has one or two thousand, a huge one gets no fixes. */
const budgetCharacters = 262_144;

/** How often each code occurs. */
function tally(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** Problems that keep all else from being looked at: once they are gone, what was there all along comes to light. */
const covering: ReadonlySet<Code> = new Set<Code>(['AJ017']);

/** Whether a fix took one of its problem away and brought no new error. */
function worked(code: Code, before: ReadonlyMap<string, number>, after: readonly Problem[]): boolean {
  const now = tally(after);
  if ((now.get(code) ?? 0) >= (before.get(code) ?? 0)) return false;
  return covering.has(code) || after.every(({ code: other, severity }) => severity !== 'error' || (now.get(other) ?? 0) <= (before.get(other) ?? 0));
}

/**
 * The problems with only those fixes that have been tried on the text and found to help: the problem goes, and no new error
 * comes (but for what a covering problem had kept hidden). A fix can fail to, since a value may be wrong in two ways at once.
 * `closer`: adds a brace that is missing in the text; the other fixes are tried on the text with it.
 */
export function withTriedFixes(text: string, problems: readonly Problem[], check: (text: string) => CheckedSpec, isSpent: () => boolean, closer?: Fix): readonly Problem[] {
  if (problems.every(({ fixes }) => fixes.length === 0)) return problems;
  const before = tally(problems);
  const closed = closer === undefined ? before : tally(check(applyFix(text, closer)).problems);
  let left = budgetCharacters;
  const helps = (code: Code, fix: Fix): boolean => {
    left -= text.length;
    if (left < 0 || isSpent()) return false;
    if (closer === undefined || fix === closer) return worked(code, before, check(applyFix(text, fix)).problems);
    return worked(code, closed, check(applyFix(text, { ...fix, edits: [...fix.edits, ...closer.edits] })).problems);
  };
  return problems.map(found => found.fixes.length === 0 ? found : { ...found, fixes: found.fixes.filter(fix => helps(found.code, fix)) });
}
