import { randomBytes } from 'node:crypto';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import { bucketExists, getObject, putObject as storeObject, type StoredObject } from '../store/objects.ts';
import { requireBucket, xmlns, type S3Call, type S3Operation } from './call.ts';
import { checksumHeaders, checksumOf, requireIntact } from './checksums.ts';
import { readCondition, requireWriteCondition } from './conditions.ts';
import { encryptionHeaders, kmsKeyOf } from './configurations.ts';
import { s3Error } from './errors.ts';
import { metadataOf, storageClassOf } from './metadata.ts';
import { accessDenied, requireReadable, requireStorable } from './permissions.ts';
import { repeatedIn } from './repeated.ts';
import { isDenied } from './reserved.ts';

const maximumKeyBytes = 1024;

/** The header that makes a PUT a copy. */
export const copySource = 'x-amz-copy-source';

/** PutObject. The body is already without its framing. */
export const putObject: S3Operation = call => {
  requireWritable(call);
  const {
    request: { headers, body },
    context: { database, now },
    bucket,
    key,
  } = call;
  const checksum = requireIntact(headers, body);
  const object = {
    bucket,
    key,
    body,
    ...metadataOf(headers),
    storageClass: storageClassOf(headers),
    ...(repeatedIn(headers, body) ?? { checksum, ...etagIn(bucket) }),
  };
  // Another process may write the same key.
  const etag = database.transaction(() => {
    requireWriteCondition(headers, key, getObject(database, bucket, key));
    return storeObject(database, object, now);
  });
  return {
    status: 200,
    headers: { etag: `"${etag}"`, ...encryptionHeaders(bucket), ...checksumHeaders(checksum) },
    body: '',
  };
};

/** What is encrypted with a KMS key has an entity tag that is no MD5. */
function etagIn(bucket: string): { readonly etag?: string } {
  return kmsKeyOf(bucket) === undefined ? {} : { etag: randomBytes(16).toString('hex') };
}

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
  requireWriteCondition(headers, key, getObject(database, bucket, key));
  const directive = headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE')
    throw s3Error('InvalidArgument', { ArgumentName: 'x-amz-metadata-directive' });
  const isItself = source.bucket === bucket && source.key === key;
  const storageClass = storageClassOf(headers);
  if (isItself && directive === 'COPY' && storageClass === source.object.storageClass) throw s3Error('InvalidRequest');
  const { contentType, metadata, body } = source.object;
  const described = directive === 'COPY' ? { contentType, metadata } : metadataOf(headers);
  const checksum = { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value: checksumOf('CRC64NVME', body) };
  const etag = storeObject(
    database,
    { bucket, key, body, ...described, storageClass, checksum, ...etagIn(bucket) },
    now,
  );
  return xmlResponse(
    element(
      'CopyObjectResult',
      elements(element('LastModified', new Date(now).toISOString()), element('ETag', `"${etag}"`)),
      xmlns,
    ),
  );
};

/** Throws what S3 answers if nothing can be written to the key, whatever is there. */
export function requireWritable(call: S3Call): void {
  requireBucket(call);
  const {
    request: { headers },
    key,
  } = call;
  requireStorable(call);
  // It changes the meaning of the request; ignoring it would do harm.
  if (headers['x-amz-write-offset-bytes'] !== undefined) throw s3Error('NotImplemented');
  if (Buffer.byteLength(key) > maximumKeyBytes) throw s3Error('KeyTooLongError');
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
