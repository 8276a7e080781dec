/** A subscription; `dispose` ends it. */
export interface Subscription {
  dispose(): void;
}

/** Subscribes to an event, with the same signature as VS Code's events. */
export type Event<T> = (listener: (value: T) => void) => Subscription;

/** Fires an event; its owner keeps it private and exposes only `event`. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = listener => {
    // A new wrapper each time: the same function subscribed twice is two subscriptions.
    const entry = (value: T): void => {
      listener(value);
    };
    this.#listeners.add(entry);
    return {
      dispose: () => {
        this.#listeners.delete(entry);
      },
    };
  };

  /**
   * Calls every listener that was subscribed when the call was made, in order of subscription. An exception in a
   * listener affects neither the other listeners nor the caller; it is rethrown to the runtime, like one in a timer.
   */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (fault) {
        queueMicrotask(() => {
          throw fault;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
