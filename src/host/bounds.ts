import { settingIds } from '../ids.ts';

/** The range of a numeric setting, from `least` to `most`; `usual` is used if the value is not a number. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/**
 * The numeric settings. `package.json` declares the same ranges for the settings editor; values that were written
 * past it are clamped to these.
 */
export const settingBounds = {
  /** Seconds. Less than once an hour would no longer be watching. */
  [settingIds.refreshIntervalSeconds]: { least: 5, most: 3_600, usual: 15 },
  /** Seconds. */
  [settingIds.sandboxJobSeconds]: { least: 1, most: 3_600, usual: 20 },
  /** Days; 0 keeps everything. The maximum is a century, longer than any service has existed. */
  [settingIds.historyDays]: { least: 0, most: 36_500, usual: 0 },
} as const satisfies Readonly<Record<string, Bounds>>;

/** Clamps a setting's value to its bounds; returns `usual` for anything but a finite number. */
export function bounded(value: unknown, { least, most, usual }: Bounds): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}
