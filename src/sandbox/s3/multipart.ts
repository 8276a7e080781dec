// Multipart uploads: begun, sent in parts in any order, then completed or aborted.
import { createHash, randomBytes } from 'node:crypto';
import { callerArn } from '../account.ts';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import { getObject, putObject } from '../store/objects.ts';
import {
  type StoredUpload,
  createUpload as storeUpload,
  getUpload,
  partBody,
  partsOf,
  putPart,
  removeUpload,
  uploadsUnder,
} from '../store/uploads.ts';
import { requireBucket, xmlns, type S3Call, type S3Operation } from './call.ts';
import {
  type ChecksumAlgorithm,
  algorithmNamed,
  checksumElement,
  checksumHeader,
  checksumOf,
  compositeOf,
  givenChecksum,
  requireIntact,
} from './checksums.ts';
import { requireWriteCondition } from './conditions.ts';
import { encryptionHeaders, kmsKeyOf } from './configurations.ts';
import { s3Error } from './errors.ts';
import { type CompletedPart, completedParts } from './completedParts.ts';
import { metadataOf, storageClassOf } from './metadata.ts';
import { requireWritable } from './write.ts';

/** All parts but the last have at least so many bytes. Source: "Amazon S3 multipart upload limits". */
const leastPartBytes = 5 * 1024 * 1024;
const maxParts = 10_000;
const maxListed = 1_000;

/** CreateMultipartUpload. */
export const createUpload: S3Operation = call => {
  requireWritable(call);
  const {
    request: { headers },
    context: { database, now },
    bucket,
    key,
  } = call;
  const asked = algorithmNamed(headers['x-amz-checksum-algorithm']);
  const algorithm = asked ?? 'CRC64NVME';
  const isSha = algorithm === 'SHA1' || algorithm === 'SHA256';
  const type = headers['x-amz-checksum-type'] ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type !== 'FULL_OBJECT' && type !== 'COMPOSITE')
    throw s3Error('InvalidRequest', {}, 'Value for x-amz-checksum-type header is invalid.');
  if ((type === 'FULL_OBJECT' && isSha) || (type === 'COMPOSITE' && algorithm === 'CRC64NVME'))
    throw s3Error(
      'InvalidRequest',
      {},
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  const { contentType = 'binary/octet-stream', metadata = {} } = metadataOf(headers);
  const uploadId = storeUpload(database, {
    bucket,
    key,
    contentType,
    metadata,
    storageClass: storageClassOf(headers),
    algorithm,
    isAsked: asked !== undefined,
    type,
    initiatedAt: now,
  });
  const answer = xmlResponse(
    element(
      'InitiateMultipartUploadResult',
      elements(element('Bucket', bucket), element('Key', key), element('UploadId', uploadId)),
      xmlns,
    ),
  );
  return {
    ...answer,
    headers: {
      ...answer.headers,
      ...encryptionHeaders(bucket),
      // As in S3, what was not asked for is not told.
      ...(asked === undefined ? {} : { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type }),
    },
  };
};

/** UploadPart. A part with the number of an earlier one replaces it. */
export const uploadPart: S3Operation = call => {
  requireWritable(call);
  const upload = requireUpload(call);
  const {
    request: { headers, body },
    context: { database, now },
    bucket,
    query,
  } = call;
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > maxParts)
    throw s3Error(
      'InvalidArgument',
      { ArgumentName: 'partNumber', ArgumentValue: query.get('partNumber') ?? '' },
      `Part number must be an integer between 1 and ${maxParts}, inclusive`,
    );
  const algorithm = upload.algorithm as ChecksumAlgorithm;
  const given = givenChecksum(headers)?.algorithm;
  // Parts of an upload that asked for no checksum may not have one.
  const expected = upload.isAsked ? algorithm : undefined;
  if ((given !== undefined && given !== expected) || (given === undefined && upload.type === 'COMPOSITE'))
    throw s3Error(
      'InvalidRequest',
      {},
      `Checksum Type mismatch occurred, expected checksum Type: ${expected?.toLowerCase() ?? 'null'}, actual checksum Type: ${given?.toLowerCase() ?? 'null'}`,
    );
  requireIntact(headers, body);
  const checksum = checksumOf(algorithm, body);
  const etag = putPart(database, upload.uploadId, number, body, checksum, now);
  return {
    status: 200,
    headers: {
      etag: `"${etag}"`,
      ...encryptionHeaders(bucket),
      ...(given === undefined ? {} : { [checksumHeader(algorithm)]: checksum }),
    },
    body: '',
  };
};

