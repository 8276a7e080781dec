import type { Cells } from '../tables/records.ts';

/** Whether records differ in a field, regardless of case and of blanks around a value, which matching ignores too. */
export function differs(records: readonly Cells[], field: number): boolean {
  const values = records.map(record => (record[field] ?? '').trim().toLowerCase());
  return values.some(value => value !== values[0]);
}
