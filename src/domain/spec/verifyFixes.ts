import type { CheckedSpec } from './checked.ts';
import type { Code } from './codes.ts';
import { type Fix, type Problem, applyFix } from './problem.ts';

/**
 * The most characters that trials read for one check; a typical spec has one or two thousand, a huge one gets no fixes.
 */
const budgetCharacters = 262_144;

/** How often each code occurs. */
function tally(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** Problems that prevent other checks: once fixed, problems that existed before become visible. */
const maskingCodes: ReadonlySet<Code> = new Set<Code>(['AJ017']);

/** Whether a fix removed a problem with its code and caused no new error. */
function isEffective(code: Code, before: ReadonlyMap<string, number>, after: readonly Problem[]): boolean {
  const now = tally(after);
  if ((now.get(code) ?? 0) >= (before.get(code) ?? 0)) return false;
  return (
    maskingCodes.has(code) ||
    after.every(
      ({ code: other, severity }) => severity !== 'error' || (now.get(other) ?? 0) <= (before.get(other) ?? 0),
    )
  );
}

/**
 * Keeps only fixes that were tried on the text and work: the problem disappears, and no new error appears (except those
 * that a covering problem had hidden). A fix can fail because a value may be wrong in two ways at once. `closer`: adds
 * a brace that is missing in the text; the other fixes are tried on the text with it.
 */
export function withVerifiedFixes(
  text: string,
  problems: readonly Problem[],
  check: (text: string) => CheckedSpec,
  isSpent: () => boolean,
  closer?: Fix,
): readonly Problem[] {
  if (problems.every(({ fixes }) => fixes.length === 0)) return problems;
  const before = tally(problems);
  const closed = closer === undefined ? before : tally(check(applyFix(text, closer)).problems);
  let left = budgetCharacters;
  const helps = (code: Code, fix: Fix): boolean => {
    left -= text.length;
    if (left < 0 || isSpent()) return false;
    if (closer === undefined || fix === closer) return isEffective(code, before, check(applyFix(text, fix)).problems);
    return isEffective(
      code,
      closed,
      check(applyFix(text, { ...fix, edits: [...fix.edits, ...closer.edits] })).problems,
    );
  };
  return problems.map(found =>
    found.fixes.length === 0 ? found : { ...found, fixes: found.fixes.filter(fix => helps(found.code, fix)) },
  );
}
