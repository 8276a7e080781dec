/** A note that shows one unusual case. */
export interface ExampleNote {
  /** The name of its file. */
  readonly name: string;
  readonly body: string | Buffer;
  /** Not among the files of `examples/notes`: it is large, is no text, or has a name that not every file system takes. */
  readonly isOnlySeeded?: true;
}
