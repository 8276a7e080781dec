/** Time and chance, passed in so that a test can hold them still. All times are milliseconds since 1970 UTC. */
export interface Clock {
  now(): number;
  /** Calls back once after `ms`; the returned function takes the call back. */
  after(ms: number, callback: () => void): () => void;
  /** A number from 0 up to 1, for jitter. */
  random(): number;
}
