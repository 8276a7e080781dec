// Reading files in S3 as files: folder by folder, range by range, verified.
import type { Answer } from '../refusal.ts';
import type { S3Place } from '../s3Place.ts';

/** The algorithms of S3's checksums of whole objects. */
export type ChecksumAlgorithm = 'CRC64NVME' | 'CRC32' | 'CRC32C' | 'SHA1' | 'SHA256';

/** What S3 says of an object. Times are milliseconds since 1970 UTC. */
export interface FileFacts {
  readonly bytes: number;
  readonly modifiedAt?: number;
  /** The entity tag, which differs for other content; absent from stores that give none. */
  readonly version?: string;
  /** The MD5 of the content in hex, if the entity tag is one: not of uploads in parts, nor under a KMS key. */
  readonly md5?: string;
  /** S3's checksum of the whole object, in Base64. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

/** A file or a folder of a listing. */
export interface FolderEntry {
  /** The whole key; that of a folder ends with a slash. */
  readonly key: string;
  readonly isFolder: boolean;
  /** Bytes; 0 for a folder. */
  readonly bytes: number;
  readonly modifiedAt?: number;
}

/** A page of a folder, in the order of the keys. */
export interface FolderPage {
  readonly entries: readonly FolderEntry[];
  /** The key or prefix that the next page begins after; absent on the last page. */
  readonly next?: string;
}

/** A file below a folder, as a listing says. */
export interface ListedFile {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt?: number;
  readonly version?: string;
}

/** The whole of an object, or a range of it. */
export interface FileContent {
  readonly bytes: Uint8Array;
  /** Of the whole object. */
  readonly facts: FileFacts;
}

/** Which part of an object is read, in bytes. `version`: the object is refused as `PreconditionFailed` if it has another. */
export interface FileRange {
  readonly from: number;
  readonly length: number;
  readonly version?: string;
}

/** Where files are read. */
export interface FilePlace extends S3Place {
  readonly region: string;
}

/** Compares content with what S3 says of it. */
export interface Verifier {
  /** Takes the next bytes. Of a verifier in a thread, they must not be used afterwards. */
  update(bytes: Uint8Array): void | Promise<void>;
  /** Whether everything that was given is the content of the object. */
  matches(): Promise<boolean>;
  /** Ends a verifier, whether or not it was asked. */
  dispose(): void;
}

/**
 * Reads files in S3. They may hold protected health information: neither content nor keys are ever logged. Besides the
 * refusals of S3, an object that was deleted and has older versions is refused as `DeleteMarker`, and a bucket of
 * another region as `PermanentRedirect`, with the region as the message if S3 says it.
 */
export interface FilesPort {
  /** Returns a page of up to `limit` (at most 1,000) entries of a folder, whose key is empty or ends with a slash. */
  folder(
    folder: FilePlace,
    options: { readonly after?: string; readonly limit?: number },
    signal?: AbortSignal,
  ): Promise<Answer<FolderPage>>;
  /** Returns a page of up to 1,000 files below a prefix, in folders below it too, in the order of their keys. */
  filesBelow(
    prefix: FilePlace,
    next: string | undefined,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly files: readonly ListedFile[]; readonly next?: string }>>;
  /** What S3 says of an object, checksum included. */
  facts(place: FilePlace, signal?: AbortSignal): Promise<Answer<FileFacts>>;
  /** Reads a whole object (up to 32 MiB; a larger one is refused as `AnswerTooLarge`), or a range. */
  read(place: FilePlace, range: FileRange | undefined, signal?: AbortSignal): Promise<Answer<FileContent>>;
  /**
   * Resolves with what verifies the content of an object; undefined if S3 says nothing of it but its size. `inThread`:
   * beside the caller's other work.
   */
  verifier(facts: FileFacts, inThread?: boolean): Promise<Verifier | undefined>;
}
