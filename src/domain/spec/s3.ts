// Parses the ways to write a place in S3: a URI, an ARN, one of S3's web addresses, or its page in the console.
import { parseArn } from './arn.ts';

/** A bucket and a key, however they were written. */
export interface S3Place {
  readonly bucket: string;
  /** Without the slash after the bucket; may be empty. */
  readonly key: string;
}

const schemes = /^(s3[an]?|https?):\/+/i;

/** The suffixes of S3's hosts: AWS, China, the European Sovereign Cloud, and the partitions that are not public. */
const suffixes = ['.amazonaws.com', '.amazonaws.com.cn', '.amazonaws.eu', '.c2s.ic.gov', '.sc2s.sgov.gov'];

/** The S3 label in a host: plain, with a region (`s3-us-west-2`), or a variant. */
const serviceLabel = /^s3(-[a-z0-9-]+)?$/;

/** The labels between the S3 label and the suffix. */
const middleLabel = /^(dualstack|[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2})$/;

/** Labels that look like S3's but belong to an access point, which does not reveal its bucket. */
const accessPointLabel = /^s3-(accesspoint|object-lambda|outposts)/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a literal percent sign
  }
}

function cut(text: string, at: string): readonly [before: string, after: string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)];
}

/** Returns the bucket before S3's labels, '' if the host is S3 itself, undefined if it is another host. */
function bucketOfHost(host: string): string | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const suffix = suffixes.find(each => name.endsWith(each));
  if (suffix === undefined) return undefined;
  const labels = name.slice(0, -suffix.length).split('.');
  while (labels.length > 1 && middleLabel.test(labels.at(-1) ?? '')) labels.pop();
  const label = labels.pop() ?? '';
  // Return the bucket as written; another check reports its capital letters.
  return serviceLabel.test(label) && !accessPointLabel.test(label) ? host.slice(0, labels.join('.').length) : undefined;
}

/** Parses the console page of a bucket, a folder or an object. */
function consolePlace(host: string, path: string, query: string): S3Place | undefined {
  if (!/(^|\.)console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/i.test(host)) return undefined;
  const [service, page, bucket] = path.split('/');
  if (service !== 's3' || (page !== 'buckets' && page !== 'object') || bucket === undefined || bucket === '')
    return undefined;
  return { bucket: decoded(bucket), key: new URLSearchParams(query).get('prefix') ?? '' };
}

function webPlace(address: string): S3Place | undefined {
  const [host, rest] = cut(cut(address, '#')[0], '/');
  const [path, query] = cut(rest, '?');
  const front = bucketOfHost(host);
  if (front === undefined) return consolePlace(host, path, query);
  if (front !== '') return { bucket: front, key: decoded(path) };
  const [bucket, key] = cut(path, '/');
  return bucket === '' ? undefined : { bucket, key: decoded(key) };
}

function arnPlace(text: string): S3Place | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 's3' || arn.region !== '' || arn.account !== '') return undefined;
  const [bucket, key] = cut(arn.resource, '/');
  return bucket === '' ? undefined : { bucket, key };
}

/** Returns the place in an S3 URI, ARN or web address, with or without a scheme; undefined for anything else. */
export function readS3Place(text: string): S3Place | undefined {
  const [prefix = '', scheme] = schemes.exec(text) ?? [];
  const rest = text.slice(prefix.length);
  if (scheme?.toLowerCase().startsWith('http') === true) return webPlace(rest);
  if (scheme === undefined)
    return arnPlace(text) ?? (bucketOfHost(cut(text, '/')[0]) === undefined ? undefined : webPlace(text));
  const [bucket, key] = cut(rest, '/');
  if (bucketOfHost(bucket) !== undefined) return webPlace(rest);
  return bucket === '' ? undefined : { bucket, key };
}

/** Whether a text is any kind of URL or an ARN, so neither a bucket name nor a key. */
export function isAddress(text: string): boolean {
  return /^([a-z][a-z0-9+.-]{0,20}:\/\/|s3[an]?:\/|arn:)/i.test(text) || readS3Place(text) !== undefined;
}

/**
 * S3's naming rules for buckets, apart from the length. The rules for new buckets are newer than the first buckets, so
 * only names that were never possible (`always`), or that the services' own patterns reject too, are impossible.
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

/** Returns a bucket name in lower case: S3 has none with capital letters. */
export const asBucket = (name: string): string => name.toLowerCase();

/** Returns the rule that a bucket name breaks, as the end of a sentence, and whether it holds for all buckets. */
export function brokenBucketRule(bucket: string): { readonly rule: string; readonly always: boolean } | undefined {
  const found = bucketRules.find(({ broken }) => broken.test(bucket));
  return found === undefined ? undefined : { rule: found.rule, always: found.always === true };
}
