import { createHash } from 'node:crypto';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import { bucketExists, getObject, putObject as storeObject, type StoredObject } from '../store/objects.ts';
import { requireBucket, xmlns, type S3Call, type S3Operation } from './call.ts';
import { readCondition, requireWriteCondition } from './conditions.ts';
import { s3Error } from './errors.ts';
import { metadataOf, storageClassOf } from './metadata.ts';
import { accessDenied, requireReadable } from './permissions.ts';
import { isDenied } from './reserved.ts';

const maximumKeyBytes = 1024;

/** The header that makes a PUT a copy. */
export const copySource = 'x-amz-copy-source';

/** PutObject. The body is already without its framing; checksums other than Content-MD5 are ignored. */
export const putObject: S3Operation = call => {
  requireWritable(call);
  const {
    request: { headers, body },
    context: { database, now },
    bucket,
    key,
  } = call;
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw s3Error('BadDigest');
  const object = { bucket, key, body, ...metadataOf(headers), storageClass: storageClassOf(headers) };
  return { status: 200, headers: { etag: `"${storeObject(database, object, now)}"` }, body: '' };
};

/** CopyObject within the account. The copy has the metadata of its source unless the request replaces it. */
export const copyObject: S3Operation = call => {
  requireWritable(call);
  const {
    request: { headers },
    context: { database, now },
    bucket,
    key,
  } = call;
  const source = sourceOf(call);
  const directive = headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE')
    throw s3Error('InvalidArgument', { ArgumentName: 'x-amz-metadata-directive' });
  const isItself = source.bucket === bucket && source.key === key;
  const storageClass = storageClassOf(headers);
  if (isItself && directive === 'COPY' && storageClass === source.object.storageClass) throw s3Error('InvalidRequest');
  const { contentType, metadata, body } = source.object;
  const described = directive === 'COPY' ? { contentType, metadata } : metadataOf(headers);
  const etag = storeObject(database, { bucket, key, body, ...described, storageClass }, now);
  return xmlResponse(
    element(
      'CopyObjectResult',
      elements(element('LastModified', new Date(now).toISOString()), element('ETag', `"${etag}"`)),
      xmlns,
    ),
  );
};

function requireWritable(call: S3Call): void {
  requireBucket(call);
  const {
    request: { headers },
    context: { database },
    bucket,
    key,
  } = call;
  // It changes the meaning of the request; ignoring it would do harm.
  if (headers['x-amz-write-offset-bytes'] !== undefined) throw s3Error('NotImplemented');
  if (Buffer.byteLength(key) > maximumKeyBytes) throw s3Error('KeyTooLongError');
  requireWriteCondition(headers, key, getObject(database, bucket, key));
}

/**
 * The source of a copy: bucket and key, percent-encoded, with or without a slash before them. A plus is a blank, as in
 * S3, so that a key with an unencoded plus is not found there, either.
 */
function sourceOf(call: S3Call): { bucket: string; key: string; object: StoredObject } {
  const {
    request,
    context: { database },
  } = call;
  const [path = '', ...version] = (request.headers[copySource] ?? '').replace(/^\//, '').split('?');
  if (version.length > 0) throw s3Error('NotImplemented');
  const [, bucket = '', key = ''] = /^([^/]*)\/(.*)$/s.exec(decodeURIComponent(path.replaceAll('+', ' '))) ?? [];
  if (bucket === '' || key === '') throw s3Error('InvalidArgument', { ArgumentName: copySource });
  if (isDenied(bucket, key)) throw accessDenied('s3:GetObject', { bucket, key });
  if (!bucketExists(database, bucket)) throw s3Error('NoSuchBucket', { BucketName: bucket });
  const object = getObject(database, bucket, key);
  if (object === undefined) throw s3Error('NoSuchKey', { Key: key });
  requireReadable({ request, bucket, key }, object);
  if (readCondition(request.headers, object, `${copySource}-`) !== 'holds') throw s3Error('PreconditionFailed');
  return { bucket, key, object };
}
