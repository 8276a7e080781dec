import type { SandboxRequest } from '../http.ts';
import type { NewObject } from '../store/objects.ts';
import { s3Error } from './errors.ts';

/** Precedes the names of an object's own metadata in headers. */
export const metadataPrefix = 'x-amz-meta-';

const storageClasses = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'REDUCED_REDUNDANCY',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

/** The content type and metadata that a request's headers give an object. */
export function metadataOf(headers: SandboxRequest['headers']): Pick<NewObject, 'contentType' | 'metadata'> {
  const contentType = headers['content-type'];
  return {
    metadata: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith(metadataPrefix) && value !== undefined ? [[name.slice(metadataPrefix.length), value]] : [],
      ),
    ),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

/** The storage class that a request's headers give an object. Throws InvalidStorageClass. */
export function storageClassOf(headers: SandboxRequest['headers']): string {
  const storageClass = headers['x-amz-storage-class'] ?? 'STANDARD';
  if (!storageClasses.includes(storageClass)) throw s3Error('InvalidStorageClass');
  return storageClass;
}
