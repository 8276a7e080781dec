/**
 * What holds for output without a KMS key in the request: every new object in S3 is encrypted, by the bucket's default.
 * Source: Amazon S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets". Said in these words everywhere.
 */
export const noKmsKeyText = 'Without a KMS key, Amazon S3 encrypts the output with the bucket’s default encryption, which is SSE-S3 unless the bucket sets another.';
