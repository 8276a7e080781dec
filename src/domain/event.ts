/** Takes a subscription back. */
export interface Subscription {
  dispose(): void;
}

/** Subscribes to an announcement, in the shape of the editor's own events. */
export type Event<T> = (listener: (value: T) => void) => Subscription;

/** Announces values to whoever listens; kept private by its owner, who shows only `event`. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = listener => {
    // A wrapper each time: the same function subscribed twice is two subscriptions.
    const entry = (value: T): void => { listener(value); };
    this.#listeners.add(entry);
    return { dispose: () => { this.#listeners.delete(entry); } };
  };

  /**
   * Calls every listener that was there when the call was made, in the order in which they came. One that throws troubles neither
   * the others nor whoever announces; its fault goes to the runtime, as one of a timer would.
   */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (fault) {
        queueMicrotask(() => { throw fault; });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
