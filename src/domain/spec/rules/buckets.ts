// Rules about buckets: Comprehend Medical takes a bare bucket name, Entity Resolution a full s3:// URI; people mix them
// up.
import { insertAfter, replaceValue } from '../edits.ts';
import { nodeAt } from '../nodes.ts';
import type { Fix, Path, Message } from '../problem.ts';
import { type S3Place, asBucket, brokenBucketRule, isAddress, readS3Place } from '../s3.ts';
import { configs, outputPath } from './places.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

/** Returns the place if a full one was written into S3Bucket: in one of S3's notations, or as bucket/key. */
function wholePlace(value: string): S3Place | undefined {
  if (isAddress(value) || value.includes('://')) return readS3Place(value);
  const slash = value.indexOf('/');
  return slash > 0 ? { bucket: value.slice(0, slash), key: value.slice(slash + 1) } : undefined;
}

/** Returns fixes that move bucket and key to their own members; with a key in both, the user chooses. */
function splits(input: RuleInput, config: string, { bucket: written, key }: S3Place): Fix[] {
  const bucket = asBucket(written);
  const bucketPath = ['request', config, 'S3Bucket'];
  const keyPath = ['request', config, 'S3Key'];
  const bucketNode = nodeAt(input.root, bucketPath);
  const keyNode = nodeAt(input.root, keyPath);
  if (bucketNode?.parent === undefined) return [];
  const edit = replaceValue(bucketNode, bucket);
  const alone: Fix = {
    title: keyNode === undefined ? `Change to the bucket ${bucket}` : `Change to the bucket ${bucket}, keep S3Key`,
    edits: [edit],
  };
  if (key === '') return [alone];
  const title = `Split into the bucket ${bucket} and the key ${key}`;
  if (keyNode === undefined) {
    const insertion = insertAfter(input.text, bucketNode.parent, 'S3Key', key);
    return [{ title, edits: [edit, insertion] }];
  }
  const split: Fix = { title, edits: [edit, replaceValue(keyNode, key)] };
  return textAt(input, keyPath) === '' ? [split] : [alone, split];
}

/** The ARN or the host of an access point. */
const accessPoint = /^arn:[^:]*:s3[a-z-]*:[^:]*:[^:]*:(outpost\/[^/]*\/)?accesspoint[/:]|\.s3-accesspoint[.-]/;

const notBareBucket: Rule = input =>
  input.kind?.service !== 'comprehendmedical'
    ? []
    : configs.flatMap(config => {
        const path = ['request', config, 'S3Bucket'];
        const value = textAt(input, path);
        if (value === undefined) return [];
        const place = wholePlace(value);
        if (place === undefined && !isAddress(value) && !accessPoint.test(value) && !/^(https?|s3):|\//i.test(value))
          return [];
        const told: Message = accessPoint.test(value)
          ? {
              what: 'This is an access point, which does not tell its bucket.',
              next: "Write the bucket's name in S3Bucket.",
            }
          : {
              next: 'Write only the name of the bucket in S3Bucket: no URL, no ARN and no slash. The folder goes in S3Key.',
            };
        return [report(input, 'AJ030', path, told, place === undefined ? [] : splits(input, config, place))];
      });

/** Returns the bucket names in a request, with the path of the string that contains each. */
function buckets(input: RuleInput): { readonly path: Path; readonly value: string; readonly bucket: string }[] {
  const paths: readonly Path[] =
    input.kind?.service === 'comprehendmedical' ? configs.map(config => ['request', config, 'S3Bucket']) : [outputPath];
  return paths.flatMap(path => {
    const value = textAt(input, path);
    if (value === undefined) return [];
    const bucket = path === outputPath ? /^s3:\/\/([^/]+)/.exec(value)?.[1] : value;
    return bucket === undefined || !/^[\w.-]{3,63}$/.test(bucket) ? [] : [{ path, value, bucket }];
  });
}

/** Matches what Entity Resolution's pattern rejects of the names that S3 once allowed. */
const refusedInAddress = /_|^[.-]|[.-]$/;

const bucketName: Rule = input =>
  buckets(input).flatMap(({ path, value, bucket }) => {
    const broken = brokenBucketRule(bucket);
    if (broken === undefined) return [];
    if (!broken.always && !(path === outputPath && refusedInAddress.test(bucket))) {
      return [
        report(
          input,
          'AJ032',
          path,
          `Only a very old bucket can have this name: today a bucket's name ${broken.rule}.`,
        ),
      ];
    }
    const fixes = /[A-Z]/.test(bucket)
      ? replaceText(input, path, value.replace(bucket, asBucket(bucket)), 'Change the bucket to lower case')
      : [];
    return [
      report(
        input,
        'AJ031',
        path,
        {
          what: `No bucket can have this name: a bucket's name ${broken.rule}.`,
          next: 'Copy the name from the S3 console.',
        },
        fixes,
      ),
    ];
  });

const notAnAddress: Rule = input => {
  const value = input.kind?.service === 'entityresolution' ? textAt(input, outputPath) : undefined;
  if (value === undefined || value === '' || value.trim() !== value) return [];
  const named = readS3Place(value);
  // A URI with the bucket's web address in place of the bucket is not a URI of the bucket either.
  const inPlace = /^s3:\/\/([^/]*)/.exec(value)?.[1] ?? '';
  if (value.startsWith('s3://') && (inPlace === '' || (named?.bucket ?? inPlace) === inPlace)) return [];
  const bare = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(value);
  const place = named ?? (bare?.[1] === undefined ? undefined : { bucket: bare[1], key: bare[2] ?? '' });
  const address = place === undefined ? undefined : `s3://${asBucket(place.bucket)}/${place.key}`;
  const fixes = address === undefined ? [] : replaceText(input, outputPath, address, `Change to ${address}`);
  return [
    report(
      input,
      'AJ033',
      outputPath,
      { next: 'Write the output as an S3 URI: s3://, the bucket, a slash and the folder.' },
      fixes,
    ),
  ];
};

export const bucketRules: readonly Rule[] = [notBareBucket, bucketName, notAnAddress];
