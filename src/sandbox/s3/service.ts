import type { ServiceHandler } from '../context.ts';
import { queryParameters } from '../http.ts';
import { createBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import type { S3Operation } from './call.ts';
import { s3Error } from './errors.ts';
import { listObjects, listObjectsV2 } from './list.ts';
import { getObject, putObject } from './objects.ts';

interface Route {
  readonly method: string;
  readonly on: 'service' | 'bucket' | 'object';
  /** A query parameter that selects this operation instead of the plain one. */
  readonly marker?: string;
  /** Further query parameters that the operation accepts. */
  readonly parameters?: readonly string[];
  readonly operation: S3Operation;
}

const listParameters = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

/** Path-style S3, as far as jobs need it. The first row that matches is used. */
const routes: readonly Route[] = [
  { method: 'GET', on: 'service', parameters: ['max-buckets'], operation: listBuckets },
  { method: 'HEAD', on: 'bucket', operation: headBucket },
  { method: 'PUT', on: 'bucket', operation: createBucket },
  { method: 'GET', on: 'bucket', marker: 'location', operation: getBucketLocation },
  {
    method: 'GET',
    on: 'bucket',
    marker: 'list-type',
    parameters: [...listParameters, 'continuation-token', 'start-after', 'fetch-owner'],
    operation: listObjectsV2,
  },
  { method: 'GET', on: 'bucket', parameters: [...listParameters, 'marker'], operation: listObjects },
  { method: 'HEAD', on: 'object', operation: getObject },
  { method: 'GET', on: 'object', operation: getObject },
  { method: 'PUT', on: 'object', operation: putObject },
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
    row => row.method === request.method && row.on === on && (row.marker === undefined || query.has(row.marker)),
  );
  const known = [operationHint, route?.marker, ...(route?.parameters ?? [])];
  if (route === undefined || ![...query.keys()].every(name => known.includes(name))) throw s3Error('NotImplemented');
  return route.operation({ request, context, bucket, key, query });
};
