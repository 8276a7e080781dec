// A row of the table that `npm run bench` prints.

/** A count or a size: the same on every machine, so that a limit may stand on the figure itself. A time is none of these. */
export interface Counted {
  readonly name: string;
  readonly value: number;
  readonly unit: 'bytes' | 'MB' | 'calls' | 'calls/s' | 'jobs' | 'rows' | 'specs' | '% of a core';
  readonly limit?: number;
  /** What another way comes to, in the same unit. */
  readonly peer?: string;
  readonly peerValue?: number;
}

/** A time, a median in milliseconds. It says something only beside a time of the same run, so a limit stands on their ratio. */
export interface Timed {
  readonly name: string;
  readonly ms: number;
  readonly peer: string;
  readonly peerMs: number;
  /** The largest ratio of the two that is right. */
  readonly maxRatio?: number;
}

export type Row = Counted | Timed;

/** Whether a row holds what its limit says; undefined where it has none. A figure that is no number holds nothing. */
export function holds(row: Row): boolean | undefined {
  if ('ms' in row) return row.maxRatio === undefined ? undefined : row.ms / row.peerMs <= row.maxRatio;
  return row.limit === undefined ? undefined : row.value <= row.limit;
}
