import { callerArn } from '../account.ts';
import type { ServiceError } from '../errors.ts';
import type { SandboxResponse } from '../http.ts';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import type { StoredObject } from '../store/objects.ts';
import type { S3Call } from './call.ts';
import { s3Error } from './errors.ts';
import { answerInstead, isDenied, lockedBucket, otherRegionOf, payersBucket, refusedWrite } from './reserved.ts';

type Place = Pick<S3Call, 'bucket' | 'key'>;

/** The refusal of an action, in the words that name who may not do what. */
export function accessDenied(action: string, { bucket, key }: Place): ServiceError {
  const resource = `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
  return s3Error(
    'AccessDenied',
    {},
    `User: ${callerArn} is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action`,
  );
}

/** Throws AccessDenied if the caller may not do the call's action. */
export function requirePermission({ request, bucket, key, query }: S3Call, action: string): void {
  // S3 does not say that this is why.
  if (bucket === payersBucket && request.headers['x-amz-request-payer'] !== 'requester') throw s3Error('AccessDenied');
  if (isDenied(bucket, key === '' ? (query.get('prefix') ?? '') : key)) throw accessDenied(action, { bucket, key });
}

/** Throws what S3 answers instead of the object, if it does. */
export function requireReadable(call: Pick<S3Call, 'request'> & Place, object: StoredObject): void {
  const answer = answerInstead(object, call.request.method);
  switch (answer?.code) {
    case undefined:
      return;
    case 'AccessDenied':
      throw answer.message === undefined
        ? accessDenied('s3:GetObject', call)
        : s3Error('AccessDenied', {}, answer.message);
    case 'NoSuchKey':
      throw s3Error('NoSuchKey', { Key: call.key });
    case 'DeleteMarker':
      throw s3Error('NoSuchKey', { Key: call.key }, undefined, {
        'x-amz-delete-marker': 'true',
        'x-amz-version-id': 'sandbox-delete-marker',
      });
    case 'InvalidObjectState':
      throw s3Error('InvalidObjectState', {
        StorageClass: object.storageClass === 'STANDARD' ? 'GLACIER' : object.storageClass,
      });
    case 'KMS.DisabledException':
    case 'SlowDown':
      throw s3Error(answer.code);
  }
}

/** Throws what S3 answers to a request that writes to a key, if it does not take it. */
export function requireStorable({ request: { method, headers }, bucket, key }: S3Call): void {
  const answer = refusedWrite(key);
  if (answer !== undefined) throw s3Error(answer.code, {}, answer.message);
  const isIntact = Object.keys(headers).some(name => name === 'content-md5' || name.startsWith('x-amz-checksum-'));
  if (bucket === lockedBucket && method === 'PUT' && !isIntact)
    throw s3Error(
      'InvalidRequest',
      {},
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
}

/** S3's answer for a bucket in another region than that of the request's signature; undefined if it is in this one. */
export function redirect({ bucket, context: { region, requestId } }: S3Call): SandboxResponse | undefined {
  const other = otherRegionOf(bucket, region);
  if (other === undefined) return undefined;
  const { headers, body } = xmlResponse(
    element(
      'Error',
      elements(
        element('Code', 'PermanentRedirect'),
        element(
          'Message',
          'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
        ),
        element('Endpoint', `${bucket}.s3.${other}.amazonaws.com`),
        element('Bucket', bucket),
        element('RequestId', requestId),
      ),
    ),
  );
  return { status: 301, headers: { ...headers, 'x-amz-bucket-region': other }, body };
}
