// Objects larger than the sandbox takes or keeps: what was written, many times.
import { createHash } from 'node:crypto';
import type { SandboxRequest } from '../http.ts';
import type { NewObject, StoredObject } from '../store/objects.ts';
import { metadataPrefix } from './metadata.ts';
import { s3Error } from './errors.ts';

/** The metadata that says how many times. */
const repeatMetadata = 'sandbox-repeat';
const most = 1_024;

/** What a request that repeats its body says of the object; undefined for others. Throws InvalidArgument. */
export function repeatedIn(
  headers: SandboxRequest['headers'],
  body: Buffer,
): Pick<NewObject, 'size' | 'etag'> | undefined {
  const text = headers[metadataPrefix + repeatMetadata];
  if (text === undefined) return undefined;
  const times = Number(text);
  if (!/^\d{1,4}$/.test(text) || times < 1 || times > most)
    throw s3Error('InvalidArgument', { ArgumentName: metadataPrefix + repeatMetadata });
  const md5 = createHash('md5');
  for (let time = 0; time < times; time += 1) md5.update(body);
  return { size: body.length * times, etag: md5.digest('hex') };
}

/** The bytes of an object from `begin` up to `end`, which is not included. */
export function contentOf({ body, size }: Pick<StoredObject, 'body' | 'size'>, begin: number, end: number): Buffer {
  if (size === body.length) return body.subarray(begin, end);
  const content = Buffer.allocUnsafe(end - begin);
  for (let at = begin; at < end; ) {
    const from = at % body.length;
    at += body.copy(content, at - begin, from, Math.min(body.length, from + end - at));
  }
  return content;
}
