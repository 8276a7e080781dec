/** A file that is there. Times are milliseconds since 1970 UTC. */
export interface LocalFile {
  readonly isFile: boolean;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** A file that is written under another name until it is whole. */
export interface PartialFile {
  /** The bytes that an earlier download of the same content has written. */
  readonly length: number;
  /** Reads what is written, from its beginning. */
  readBack(take: (bytes: Uint8Array) => void | Promise<void>): Promise<void>;
  /** Adds bytes at the end. */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Gives the file its name and time. `mayReplace`: another file that has the name by now is replaced; otherwise fails
   * with the code EEXIST. Fails with EBUSY if something else has written to it.
   */
  finish(modifiedAt: number | undefined, mayReplace: boolean): Promise<void>;
  /** Leaves what is written for a later download of the same content. */
  keep(): Promise<void>;
  /** Deletes what is written. */
  abandon(): Promise<void>;
}

/** The folder that files are downloaded to. Paths are lists of names. Errors are those of the file system, with a `code`. */
export interface TargetFolder {
  stat(path: readonly string[]): Promise<LocalFile | undefined>;
  /** Reads a file piece by piece. */
  read(path: readonly string[], take: (bytes: Uint8Array) => void | Promise<void>): Promise<void>;
  /** Begins a file; fails with ELOOP if a folder on its path is a link. `content`: names its content; with the same name, it goes on where an earlier download ended. */
  begin(path: readonly string[], content: string | undefined): Promise<PartialFile>;
}

/** Returns the code of an error of the file system; undefined for any other. Its message has the path, which may name a patient. */
export function fileErrorOf(fault: unknown): string | undefined {
  const code: unknown = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
