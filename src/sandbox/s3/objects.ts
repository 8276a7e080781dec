import type { SandboxResponse } from '../http.ts';
import { deleteObject as removeObject, getObject as storedObject, type StoredObject } from '../store/objects.ts';
import { requireBucket, type S3Call, type S3Operation } from './call.ts';
import { readCondition } from './conditions.ts';
import { encryptionHeaders } from './configurations.ts';
import { s3Error } from './errors.ts';
import { metadataPrefix } from './metadata.ts';
import { requireReadable } from './permissions.ts';
import { contentOf } from './repeated.ts';

/** GetObject, whole or one range. HeadObject is the same: the server omits the body. */
export const getObject: S3Operation = call => {
  const object = requireObject(call);
  const { headers } = call.request;
  const { headers: described, ...answer } = answerFor(object, headers);
  return { ...answer, headers: { ...described, ...encryptionHeaders(call.bucket) } };
};

function answerFor(object: StoredObject, headers: S3Call['request']['headers']): SandboxResponse {
  switch (readCondition(headers, object)) {
    case 'failed':
      throw s3Error('PreconditionFailed');
    case 'notModified':
      return { status: 304, headers: headersOf(object), body: '' };
    case 'holds':
      return headers['range'] === undefined
        ? whole(object, headers['x-amz-checksum-mode'] === 'ENABLED')
        : partial(object, headers['range']);
  }
}

/** DeleteObject. That of an object that does not exist succeeds. */
export const deleteObject: S3Operation = call => {
  requireBucket(call);
  removeObject(call.context.database, call.bucket, call.key);
  return { status: 204, headers: {}, body: '' };
};

function requireObject(call: S3Call): StoredObject {
  requireBucket(call);
  const object = storedObject(call.context.database, call.bucket, call.key);
  if (object === undefined) throw s3Error('NoSuchKey', { Key: call.key });
  requireReadable(call, object);
  return object;
}

function whole(object: StoredObject, withChecksum = false): SandboxResponse {
  const { checksum } = object;
  const more =
    withChecksum && checksum !== undefined
      ? { [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value, 'x-amz-checksum-type': checksum.type }
      : {};
  return { status: 200, headers: { ...headersOf(object), ...more }, body: contentOf(object, 0, object.size) };
}

/** One range as in RFC 9110; for anything else, the whole object is returned, as in S3. */
function partial(object: StoredObject, range: string): SandboxResponse {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  const [, first = '', last = ''] = parts ?? [];
  if (parts === null || (first === '' && last === '')) return whole(object);
  const begin = first === '' ? Math.max(0, object.size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? object.size - 1 : Math.min(Number(last), object.size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return whole(object);
  if (begin >= object.size)
    throw s3Error('InvalidRange', { RangeRequested: range, ActualObjectSize: String(object.size) });
  return {
    status: 206,
    headers: { ...headersOf(object), 'content-range': `bytes ${begin}-${end}/${object.size}` },
    body: contentOf(object, begin, end + 1),
  };
}

function headersOf({ etag, contentType, lastModified, metadata, storageClass }: StoredObject): Record<string, string> {
  return {
    'accept-ranges': 'bytes',
    'content-type': contentType,
    etag: `"${etag}"`,
    'last-modified': new Date(lastModified).toUTCString(),
    // As in S3, the usual class is not named.
    ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [metadataPrefix + name, value])),
  };
}
