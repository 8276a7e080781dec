// Keeps elements in step with a list. An item that is still there keeps its element, and so its focus, its scroll
// position and what is typed in it.

/** An element that shows an item, and shows another state of the same item. */
export interface Shown<T> {
  readonly element: Element;
  update(item: T): void;
}

/**
 * Returns a function that makes the children of `holder` show a list. Items with the same key are told apart by their
 * order.
 */
export function keyed<T>(
  holder: Element,
  keyOf: (item: T) => string,
  make: (item: T) => Shown<T>,
): (items: readonly T[]) => void {
  let shown = new Map<string, Shown<T>>();
  return items => {
    const before = shown;
    shown = new Map();
    const turns = new Map<string, number>();
    for (const item of items) {
      const key = keyOf(item);
      const turn = turns.get(key) ?? 0;
      turns.set(key, turn + 1);
      const name = `${turn} ${key}`;
      shown.set(name, before.get(name) ?? make(item));
    }
    for (const [name, { element }] of before) if (!shown.has(name)) element.remove();
    // Only what is not in its place is moved, because an element that is moved loses the focus.
    let place = holder.firstElementChild;
    for (const [index, each] of [...shown.values()].entries()) {
      if (each.element === place) place = place.nextElementSibling;
      else holder.insertBefore(each.element, place);
      const item = items[index];
      if (item !== undefined) each.update(item);
    }
  };
}
