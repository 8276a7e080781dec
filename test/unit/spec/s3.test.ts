// The ways to write an S3 location, and texts that are none.
import assert from 'node:assert/strict';
import { isAddress, readS3Place } from '../../../src/domain/spec/s3.ts';

const places: readonly (readonly [text: string, bucket: string, key: string])[] = [
  ['s3://in-bucket', 'in-bucket', ''],
  ['s3://in-bucket/', 'in-bucket', ''],
  ['s3://in-bucket/a/b.txt', 'in-bucket', 'a/b.txt'],
  ['S3A://in-bucket/a', 'in-bucket', 'a'],
  ['s3:/in-bucket/a', 'in-bucket', 'a'],
  ['s3:///in-bucket/a', 'in-bucket', 'a'],
  ['arn:aws:s3:::in-bucket', 'in-bucket', ''],
  ['arn:aws-us-gov:s3:::in-bucket/a/*', 'in-bucket', 'a/*'],
  ['arn:aws-cn:s3:::in.bucket/a', 'in.bucket', 'a'],
  ['in-bucket.s3.amazonaws.com', 'in-bucket', ''],
  ['in-bucket.s3.us-east-1.amazonaws.com/a/', 'in-bucket', 'a/'],
  ['in-bucket.s3-us-west-2.amazonaws.com', 'in-bucket', ''],
  ['https://in.dotted.bucket.s3.eu-west-1.amazonaws.com/a', 'in.dotted.bucket', 'a'],
  ['HTTPS://in-bucket.S3.amazonaws.com/A', 'in-bucket', 'A'],
  ['https://in-bucket.s3.amazonaws.com:443/a', 'in-bucket', 'a'],
  ['https://in-bucket.s3.dualstack.us-east-1.amazonaws.com/a', 'in-bucket', 'a'],
  ['https://in-bucket.s3-fips.dualstack.us-gov-west-1.amazonaws.com/a', 'in-bucket', 'a'],
  ['https://in-bucket.s3-accelerate.amazonaws.com/a', 'in-bucket', 'a'],
  ['https://in-bucket.s3-accelerate.dualstack.amazonaws.com/a', 'in-bucket', 'a'],
  ['http://in-bucket.s3-website-us-east-1.amazonaws.com/', 'in-bucket', ''],
  ['http://in-bucket.s3-website.eu-central-1.amazonaws.com', 'in-bucket', ''],
  ['https://in-bucket.s3.cn-north-1.amazonaws.com.cn/a', 'in-bucket', 'a'],
  ['https://in-bucket.s3.eusc-de-east-1.amazonaws.eu/a', 'in-bucket', 'a'],
  ['https://s3.amazonaws.com/in-bucket/a', 'in-bucket', 'a'],
  ['https://s3.us-east-1.amazonaws.com/in-bucket', 'in-bucket', ''],
  ['https://s3.dualstack.us-east-1.amazonaws.com/in-bucket/a/', 'in-bucket', 'a/'],
  ['s3.amazonaws.com/in-bucket/a', 'in-bucket', 'a'],
  ['https://in-bucket.s3.amazonaws.com/a%20b/%C3%A9.txt?X-Amz-Signature=0#top', 'in-bucket', 'a b/é.txt'],
  ['https://in-bucket.s3.amazonaws.com/100%', 'in-bucket', '100%'],
  ['s3://in-bucket.s3.us-east-1.amazonaws.com/a/', 'in-bucket', 'a/'],
  [
    'https://s3.console.aws.amazon.com/s3/buckets/in-bucket?region=us-east-1&prefix=a/b/&showversions=false',
    'in-bucket',
    'a/b/',
  ],
  ['https://us-east-1.console.aws.amazon.com/s3/object/in-bucket?prefix=a%2Fb.txt', 'in-bucket', 'a/b.txt'],
  ['https://us-east-1.console.aws.amazon.com/s3/buckets/in-bucket', 'in-bucket', ''],
];

/** URIs that name no bucket. */
const elsewhere: readonly string[] = [
  's3://',
  's3:///',
  'https://example.org/in-bucket/a',
  'https://s3.amazonaws.com/',
  'https://amazonaws.com.example.org/in-bucket',
  'https://in-bucket.s3.amazonaws.com.example.org/a',
  'arn:aws:s3:us-east-1:123456789012:accesspoint/notes',
  'arn:aws:iam::123456789012:role/Data',
  'arn:aws:s3:::',
  'https://notes-123456789012.s3-accesspoint.us-east-1.amazonaws.com/a',
  'https://x.s3-object-lambda.us-east-1.amazonaws.com',
  'https://sts.us-east-1.amazonaws.com/in-bucket',
  'https://console.aws.amazon.com/iam/home',
  'hdfs://cluster/notes/',
  'file:///C:/notes',
];

/** Valid names and keys. */
const plain: readonly string[] = [
  '',
  'in-bucket',
  'notes/',
  'notes/2026:11/',
  'a/b.s3.amazonaws.com/c',
  's3/notes/',
  'arn/notes',
  'https/notes',
  'C:\\notes',
  'notes.amazonaws.com-export/',
  's3',
];

describe('S3 locations', () => {
  for (const [text, bucket, key] of places)
    it(`are read from ${text}`, () => {
      assert.deepEqual(readS3Place(text), { bucket, key });
      assert.ok(isAddress(text));
    });
  it('have no bucket if none is named', () => {
    for (const text of elsewhere) assert.equal(readS3Place(text), undefined, text);
    assert.deepEqual(
      elsewhere.filter(text => /^(https?|s3|arn):\/*\w/.test(text) && !isAddress(text)),
      [],
    );
  });
  it('are not confused with names or keys', () => {
    for (const text of plain) assert.deepEqual([readS3Place(text), isAddress(text)], [undefined, false], text);
  });
});
