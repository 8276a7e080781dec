import type { Refusal, RefusalKind } from './refusal.ts';

/** What renewed credentials or a corrected profile may mend. */
const mendable: ReadonlySet<RefusalKind> = new Set(['credentials', 'signedOut', 'expired', 'setup', 'wrongAccount']);

export interface RenewalOptions {
  /** Why the connection does not work; undefined while it does, or while it is being opened. */
  readonly broken: () => Refusal | undefined;
  /** Watches the files that profiles are read from, until it is disposed of. */
  readonly watchFiles: (onChange: () => void) => Promise<{ dispose(): void }>;
  readonly retry: () => void;
}

/**
 * Brings a connection back when the files that its profile reads have changed, such as by a sign-in in another terminal.
 * Files are watched only while the connection is broken, so that what the SDK itself writes while connecting is not
 * taken for a change.
 */
export class Renewal {
  readonly #options: RenewalOptions;
  #watch: Promise<{ dispose(): void }> | undefined;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** Called when the connection, or what the watch was last told, has changed. */
  update(): void {
    const broken = this.#options.broken();
    // Who declined to give a code is not asked again by a change of the files.
    if (broken === undefined || !mendable.has(broken.kind) || broken.name === 'MfaDeclined') this.#end();
    else
      this.#watch ??= this.#options.watchFiles(() => {
        this.#end();
        this.#options.retry();
      });
  }

  dispose(): void {
    this.#end();
  }

  #end(): void {
    const watch = this.#watch;
    this.#watch = undefined;
    void watch?.then(
      files => {
        files.dispose();
      },
      () => undefined,
    );
  }
}
