// Apart from s3Place, because a window needs it before the first results are opened.
import type { S3Place } from './s3Place.ts';

/** Returns the URI of a place. */
export function s3Uri({ bucket, key }: S3Place): string {
  return `s3://${bucket}/${key}`;
}
