import { CopyObjectCommand, GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { defined } from '../domain/defined.ts';
import type { Answer } from '../domain/refusal.ts';
import type { ObjectPage, ObjectPart, PartRequest, ResultsPort } from '../domain/results/port.ts';
import type { S3Place } from '../domain/s3Place.ts';
import type { CallOptions, Metadata } from './call.ts';
import { type Payer, callObjects, listObjects, readBucket } from './s3.ts';

/** Reads and copies objects in S3. Import this file lazily: it loads the client of S3. */
export class SdkResults implements ResultsPort {
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  read(region: string, { bucket, key }: S3Place, signal?: AbortSignal): Promise<Answer<Uint8Array>> {
    return this.#call('GetObject', { region, bucket }, signal, async (client, until, payer) => {
      const output = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...payer }), {
        abortSignal: until,
      });
      return [(await output.Body?.transformToByteArray()) ?? new Uint8Array(), output.$metadata];
    });
  }

  readPart(
    region: string,
    { bucket, key }: S3Place,
    part: PartRequest,
    signal?: AbortSignal,
  ): Promise<Answer<ObjectPart>> {
    return this.#call('GetObject', { region, bucket }, signal, async (client, until, payer) => {
      const output = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          Range: `bytes=${part.from}-${part.from + part.length - 1}`,
          ...defined({ IfMatch: part.version }),
          ...payer,
        }),
        { abortSignal: until },
      );
      const body = (await output.Body?.transformToByteArray()) ?? new Uint8Array();
      return [partOf(output, body, part), output.$metadata];
    });
  }

  list(region: string, { bucket, key }: S3Place, next?: string, signal?: AbortSignal): Promise<Answer<ObjectPage>> {
    return this.#call('ListObjectsV2', { region, bucket }, signal, (client, until, payer) =>
      listObjects(client, { bucket, key, payer }, next, until, (name, bytes, { LastModified: modified }) => ({
        key: name,
        bytes,
        ...defined({ modifiedAt: modified?.getTime() }),
      })),
    );
  }

  copy(region: string, from: S3Place, to: S3Place, signal?: AbortSignal): Promise<Answer<true>> {
    return callObjects(this.#options, 'CopyObject', region, signal, async (client, until) => {
      const output = await client.send(
        new CopyObjectCommand({
          Bucket: to.bucket,
          Key: to.key,
          // The SDK sends this header as it is given.
          CopySource: `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`,
        }),
        { abortSignal: until },
      );
      return [true, output.$metadata];
    });
  }

  #call<T>(
    operation: string,
    at: { readonly region: string; readonly bucket: string },
    signal: AbortSignal | undefined,
    work: (client: S3Client, until: AbortSignal, payer: Payer) => Promise<[T | undefined, Metadata]>,
  ): Promise<Answer<T>> {
    return readBucket(this.#options, operation, at, signal, work);
  }
}

/** A store that knows no ranges answers with the whole object, which has no range in its headers. */
function partOf(
  { ContentRange: range, ETag: version }: GetObjectCommandOutput,
  body: Uint8Array,
  { from, length }: PartRequest,
): ObjectPart {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined || size === undefined)
    return { bytes: body.subarray(from, from + length), size: body.length, ...defined({ version }) };
  const end = Math.min(from + length, Number(size));
  if (Number(first) !== from || Number(last) + 1 !== end || body.length !== end - from)
    throw Object.assign(new Error('the part did not come whole'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  return { bytes: body, size: Number(size), ...defined({ version }) };
}
