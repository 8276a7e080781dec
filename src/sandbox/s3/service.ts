import type { ServiceHandler } from '../context.ts';
import { queryParameters } from '../http.ts';
import { createBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import type { S3Call, S3Operation } from './call.ts';
import { getBucketEncryption, getBucketPolicy, getBucketVersioning } from './configurations.ts';
import { s3Error } from './errors.ts';
import { listObjects, listObjectsV2 } from './list.ts';
import { abortUpload, completeUpload, createUpload, listParts, listUploads, uploadPart } from './multipart.ts';
import { deleteObject, getObject } from './objects.ts';
import { redirect, requirePermission } from './permissions.ts';
import { ownerOf } from './reserved.ts';
import { copyObject, copySource, putObject } from './write.ts';

interface Route {
  readonly method: string;
  readonly on: 'service' | 'bucket' | 'object';
  /** What the caller must be allowed to do; absent if the operation itself answers those who are not. */
  readonly action?: string;
  /** A query parameter that selects this operation instead of the plain one. */
  readonly marker?: string;
  /** A header that selects this operation. */
  readonly header?: string;
  /** Further query parameters that the operation accepts. */
  readonly parameters?: readonly string[];
  readonly operation: S3Operation;
}

const listParameters = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

/** Path-style S3, as far as jobs need it. The first row that matches is used. */
const routes: readonly Route[] = [
  {
    method: 'GET',
    on: 'service',
    action: 's3:ListAllMyBuckets',
    parameters: ['max-buckets'],
    operation: listBuckets,
  },
  { method: 'HEAD', on: 'bucket', operation: headBucket },
  { method: 'PUT', on: 'bucket', action: 's3:CreateBucket', operation: createBucket },
  {
    method: 'GET',
    on: 'bucket',
    action: 's3:GetBucketLocation',
    marker: 'location',
    operation: getBucketLocation,
  },
  ...(
    [
      ['encryption', 's3:GetEncryptionConfiguration', getBucketEncryption],
      ['versioning', 's3:GetBucketVersioning', getBucketVersioning],
      ['policy', 's3:GetBucketPolicy', getBucketPolicy],
    ] as const
  ).map(([marker, action, operation]) => ({ method: 'GET', on: 'bucket' as const, action, marker, operation })),
  {
    method: 'GET',
    on: 'bucket',
    action: 's3:ListBucket',
    marker: 'list-type',
    parameters: [...listParameters, 'continuation-token', 'start-after', 'fetch-owner'],
    operation: listObjectsV2,
  },
  {
    method: 'GET',
    on: 'bucket',
    action: 's3:ListBucketMultipartUploads',
    marker: 'uploads',
    parameters: ['prefix', 'key-marker', 'upload-id-marker', 'max-uploads', 'encoding-type'],
    operation: listUploads,
  },
  {
    method: 'GET',
    on: 'bucket',
    action: 's3:ListBucket',
    parameters: [...listParameters, 'marker'],
    operation: listObjects,
  },
  { method: 'HEAD', on: 'object', action: 's3:GetObject', operation: getObject },
  {
    method: 'GET',
    on: 'object',
    action: 's3:ListMultipartUploadParts',
    marker: 'uploadId',
    parameters: ['max-parts', 'part-number-marker'],
    operation: listParts,
  },
  { method: 'GET', on: 'object', action: 's3:GetObject', operation: getObject },
  { method: 'POST', on: 'object', action: 's3:PutObject', marker: 'uploads', operation: createUpload },
  { method: 'POST', on: 'object', action: 's3:PutObject', marker: 'uploadId', operation: completeUpload },
  { method: 'DELETE', on: 'object', action: 's3:AbortMultipartUpload', marker: 'uploadId', operation: abortUpload },
  { method: 'PUT', on: 'object', action: 's3:PutObject', header: copySource, operation: copyObject },
  {
    method: 'PUT',
    on: 'object',
    action: 's3:PutObject',
    marker: 'uploadId',
    parameters: ['partNumber'],
    operation: uploadPart,
  },
  { method: 'PUT', on: 'object', action: 's3:PutObject', operation: putObject },
  { method: 'DELETE', on: 'object', action: 's3:DeleteObject', operation: deleteObject },
];

/** SDKs add the operation's name in this parameter; it has no effect. */
const operationHint = 'x-id';

/**
 * The part of S3 that jobs read from and write to. Throws NotImplemented for everything else, rather than doing
 * half of what was requested.
 */
export const s3: ServiceHandler = (request, context) => {
  const [, bucket = '', ...segments] = request.path.split('/').map(decodeURIComponent);
  const key = segments.join('/');
  const query = queryParameters(request.queryString);
  const on = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const route = routes.find(
    row =>
      row.method === request.method &&
      row.on === on &&
      (row.marker === undefined || query.has(row.marker)) &&
      (row.header === undefined || request.headers[row.header] !== undefined),
  );
  const known = [operationHint, route?.marker, ...(route?.parameters ?? [])];
  if (route === undefined || ![...query.keys()].every(name => known.includes(name))) throw s3Error('NotImplemented');
  const call: S3Call = { request, context, bucket, key, query };
  const elsewhere = redirect(call);
  if (elsewhere !== undefined) return elsewhere;
  const owner = request.headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== ownerOf(bucket)) throw s3Error('AccessDenied');
  if (route.action !== undefined) requirePermission(call, route.action);
  return route.operation(call);
};
