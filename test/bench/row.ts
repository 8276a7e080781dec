/** A row of the table that `npm run bench` prints: a median or a count, beside a peer's or under a limit. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly limit?: number;
}
