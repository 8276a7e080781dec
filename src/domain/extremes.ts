// `Math.max(...numbers)` throws when there are more numbers than a call may have arguments, about 120,000; lists of
// jobs can be longer.

/** Returns the largest result of `of` for the items, or `least` if that is larger or there are no items. */
export function maxOf<T>(items: Iterable<T>, of: (item: T) => number, least = -Infinity): number {
  let most = least;
  for (const item of items) most = Math.max(most, of(item));
  return most;
}

/** Returns the smallest result of `of` for the items, or `most` if that is smaller or there are no items. */
export function minOf<T>(items: Iterable<T>, of: (item: T) => number, most = Infinity): number {
  let least = most;
  for (const item of items) least = Math.min(least, of(item));
  return least;
}
