/** A bucket and what stands behind it, however it was written. */
export interface S3Place {
  readonly bucket: string;
  /** Without the slash that parts it from the bucket; may be empty. */
  readonly key: string;
}

/** The ways people write an S3 place; each captures the bucket and, behind a slash, the key. */
const notations: readonly RegExp[] = [
  /^s3[an]?:\/\/+([^/]+)(?:\/(.*))?$/is,
  /^arn:aws[a-z-]*:s3:::([^/]+)(?:\/(.*))?$/s,
  /^https?:\/\/([^/]+)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?(?:\/(.*))?$/s,
  /^https?:\/\/s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?\/([^/]+)(?:\/(.*))?$/s,
];

/** The place an `s3://` URI, an ARN or a web address of S3 names; undefined for anything else. */
export function readS3Place(text: string): S3Place | undefined {
  for (const notation of notations) {
    const [, bucket, key] = notation.exec(text) ?? [];
    if (bucket !== undefined) return { bucket, key: key ?? '' };
  }
  return undefined;
}

/**
 * S3's rules for the name of a bucket that go beyond its length. Those for new buckets came later than the first buckets: only
 * what never was possible, or what the services' own patterns refuse as well, is impossible.
 */
const bucketRules: readonly { readonly broken: RegExp; readonly rule: string; readonly always?: boolean }[] = [
  { broken: /[A-Z]/, rule: 'has no capital letters', always: true },
  { broken: /^\d{1,3}(\.\d{1,3}){3}$/, rule: 'is not an IP address', always: true },
  { broken: /_/, rule: 'has no underscores' },
  { broken: /^[.-]/, rule: 'starts with a letter or a digit' },
  { broken: /[.-]$/, rule: 'ends with a letter or a digit' },
  { broken: /\.\./, rule: 'has no two dots in a row' },
  { broken: /\.-|-\./, rule: 'has no dash beside a dot' },
];

/** The rule a bucket's name breaks, as the end of a sentence, and whether no bucket at all can break it. */
export function brokenBucketRule(bucket: string): { readonly rule: string; readonly always: boolean } | undefined {
  const found = bucketRules.find(({ broken }) => broken.test(bucket));
  return found === undefined ? undefined : { rule: found.rule, always: found.always === true };
}
