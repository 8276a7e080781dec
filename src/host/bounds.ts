import { settingIds } from '../ids.ts';

/** A number that a setting may be: from `least` to `most`, and `usual` where it is none. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** The numeric settings. `package.json` says the same to the settings editor; what is written past it is held to these. */
export const settingBounds = {
  /** Seconds. Once an hour is the slowest that still is a watch. */
  [settingIds.refreshIntervalSeconds]: { least: 5, most: 3_600, usual: 15 },
  /** Seconds. */
  [settingIds.sandboxJobSeconds]: { least: 1, most: 3_600, usual: 20 },
  /** Days; 0 keeps everything. A century is longer than any service has been running. */
  [settingIds.historyDays]: { least: 0, most: 36_500, usual: 0 },
} as const satisfies Readonly<Record<string, Bounds>>;

/** A setting's value within its bounds; `usual` for whatever is not a finite number. */
export function bounded(value: unknown, { least, most, usual }: Bounds): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}
