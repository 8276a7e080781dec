/** An object or a prefix in S3. */
export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

/** Returns the place that a URI names, or undefined if it is not an S3 URI with a bucket. */
export function s3PlaceOf(uri: string | undefined): S3Place | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/su.exec(uri ?? '') ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}
