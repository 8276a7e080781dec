// A row of the table that `npm run bench` prints.

/** A count or a size: the same on every machine, so the limit can apply to the value itself, unlike for a time. */
export interface Counted {
  readonly name: string;
  readonly value: number;
  readonly unit: 'bytes' | 'MB' | 'calls' | 'calls/s' | 'jobs' | 'rows' | 'specs' | '% of a core';
  readonly limit?: number;
  /** The value of an alternative, in the same unit. */
  readonly peer?: string;
  readonly peerValue?: number;
}

/**
 * A median time in milliseconds. It is meaningful only beside a time of the same run, so the limit applies to their
 * ratio.
 */
export interface Timed {
  readonly name: string;
  readonly ms: number;
  readonly peer: string;
  readonly peerMs: number;
  /** The maximum ratio of the two. */
  readonly maxRatio?: number;
}

export type Row = Counted | Timed;

/** Whether a row is within its limit; undefined if it has none. A row whose value is not a number is not. */
export function holds(row: Row): boolean | undefined {
  if ('ms' in row) return row.maxRatio === undefined ? undefined : row.ms / row.peerMs <= row.maxRatio;
  return row.limit === undefined ? undefined : row.value <= row.limit;
}
