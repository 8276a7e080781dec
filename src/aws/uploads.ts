import {
  AbortMultipartUploadCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { defined } from '../domain/defined.ts';
import { type Answer, answered } from '../domain/refusal.ts';
import type {
  Body,
  StoredObject,
  UnfinishedUpload,
  UploadPlace,
  UploadPort,
  WriteCondition,
} from '../domain/upload/port.ts';
import { type CallOptions, type Metadata, call } from './call.ts';
import type { Clients } from './clients.ts';
import { BoundedHandler, type Limits, defaultLimits } from './handler.ts';
import { callObjects, decodedKey, listObjects, newS3Client } from './s3.ts';

/** A single request is at most 8 MB here, so that a slow connection needs longer than for other calls. */
const slower = 6;

/** No deadline for a whole upload in parts: each of its requests has one. In milliseconds. */
const dayMs = 24 * 3_600_000;

/** Writes objects to S3. Import this file lazily: it loads the client of S3. */
export class SdkUploads implements UploadPort {
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  async isOwnedBy(region: string, bucket: string, account: string, signal?: AbortSignal): Promise<Answer<boolean>> {
    const answer = await this.#call('HeadBucket', region, signal, async (client, until) => {
      const output = await client.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }), {
        abortSignal: until,
      });
      return [true, output.$metadata];
    });
    // The answer to HEAD has no body that names the reason.
    return !answer.ok && answer.refusal.httpStatus === 403 ? answered(false) : answer;
  }

  list(
    region: string,
    place: UploadPlace,
    next?: string,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly objects: readonly StoredObject[]; readonly next?: string }>> {
    return this.#call('ListObjectsV2', region, signal, (client, until) =>
      listObjects(client, place, next, until, (key, bytes, { ETag: etag }) => ({
        key,
        bytes,
        ...defined({ etag: unquoted(etag) }),
      })),
    );
  }

  head(
    region: string,
    { bucket, key, owner }: UploadPlace,
    signal?: AbortSignal,
  ): Promise<Answer<Omit<StoredObject, 'key'> & { readonly sha256?: string }>> {
    return this.#call('HeadObject', region, signal, async (client, until) => {
      const output = await client.send(
        new HeadObjectCommand({
          Bucket: bucket,
          Key: key,
          ChecksumMode: 'ENABLED',
          ...defined({ ExpectedBucketOwner: owner }),
        }),
        { abortSignal: until },
      );
      const { ContentLength: bytes, ETag: etag, ChecksumSHA256: sha256, $metadata } = output;
      return [bytes === undefined ? undefined : { bytes, ...defined({ etag: unquoted(etag), sha256 }) }, $metadata];
    });
  }

  put(
    region: string,
    { bucket, key, owner }: UploadPlace,
    { bytes, sha256 }: Body,
    condition: WriteCondition,
    signal?: AbortSignal,
  ): Promise<Answer<true>> {
    return call(
      this.#patient,
      { operation: 'PutObject', region },
      async (clients, until) => {
        const output = await puttingClient(clients, region).send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: bytes,
            ContentType: contentType,
            // S3 compares it with what arrives, and keeps it, so that a later run can compare it with the file.
            ChecksumSHA256: sha256,
            ...headersOf(condition),
            ...defined({ ExpectedBucketOwner: owner }),
          }),
          { abortSignal: until },
        );
        // A web page in place of the answer has no entity tag.
        return [output.ETag === undefined ? undefined : true, output.$metadata];
      },
      signal,
    );
  }

  putParts(
    region: string,
    place: UploadPlace,
    parts: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
    bytes: number,
    condition: WriteCondition,
    onPart: (sent: number) => void,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Answer<true>> {
    const limits = this.#options.limits ?? defaultLimits;
    return call(
      { ...this.#options, limits: { ...limits, callMs: dayMs } },
      { operation: 'CompleteMultipartUpload', region },
      async (clients, until) => {
        const { sendInParts } = await import('./parts.ts');
        const client = clients.own(options =>
          newS3Client(options, region, {
            requestHandler: new CallableOff(slowerThan(options.limits), options.clock, until),
          }),
        );
        try {
          const { bucket, key, owner } = place;
          const target = {
            Bucket: bucket,
            Key: key,
            ContentType: contentType,
            ...headersOf(condition),
            ...defined({ ExpectedBucketOwner: owner }),
          };
          return await sendInParts(client, target, parts(until), bytes, onPart);
        } finally {
          client.destroy();
        }
      },
      signal,
    );
  }

  unfinished(
    region: string,
    { bucket, key, owner }: UploadPlace,
    signal?: AbortSignal,
  ): Promise<Answer<readonly UnfinishedUpload[]>> {
    return this.#call('ListMultipartUploads', region, signal, async (client, until) => {
      const output = await client.send(
        new ListMultipartUploadsCommand({
          Bucket: bucket,
          Prefix: key,
          EncodingType: 'url',
          ...defined({ ExpectedBucketOwner: owner }),
        }),
        { abortSignal: until },
      );
      const found = (output.Uploads ?? []).flatMap(({ Key: encoded, UploadId: id, Initiated: at, Initiator: by }) =>
        id === undefined
          ? []
          : [{ key: decodedKey(encoded), id, ...defined({ startedAt: at?.getTime(), by: by?.ID }) }],
      );
      return [found, output.$metadata];
    });
  }

  abort(region: string, bucket: string, { key, id }: UnfinishedUpload, signal?: AbortSignal): Promise<Answer<true>> {
    return this.#call('AbortMultipartUpload', region, signal, async (client, until) => {
      const output = await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id }), {
        abortSignal: until,
      });
      return [true, output.$metadata];
    });
  }

  get #patient(): CallOptions {
    return { ...this.#options, limits: slowerThan(this.#options.limits ?? defaultLimits) };
  }

  #call<T>(
    operation: string,
    region: string,
    signal: AbortSignal | undefined,
    work: (client: S3Client, until: AbortSignal) => Promise<[T | undefined, Metadata]>,
  ): Promise<Answer<T>> {
    return callObjects(this.#options, operation, region, signal, work);
  }
}

/** What a job reads. */
const contentType = 'text/plain; charset=utf-8';

const unquoted = (etag: string | undefined): string | undefined => etag?.replaceAll('"', '');

const headersOf = (condition: WriteCondition): { IfNoneMatch: string } | { IfMatch: string } =>
  'isNew' in condition ? { IfNoneMatch: '*' } : { IfMatch: `"${condition.etag}"` };

const slowerThan = (limits: Limits): Limits => ({
  ...limits,
  answerMs: limits.answerMs * slower,
  callMs: limits.callMs * slower,
});

function puttingClient(clients: Clients, region: string): S3Client {
  return clients.lazy(`s3 ${region} putting`, options =>
    newS3Client({ ...options, limits: slowerThan(options.limits) }, region),
  );
}

/** Ends requests when the whole upload is called off, except for those that abort it: DELETE. */
class CallableOff extends BoundedHandler {
  readonly #until: AbortSignal;

  constructor(limits: Limits, clock: ConstructorParameters<typeof BoundedHandler>[1], until: AbortSignal) {
    super(limits, clock);
    this.#until = until;
  }

  override handle(
    ...[request, options = {}]: Parameters<BoundedHandler['handle']>
  ): ReturnType<BoundedHandler['handle']> {
    return super.handle(request, request.method === 'DELETE' ? options : { ...options, abortSignal: this.#until });
  }
}
