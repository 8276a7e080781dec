/**
 * Works on items in their order, `most` at once, until the work on one resolves with why it ends. Resolves with that,
 * when the work that had begun has ended.
 */
export async function inParallel<Item, End>(
  items: Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<End | undefined> | undefined,
): Promise<End | undefined> {
  let ended: End | undefined;
  const rest = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    while (ended === undefined) {
      const next = rest.next();
      if (next.done === true) return;
      const end = await work(next.value);
      if (end !== undefined) ended ??= end;
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  return ended;
}
