// What sending files of this computer to S3 needs. The content of a file is never logged or kept; its name is shown only
// when somebody asks for it.
import type { Answer } from '../refusal.ts';
import type { S3Place } from '../s3Place.ts';

/** Why a file was not even read: a link, something that is no file, or what the system does not let us read. */
export type EntryProblem = 'link' | 'special' | 'unreadable';

/** What was found in a folder. `path`: below the root, with slashes. */
export interface LocalEntry {
  readonly path: string;
  readonly problem?: EntryProblem;
}

/** A file as it was read through. */
export interface Contents {
  readonly bytes: number;
  /** The entity tag that S3 gives these bytes, sent in parts of `partBytesFor` if they are more than one part. */
  readonly etag: string;
  /** Whether it is UTF-8 text. If it is not, the file was not read to its end. */
  readonly isText: boolean;
}

/** A small file, to be sent in one piece. `sha256`: in Base64. */
export interface Body extends Pick<Contents, 'etag'> {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Reads the files below one folder of this computer. Whatever cannot be read is undefined. */
export interface LocalFiles {
  /** The name of the folder. */
  readonly name: string;
  /** Lists all files, in no order; folders for which `isLeftOut` is true are not entered, nor are links followed. */
  walk(isLeftOut: (path: string) => boolean): AsyncIterable<LocalEntry>;
  examine(path: string): Promise<Contents | undefined>;
  read(path: string): Promise<Body | undefined>;
  /** The SHA-256 that S3 has of these bytes: of all, or of the checksums of the parts. */
  sha256(path: string): Promise<string | undefined>;
  /**
   * Reads a large file in parts. Before the last part, it throws an error named `FileChanged` if the bytes are not those
   * with this entity tag; and at once, if the signal is aborted.
   */
  parts(path: string, expected: Pick<Contents, 'bytes' | 'etag'>, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** An object of S3, as far as it is compared. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** Without quotes; absent from stores that give none. */
  readonly etag?: string;
}

/** Where objects are written. `owner`: the account that the bucket must still belong to; absent for that of another account. */
export interface UploadPlace extends S3Place {
  readonly owner?: string;
}

/** What must hold at the key: nothing is there, or still the object with this entity tag. */
export type WriteCondition = { readonly isNew: true } | { readonly etag: string };

/** An upload in parts that was neither completed nor aborted. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt?: number;
  /** The ARN of who began it. */
  readonly by?: string;
}

/** Writes objects to S3. Never overwrites an object other than the one that the condition names. */
export interface UploadPort {
  /** Whether a bucket that the caller may use belongs to an account. */
  isOwnedBy(region: string, bucket: string, account: string, signal?: AbortSignal): Promise<Answer<boolean>>;
  /** A page of up to 1,000 objects whose keys begin with the place's key. */
  list(
    region: string,
    place: UploadPlace,
    next?: string,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly objects: readonly StoredObject[]; readonly next?: string }>>;
  /** The size, entity tag and SHA-256 of one object. */
  head(
    region: string,
    place: UploadPlace,
    signal?: AbortSignal,
  ): Promise<Answer<Omit<StoredObject, 'key'> & { readonly sha256?: string }>>;
  put(
    region: string,
    place: UploadPlace,
    body: Body,
    condition: WriteCondition,
    signal?: AbortSignal,
  ): Promise<Answer<true>>;
  /**
   * Sends a large file in parts; calls `onPart` with the bytes that have arrived so far. If it fails or is canceled, the
   * upload is aborted, so that S3 keeps no parts.
   */
  putParts(
    region: string,
    place: UploadPlace,
    parts: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
    bytes: number,
    condition: WriteCondition,
    onPart: (sent: number) => void,
    signal?: AbortSignal,
  ): Promise<Answer<true>>;
  /** The unfinished uploads whose keys begin with the place's key; only the first thousand. */
  unfinished(region: string, place: UploadPlace, signal?: AbortSignal): Promise<Answer<readonly UnfinishedUpload[]>>;
  abort(region: string, bucket: string, upload: UnfinishedUpload, signal?: AbortSignal): Promise<Answer<true>>;
}

const mebibyte = 1024 * 1024;
/** The size of parts of the AWS CLI, so that its entity tags are comparable. */
const usualPartBytes = 8 * mebibyte;
/** Source: "Amazon S3 multipart upload limits". */
const maxParts = 10_000;

/** The size of the parts that a file of this size is sent in; one that is not larger is sent in one piece. */
export function partBytesFor(bytes: number): number {
  return Math.max(usualPartBytes, Math.ceil(bytes / maxParts / mebibyte) * mebibyte);
}
