import type { CallContext } from '../context.ts';
import type { SandboxRequest, SandboxResponse } from '../http.ts';
import { bucketExists } from '../store/objects.ts';
import { s3Error } from './errors.ts';

/** One S3 call: bucket and key decoded from the path, empty where the path has none. */
export interface S3Call {
  readonly request: SandboxRequest;
  readonly context: CallContext;
  readonly bucket: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}

/** One operation. Throws ServiceError. */
export type S3Operation = (call: S3Call) => SandboxResponse;

/** Throws NoSuchBucket unless the call's bucket exists. */
export function requireBucket({ context: { database }, bucket }: S3Call): void {
  if (!bucketExists(database, bucket)) throw s3Error('NoSuchBucket', { BucketName: bucket });
}

/** The namespace of S3's XML responses. */
export const xmlns = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
