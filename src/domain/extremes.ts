// `Math.max(...numbers)` throws once there are more numbers than a call may have arguments, some 120,000; lists of jobs can be longer.

/** The largest of what `of` gives for the items, or `least` where that is larger, or there are none. */
export function mostOf<T>(items: Iterable<T>, of: (item: T) => number, least = -Infinity): number {
  let most = least;
  for (const item of items) most = Math.max(most, of(item));
  return most;
}

/** The smallest of what `of` gives for the items, or `most` where that is smaller, or there are none. */
export function leastOf<T>(items: Iterable<T>, of: (item: T) => number, most = Infinity): number {
  let least = most;
  for (const item of items) least = Math.min(least, of(item));
  return least;
}
