import { createHash } from 'node:crypto';
import type { SandboxResponse } from '../http.ts';
import { getObject as storedObject, putObject as storeObject, type StoredObject } from '../store/objects.ts';
import { requireBucket, type S3Call, type S3Operation } from './call.ts';
import { s3Error } from './errors.ts';

const metadataPrefix = 'x-amz-meta-';
const maximumKeyBytes = 1024;

/** Headers that change the meaning of a PUT; ignoring them would do harm. */
const unsupportedPutHeaders = ['x-amz-copy-source', 'if-match', 'if-none-match', 'x-amz-write-offset-bytes'];

/** GetObject, whole or one range. HeadObject is the same: the server omits the body. */
export const getObject: S3Operation = call => {
  const object = requireObject(call);
  const range = call.request.headers['range'];
  return range === undefined ? whole(object) : partial(object, range);
};

/** PutObject. The body is already without its framing; checksums other than Content-MD5 are ignored. */
export const putObject: S3Operation = call => {
  requireBucket(call);
  const {
    request: { headers, body },
    context: { database, now },
    bucket,
    key,
  } = call;
  if (unsupportedPutHeaders.some(name => headers[name] !== undefined)) throw s3Error('NotImplemented');
  if (Buffer.byteLength(key) > maximumKeyBytes) throw s3Error('KeyTooLongError');
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw s3Error('BadDigest');
  const metadata = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(metadataPrefix) && value !== undefined ? [[name.slice(metadataPrefix.length), value]] : [],
    ),
  );
  const contentType = headers['content-type'];
  const etag = storeObject(
    database,
    { bucket, key, body, metadata, ...(contentType === undefined ? {} : { contentType }) },
    now,
  );
  return { status: 200, headers: { etag: `"${etag}"` }, body: '' };
};

function requireObject(call: S3Call): StoredObject {
  requireBucket(call);
  const object = storedObject(call.context.database, call.bucket, call.key);
  if (object === undefined) throw s3Error('NoSuchKey', { Key: call.key });
  return object;
}

function whole(object: StoredObject): SandboxResponse {
  return { status: 200, headers: headersOf(object), body: object.body };
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
    body: object.body.subarray(begin, end + 1),
  };
}

function headersOf({ etag, contentType, lastModified, metadata }: StoredObject): Record<string, string> {
  return {
    'accept-ranges': 'bytes',
    'content-type': contentType,
    etag: `"${etag}"`,
    'last-modified': new Date(lastModified).toUTCString(),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [metadataPrefix + name, value])),
  };
}
