import { settingIds } from '../ids.ts';

/** The range of a numeric setting, from `min` to `max`; `default` is used if the value is not a number. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/**
 * The numeric settings. `package.json` declares the same ranges for the settings editor; values that were written
 * past it are clamped to these.
 */
export const settingBounds = {
  /** Seconds. Less than once an hour would no longer be watching. */
  [settingIds.refreshIntervalSeconds]: { min: 5, max: 3_600, default: 15 },
  /** Seconds. */
  [settingIds.sandboxJobSeconds]: { min: 1, max: 3_600, default: 20 },
  /** Days; 0 keeps everything. The maximum is a century, longer than any service has existed. */
  [settingIds.historyDays]: { min: 0, max: 36_500, default: 0 },
  /** Hours. A week at most: what somebody confirmed longer ago may no longer be wanted. */
  [settingIds.askAfterHours]: { min: 0.1, max: 168, default: 12 },
} as const satisfies Readonly<Record<string, Bounds>>;

/** Clamps a setting's value to its bounds; returns `default` for anything but a finite number. */
export function bounded(value: unknown, { min, max, default: standard }: Bounds): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : standard;
}
