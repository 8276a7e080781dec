/**
 * The text for output without a KMS key in the request: S3 encrypts every new object, with the bucket's default.
 * Source: Amazon S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets". The same text
 * is used everywhere.
 */
export const noKmsKeyText =
  'Without a KMS key, Amazon S3 encrypts the output with the bucket’s default encryption, which is SSE-S3 unless the bucket sets another.';
