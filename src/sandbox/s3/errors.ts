import { ServiceError } from '../errors.ts';

const table = {
  BadDigest: [400, 'The Content-MD5 you specified did not match what we received.'],
  BucketAlreadyOwnedByYou: [409, 'Your previous request to create the named bucket succeeded and you already own it.'],
  InvalidArgument: [400, 'Invalid Argument'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  KeyTooLongError: [400, 'Your key is too long'],
  NoSuchBucket: [404, 'The specified bucket does not exist'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NotImplemented: [
    501,
    'The sandbox does not implement this part of S3: it takes objects in one piece of at most 16 MB, and neither copies nor deletes.',
  ],
} as const;

/** An S3 error by its name, with the resource's name where the shape has one. */
export function s3Error(code: keyof typeof table, details: Readonly<Record<string, string>> = {}): ServiceError {
  const [status, message] = table[code];
  return new ServiceError(code, status, message, details);
}
