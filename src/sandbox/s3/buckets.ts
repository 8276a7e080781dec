import { accountId } from '../account.ts';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import { createBucket as storeBucket, listBuckets as storedBuckets } from '../store/objects.ts';
import { requireBucket, xmlns, type S3Operation } from './call.ts';
import { s3Error } from './errors.ts';
import { foreignBuckets, isDeniedBucket } from './reserved.ts';

/** ListBuckets: all buckets of the account on one page. */
export const listBuckets: S3Operation = ({ context: { database } }) =>
  xmlResponse(
    element(
      'ListAllMyBucketsResult',
      elements(
        element('Owner', elements(element('ID', accountId), element('DisplayName', 'sandbox'))),
        element(
          'Buckets',
          elements(
            ...storedBuckets(database)
              .filter(({ name }) => !foreignBuckets.includes(name))
              .map(({ name, createdAt }) =>
                element(
                  'Bucket',
                  elements(element('Name', name), element('CreationDate', new Date(createdAt).toISOString())),
                ),
              ),
          ),
        ),
      ),
      xmlns,
    ),
  );

/** CreateBucket. The requested location is ignored: buckets have no region here. */
export const createBucket: S3Operation = ({ context: { database, now }, bucket }) => {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw s3Error('InvalidBucketName', { BucketName: bucket });
  if (foreignBuckets.includes(bucket)) throw s3Error('BucketAlreadyExists', { BucketName: bucket });
  if (!storeBucket(database, bucket, now)) throw s3Error('BucketAlreadyOwnedByYou', { BucketName: bucket });
  return { status: 200, headers: { location: `/${bucket}` }, body: '' };
};

/** HeadBucket: the region is told whether or not access is allowed. */
export const headBucket: S3Operation = call => {
  if (!isDeniedBucket(call.bucket)) requireBucket(call);
  return {
    status: isDeniedBucket(call.bucket) ? 403 : 200,
    headers: { 'x-amz-bucket-region': call.context.region },
    body: '',
  };
};

/** GetBucketLocation: the bucket is in whatever region the request is signed for. An empty response means us-east-1. */
export const getBucketLocation: S3Operation = call => {
  requireBucket(call);
  const { region } = call.context;
  return xmlResponse(element('LocationConstraint', region === 'us-east-1' ? '' : region, xmlns));
};