/** CompleteMultipartUpload: the listed parts become the object; others are discarded. */
export const completeUpload: S3Operation = call => {
  requireWritable(call);
  const upload = requireUpload(call);
  const {
    request: { headers, body },
    context: { database, now },
    bucket,
    key,
  } = call;
  const algorithm = upload.algorithm as ChecksumAlgorithm;
  const listed = completedParts(body.toString(), checksumElement(algorithm));
  const numbers = listed.map(({ number }) => number);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0)))
    throw s3Error('InvalidPartOrder', { UploadId: upload.uploadId });
  const stored = new Map(partsOf(database, upload.uploadId).map(part => [part.number, part]));
  for (const part of listed) requirePart(part, stored.get(part.number), upload);
  for (const [index, number] of numbers.entries()) {
    const size = stored.get(number)?.size ?? 0;
    if (index < numbers.length - 1 && size < leastPartBytes)
      throw s3Error('EntityTooSmall', {
        ProposedSize: String(size),
        MinSizeAllowed: String(leastPartBytes),
        PartNumber: String(number),
      });
  }
  const bytes = Buffer.concat(numbers.map(number => partBody(database, upload.uploadId, number)));
  const checksum =
    upload.type === 'COMPOSITE'
      ? compositeOf(
          algorithm,
          numbers.map(number => stored.get(number)?.checksum ?? ''),
        )
      : checksumOf(algorithm, bytes);
  const expected = headers[checksumHeader(algorithm)];
  if (expected !== undefined && expected.replace(/-\d+$/, '') !== checksum.replace(/-\d+$/, ''))
    throw s3Error('BadDigest', {}, `The ${algorithm} you specified did not match the calculated checksum.`);
  const size = headers['x-amz-mp-object-size'];
  if (size !== undefined && Number(size) !== bytes.length)
    throw s3Error(
      'InvalidRequest',
      {},
      'The provided x-amz-mp-object-size header value does not match the computed size.',
    );
  const etag =
    kmsKeyOf(bucket) === undefined
      ? `${md5OfParts(numbers.map(number => stored.get(number)?.etag ?? ''))}-${numbers.length}`
      : `${randomBytes(16).toString('hex')}-${numbers.length}`;
  const { contentType, metadata, storageClass, type } = upload;
  database.transaction(() => {
    requireWriteCondition(headers, key, getObject(database, bucket, key));
    putObject(
      database,
      {
        bucket,
        key,
        body: bytes,
        contentType,
        metadata,
        storageClass,
        etag,
        checksum: { algorithm, type, value: checksum },
      },
      now,
    );
    removeUpload(database, upload.uploadId);
  });
  const answer = xmlResponse(
    element(
      'CompleteMultipartUploadResult',
      elements(
        element('Location', `http://s3.amazonaws.com/${bucket}/${encodeURIComponent(key)}`),
        element('Bucket', bucket),
        element('Key', key),
        element('ETag', `"${etag}"`),
        element(checksumElement(algorithm), checksum),
        element('ChecksumType', type),
      ),
      xmlns,
    ),
  );
  return { ...answer, headers: { ...answer.headers, ...encryptionHeaders(bucket) } };
};

/** AbortMultipartUpload. */
export const abortUpload: S3Operation = call => {
  requireBucket(call);
  removeUpload(call.context.database, requireUpload(call).uploadId);
  return { status: 204, headers: {}, body: '' };
};

