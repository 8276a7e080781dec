import type { CsvRecord } from './csv.ts';
import type { Rule } from './workflows.ts';

/** A source record with the target record it was mapped to. */
export interface Mapping {
  readonly source: CsvRecord;
  readonly target: CsvRecord;
  readonly ruleName: string;
}

/** Maps each source to at most one target and each target to at most one source; earlier rules take precedence. */
export function mapRecords(
  sources: readonly CsvRecord[],
  targets: readonly CsvRecord[],
  rules: readonly Rule[],
): Mapping[] {
  const mappings: Mapping[] = [];
  const used = new Set<CsvRecord>();
  for (const rule of rules) {
    const free = new Map(targets.filter(target => !used.has(target)).map(target => [keyOf(target, rule), target]));
    for (const source of sources.filter(candidate => !used.has(candidate))) {
      const key = keyOf(source, rule);
      const target = key === undefined ? undefined : free.get(key);
      if (target === undefined) continue;
      mappings.push({ source, target, ruleName: rule.ruleName });
      used.add(source).add(target);
      free.delete(key);
    }
  }
  return mappings;
}

/** A record with the number of its group and the rule that put it there; a record alone in its group has no rule. */
export interface Grouped {
  readonly record: CsvRecord;
  /** From 0, in the order of each group's first record. */
  readonly group: number;
  readonly ruleName?: string;
}

/** Groups records that any rule considers the same, also through a third record. */
export function groupRecords(records: readonly CsvRecord[], rules: readonly Rule[]): Grouped[] {
  const parents = records.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root]) root = parent;
    return root;
  };
  const ruleNames = new Map<number, string>();
  for (const rule of rules) {
    const first = new Map<string, number>();
    for (const [index, record] of records.entries()) {
      const key = keyOf(record, rule);
      if (key === undefined) continue;
      const same = first.get(key);
      if (same === undefined) {
        first.set(key, index);
        continue;
      }
      const [low, high] = [rootOf(same), rootOf(index)].sort((a, b) => a - b);
      if (low !== undefined && high !== undefined) parents[high] = low;
      for (const member of [same, index]) if (!ruleNames.has(member)) ruleNames.set(member, rule.ruleName);
    }
  }
  const numbers = new Map<number, number>();
  return records.map((record, index) => {
    const root = rootOf(index);
    const group = numbers.get(root) ?? numbers.size;
    numbers.set(root, group);
    const ruleName = ruleNames.get(index);
    return { record, group, ...(ruleName === undefined ? {} : { ruleName }) };
  });
}

/**
 * The values that a rule compares, normalised; undefined if one is missing, because two missing values are not the
 * same.
 */
function keyOf(record: CsvRecord, { matchingKeys }: Rule): string | undefined {
  const values = matchingKeys.map(column => (record[column] ?? '').trim().toLowerCase());
  return values.includes('') ? undefined : JSON.stringify(values);
}
