/** Members that may be undefined as optional members, and the others as they are. */
export type Defined<T extends object> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Returns the members that are not undefined, so that an optional member is absent instead of set to undefined. */
export function defined<T extends object>(members: T): Defined<T> {
  // Rows and snapshots are made by the thousand: a loop takes a quarter of the time of a list of entries.
  const found: Record<string, unknown> = {};
  for (const name in members) if (members[name] !== undefined) found[name] = members[name];
  return found as Defined<T>;
}
