/** Time and randomness, passed in so that tests can control them. All times are milliseconds since 1970 UTC. */
export interface Clock {
  now(): number;
  /** Calls `callback` once after `ms`; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** A number from 0 (inclusive) to 1 (exclusive), for jitter. */
  random(): number;
}