/** ListParts: part-number-marker, max-parts. */
export const listParts: S3Operation = call => {
  requireBucket(call);
  const upload = requireUpload(call);
  const { context, bucket, key, query } = call;
  const after = numberOf(query, 'part-number-marker', 0);
  const limit = Math.min(numberOf(query, 'max-parts', maxListed), maxListed);
  const left = partsOf(context.database, upload.uploadId).filter(({ number }) => number > after);
  const page = left.slice(0, limit);
  const algorithm = upload.algorithm as ChecksumAlgorithm;
  return xmlResponse(
    element(
      'ListPartsResult',
      elements(
        element('Bucket', bucket),
        element('Key', key),
        element('UploadId', upload.uploadId),
        element('PartNumberMarker', after),
        page.length < left.length ? element('NextPartNumberMarker', page.at(-1)?.number ?? after) : undefined,
        element('MaxParts', limit),
        element('IsTruncated', page.length < left.length),
        ...page.map(({ number, etag, size, checksum, lastModified }) =>
          element(
            'Part',
            elements(
              element('PartNumber', number),
              element('LastModified', new Date(lastModified).toISOString()),
              element('ETag', `"${etag}"`),
              element('Size', size),
              element(checksumElement(algorithm), checksum),
            ),
          ),
        ),
        element('Initiator', elements(element('ID', callerArn), element('DisplayName', 'sandbox'))),
        element('StorageClass', upload.storageClass),
        element('ChecksumAlgorithm', algorithm),
        element('ChecksumType', upload.type),
      ),
      xmlns,
    ),
  );
};

/** ListMultipartUploads: prefix, key-marker with upload-id-marker, max-uploads, encoding-type. */
export const listUploads: S3Operation = call => {
  requireBucket(call);
  const { context, bucket, query } = call;
  const prefix = query.get('prefix') ?? '';
  const [keyMarker, idMarker] = [query.get('key-marker') ?? '', query.get('upload-id-marker') ?? ''];
  const limit = Math.min(numberOf(query, 'max-uploads', maxListed), maxListed);
  const encoding = query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url') throw s3Error('InvalidArgument', { ArgumentName: 'encoding-type' });
  const encode = (text: string): string =>
    encoding === undefined ? text : encodeURIComponent(text).replaceAll('%2F', '/');
  const all = uploadsUnder(context.database, bucket, prefix);
  const marked = all.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  const left =
    idMarker === '' || marked < 0
      ? all.filter(({ key }) => keyMarker === '' || Buffer.compare(Buffer.from(key), Buffer.from(keyMarker)) > 0)
      : all.slice(marked + 1);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return xmlResponse(
    element(
      'ListMultipartUploadsResult',
      elements(
        element('Bucket', bucket),
        element('KeyMarker', encode(keyMarker)),
        element('UploadIdMarker', idMarker),
        ...(page.length < left.length && last !== undefined
          ? [element('NextKeyMarker', encode(last.key)), element('NextUploadIdMarker', last.uploadId)]
          : []),
        element('Prefix', encode(prefix)),
        encoding === undefined ? undefined : element('EncodingType', encoding),
        element('MaxUploads', limit),
        element('IsTruncated', page.length < left.length),
        ...page.map(({ key, uploadId, initiatedAt, storageClass, algorithm, type }) =>
          element(
            'Upload',
            elements(
              element('Key', encode(key)),
              element('UploadId', uploadId),
              element('Initiator', elements(element('ID', callerArn), element('DisplayName', 'sandbox'))),
              element('StorageClass', storageClass),
              element('Initiated', new Date(initiatedAt).toISOString()),
              element('ChecksumAlgorithm', algorithm),
              element('ChecksumType', type),
            ),
          ),
        ),
      ),
      xmlns,
    ),
  );
};

function requireUpload({ context, bucket, key, query }: S3Call): StoredUpload {
  const uploadId = query.get('uploadId') ?? '';
  const upload = getUpload(context.database, bucket, key, uploadId);
  if (upload === undefined) throw s3Error('NoSuchUpload', { UploadId: uploadId });
  return upload;
}

function requirePart(
  { number, etag, checksum }: CompletedPart,
  part: { readonly etag: string; readonly checksum: string } | undefined,
  { uploadId, type, algorithm }: StoredUpload,
): void {
  if (part?.etag !== etag || (checksum !== undefined && checksum !== part.checksum))
    throw s3Error('InvalidPart', { UploadId: uploadId, PartNumber: String(number), ETag: etag });
  if (type === 'COMPOSITE' && checksum === undefined)
    throw s3Error(
      'InvalidRequest',
      {},
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
}

function md5OfParts(etags: readonly string[]): string {
  return createHash('md5')
    .update(Buffer.from(etags.join(''), 'hex'))
    .digest('hex');
}

function numberOf(query: S3Call['query'], name: string, byDefault: number): number {
  const text = query.get(name) ?? String(byDefault);
  if (!/^\d{1,9}$/.test(text)) throw s3Error('InvalidArgument', { ArgumentName: name });
  return Number(text);
}
