import type { Answer } from '../refusal.ts';
import type { S3Place } from '../s3Place.ts';

/** An object of a list. Times are milliseconds since 1970 UTC. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt?: number;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  readonly next?: string;
}

/** A part of an object. */
export interface ObjectPart {
  readonly bytes: Uint8Array;
  /** The size of the whole object, in bytes. */
  readonly size: number;
  /** The entity tag, which differs for other content; absent from stores that give none. */
  readonly version?: string;
}

/** Which part of an object is read, in bytes. `version`: the object is refused as `PreconditionFailed` if it has another. */
export interface PartRequest {
  readonly from: number;
  readonly length: number;
  readonly version?: string;
}

/**
 * Reads and copies the files of jobs in S3. What is read holds protected health information: it stays in memory, and
 * neither it nor a key is ever logged.
 */
export interface ResultsPort {
  /** Reads a whole object. An object over the limit on answers (32 MiB) is refused as `AnswerTooLarge`. */
  read(region: string, place: S3Place, signal?: AbortSignal): Promise<Answer<Uint8Array>>;
  /**
   * Reads a part of an object, which is shorter where the object ends. A part that begins at or after its end is refused
   * as `InvalidRange`; one that did not come whole, like a lost connection.
   */
  readPart(region: string, place: S3Place, part: PartRequest, signal?: AbortSignal): Promise<Answer<ObjectPart>>;
  /** Returns a page of up to 1,000 objects whose keys begin with the place's key, in the order of the keys. */
  list(region: string, place: S3Place, next?: string, signal?: AbortSignal): Promise<Answer<ObjectPage>>;
  /** Copies an object within S3. */
  copy(region: string, from: S3Place, to: S3Place, signal?: AbortSignal): Promise<Answer<true>>;
}
