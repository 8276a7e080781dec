import { nextToken, tokenPosition } from '../paging.ts';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import { objectsUnder, type ObjectSummary } from '../store/objects.ts';
import { requireBucket, xmlns, type S3Call, type S3Operation } from './call.ts';
import { s3Error } from './errors.ts';

const maximumKeys = 1000;

/** ListObjectsV2: prefix, delimiter, max-keys, start-after, continuation-token, encoding-type. */
export const listObjectsV2: S3Operation = call => {
  requireBucket(call);
  const { bucket, query } = call;
  const scope = JSON.stringify([bucket, query.get('prefix') ?? '', query.get('delimiter') ?? '']);
  const token = query.get('continuation-token');
  const [position] = token === undefined ? [] : (tokenPosition(scope, token) ?? []);
  if (token !== undefined && typeof position !== 'string')
    throw s3Error('InvalidArgument', { ArgumentName: 'continuation-token' });
  const page = listPage(call, typeof position === 'string' ? position : (query.get('start-after') ?? ''));
  const encode = encoderOf(call);
  return listing(call, page, [
    element('KeyCount', page.objects.length + page.commonPrefixes.length),
    token === undefined ? undefined : element('ContinuationToken', token),
    page.truncated ? element('NextContinuationToken', nextToken(scope, [page.last])) : undefined,
    query.has('start-after') ? element('StartAfter', encode(query.get('start-after') ?? '')) : undefined,
  ]);
};

/** ListObjects, the older form: a marker instead of tokens. */
export const listObjects: S3Operation = call => {
  requireBucket(call);
  const { query } = call;
  const page = listPage(call, query.get('marker') ?? '');
  const encode = encoderOf(call);
  return listing(call, page, [
    element('Marker', encode(query.get('marker') ?? '')),
    page.truncated && query.has('delimiter') ? element('NextMarker', encode(page.last)) : undefined,
  ]);
};

interface Page {
  readonly objects: readonly ObjectSummary[];
  readonly commonPrefixes: readonly string[];
  readonly truncated: boolean;
  /** The key or common prefix the page ends with. */
  readonly last: string;
}

function listPage(call: S3Call, after: string): Page {
  const {
    context: { database },
    bucket,
    query,
  } = call;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = maxKeysOf(call);
  const objects: ObjectSummary[] = [];
  const commonPrefixes: string[] = [];
  let last = after;
  for (const object of objectsUnder(database, bucket, prefix, after)) {
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const item = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    // The rest of a folder that was already returned, on this page or as the last item of the previous one.
    if (item === last && end >= 0) continue;
    if (objects.length + commonPrefixes.length >= limit) return { objects, commonPrefixes, truncated: limit > 0, last };
    if (end < 0) objects.push(object);
    else commonPrefixes.push(item);
    last = item;
  }
  return { objects, commonPrefixes, truncated: false, last };
}

function listing(call: S3Call, page: Page, paging: readonly (string | undefined)[]): ReturnType<S3Operation> {
  const { bucket, query } = call;
  const encode = encoderOf(call);
  return xmlResponse(
    element(
      'ListBucketResult',
      elements(
        element('Name', bucket),
        element('Prefix', encode(query.get('prefix') ?? '')),
        query.has('delimiter') ? element('Delimiter', encode(query.get('delimiter') ?? '')) : undefined,
        element('MaxKeys', maxKeysOf(call)),
        query.has('encoding-type') ? element('EncodingType', 'url') : undefined,
        element('IsTruncated', page.truncated),
        ...paging,
        ...page.objects.map(({ key, size, etag, lastModified, storageClass, checksum }) =>
          element(
            'Contents',
            elements(
              element('Key', encode(key)),
              element('LastModified', new Date(lastModified).toISOString()),
              element('ETag', `"${etag}"`),
              checksum && element('ChecksumAlgorithm', checksum.algorithm),
              checksum && element('ChecksumType', checksum.type),
              element('Size', size),
              element('StorageClass', storageClass),
            ),
          ),
        ),
        ...page.commonPrefixes.map(common => element('CommonPrefixes', elements(element('Prefix', encode(common))))),
      ),
      xmlns,
    ),
  );
}

function maxKeysOf({ query }: S3Call): number {
  const text = query.get('max-keys') ?? String(maximumKeys);
  if (!/^\d{1,9}$/.test(text)) throw s3Error('InvalidArgument', { ArgumentName: 'max-keys' });
  return Math.min(Number(text), maximumKeys);
}

/** Keys may contain characters that XML cannot; on request, a client gets them percent-encoded, except for slashes. */
function encoderOf({ query }: S3Call): (text: string) => string {
  const encoding = query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url') throw s3Error('InvalidArgument', { ArgumentName: 'encoding-type' });
  return encoding === undefined ? text => text : text => encodeURIComponent(text).replaceAll('%2F', '/');
}
