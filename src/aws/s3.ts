// The list operations of S3. Its client is the largest of all and only needed while a spec is
// written: import this file lazily.
import { Readable } from 'node:stream';
import { defined } from '../domain/defined.ts';
import type { BrowsePage, BucketSummary, S3Entry } from '../domain/live/port.ts';
import {
  type _Object,
  type GetObjectCommandOutput,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { deniedAccessOf } from '../domain/denied.ts';
import { type Answer, type Refusal, refused } from '../domain/refusal.ts';
import { type CallOptions, type Metadata, call } from './call.ts';
import { type ClientOptions, type Clients, common, clientWithEndpoint } from './clients.ts';
import type { BoundedHandler, TransformBody } from './handler.ts';

/** A page of a list, with the token of the next page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** The largest pages S3 returns by default. */
const pageSize = 1_000;

/** Returns the client of a region. `transformBody`: for a client of its own, named `variant`. */
export function s3Client(clients: Clients, region: string, variant = '', transformBody?: TransformBody): S3Client {
  return clients.lazy(`s3 ${region} ${variant}`, options => newS3Client(options, region, { transformBody }));
}

/** Creates a client of a region. `requestHandler` replaces the usual one. */
export function newS3Client(
  options: ClientOptions,
  region: string,
  {
    transformBody,
    requestHandler,
  }: { transformBody?: TransformBody | undefined; requestHandler?: BoundedHandler } = {},
): { client: S3Client; endpoint: string } {
  return clientWithEndpoint(
    endpoint =>
      new S3Client({
        ...common(options, region, transformBody),
        ...defined({ endpoint, requestHandler }),
        // Bucket names in host names work only in AWS's own domain; a custom endpoint has one host.
        forcePathStyle: options.endpoints.s3 !== undefined,
        // Neither is needed here, and both would read settings of AWS_PROFILE or make calls of their own.
        disableS3ExpressSessionAuth: true,
        useArnRegion: false,
        // TLS already notices what is damaged on the way; checksums as well would take a quarter of the time of a read.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      }),
    options,
    region,
    options.endpoints.s3,
  );
}

/** The client for objects. Responses are read whole, within the limits, before the SDK gets them; it expects a stream. */
export function objectsClient(clients: Clients, region: string): S3Client {
  return s3Client(clients, region, 'objects', body => new HeldBody(body));
}

/** Makes a call about objects with the client of their region. */
export function callObjects<T>(
  options: CallOptions,
  operation: string,
  region: string,
  signal: AbortSignal | undefined,
  work: (client: S3Client, until: AbortSignal) => Promise<[T | undefined, Metadata]>,
): Promise<Answer<T>> {
  return call(
    options,
    { operation, region },
    async (clients, until) => {
      try {
        return await work(objectsClient(clients, region), until);
      } catch (thrown) {
        throw explained(thrown, operation);
      }
    },
    signal,
  );
}

/** Who pays for a request, as the SDK takes it. */
export interface Payer {
  readonly RequestPayer?: 'requester';
}

/**
 * Makes a call that reads a bucket; as its requester, if the user has agreed to pay. A refusal that names no missing
 * permission may be for want of that, and then names the bucket.
 */
export async function readBucket<T>(
  options: CallOptions,
  operation: string,
  { region, bucket }: { readonly region: string; readonly bucket: string },
  signal: AbortSignal | undefined,
  work: (client: S3Client, until: AbortSignal, payer: Payer) => Promise<[T | undefined, Metadata]>,
): Promise<Answer<T>> {
  const isPaid = options.paidBuckets?.has(bucket) === true;
  const answer = await callObjects(options, operation, region, signal, (client, until) =>
    work(client, until, isPaid ? { RequestPayer: 'requester' } : {}),
  );
  return answer.ok || isPaid || !isPlainDenial(answer.refusal)
    ? answer
    : refused({ ...answer.refusal, unpaidBucket: bucket });
}

/** Whether S3 denies something and names no missing permission or key. */
function isPlainDenial({ name, message }: Refusal): boolean {
  return name === 'AccessDenied' && deniedAccessOf(message) === undefined;
}

interface Thrown {
  readonly name?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** Names what only the headers of a refusal say; that of HeadObject and HeadBucket has no body. */
function explained(thrown: unknown, operation: string): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { $metadata: metadata, $response: response }: Thrown = thrown;
  if (response?.headers?.['x-amz-delete-marker'] === 'true')
    return Object.assign(thrown, { name: 'DeleteMarker', message: '' });
  if (operation.startsWith('Head') && metadata?.httpStatusCode === 403 && metadata.requestId !== undefined)
    return Object.assign(thrown, { name: 'AccessDenied', message: '' });
  const region = response?.headers?.['x-amz-bucket-region'];
  const isElsewhere = metadata?.httpStatusCode === 301 || thrown.name === 'AuthorizationHeaderMalformed';
  if (isElsewhere && region !== undefined && /^[a-z0-9-]{1,32}$/.test(region))
    return Object.assign(thrown, { name: 'PermanentRedirect', message: region });
  // Only a region is shown, not a sentence of another store.
  return thrown.name === 'PermanentRedirect' ? Object.assign(thrown, { message: '' }) : thrown;
}

/**
 * Lists a page of the objects whose keys begin with the place's key, as `read` returns them. The page is undefined if the
 * answer says nothing: a proxy may send an empty one, which is no end of the list.
 */
export async function listObjects<T>(
  client: S3Client,
  {
    bucket,
    key,
    owner,
    payer,
  }: { readonly bucket: string; readonly key: string; readonly owner?: string | undefined; readonly payer?: Payer },
  next: string | undefined,
  until: AbortSignal,
  read: (key: string, bytes: number, object: _Object) => T,
): Promise<[{ readonly objects: readonly T[]; readonly next?: string } | undefined, Metadata]> {
  const output = await client.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: key,
      // A key may contain characters that XML cannot.
      EncodingType: 'url',
      ...defined({ ContinuationToken: next, ExpectedBucketOwner: owner }),
      ...payer,
    }),
    { abortSignal: until },
  );
  if (output.IsTruncated === undefined && output.Contents === undefined) return [undefined, output.$metadata];
  const objects = (output.Contents ?? []).flatMap(object => {
    const name = decodedKey(object.Key);
    return name === '' ? [] : [read(name, object.Size ?? 0, object)];
  });
  // Some stores send an empty token.
  const following = output.NextContinuationToken === '' ? undefined : output.NextContinuationToken;
  return [{ objects, ...defined({ next: following }) }, output.$metadata];
}

/** The body of a response that was read whole. */
class HeldBody extends Readable {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  override _read(): void {
    this.push(this.bytes);
    this.push(null);
  }
}

/** The bytes of an object, without the copies that the SDK makes of a stream. */
export async function bytesOf(output: Pick<GetObjectCommandOutput, 'Body'>): Promise<Uint8Array> {
  const held: unknown = output.Body;
  if (held instanceof HeldBody) return held.bytes;
  return (await output.Body?.transformToByteArray()) ?? new Uint8Array();
}

/** A page of the account's buckets. */
export async function listBuckets(
  clients: Clients,
  region: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<[Page<BucketSummary>, Metadata]> {
  const output = await s3Client(clients, region).send(
    new ListBucketsCommand({ MaxBuckets: pageSize, ...defined({ ContinuationToken: token }) }),
    { abortSignal: signal },
  );
  const items = (output.Buckets ?? []).flatMap(({ Name: name, BucketRegion: where }) =>
    name === undefined ? [] : [where === undefined ? { name } : { name, region: where }],
  );
  return [page(items, output.ContinuationToken), output.$metadata];
}

/**
 * A page of the entries under a prefix, up to the next slash. The empty object that some tools create to
 * mark a folder is left out.
 */
export async function listPrefixes(
  clients: Clients,
  region: string,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<[Page<S3Entry>, Metadata]> {
  const [{ entries, next }, metadata] = await browse(clients, region, bucket, prefix, undefined, signal);
  return [
    page(
      entries.map(({ key, isFolder }) => ({ key, isFolder })),
      next,
    ),
    metadata,
  ];
}

/** The same page, with the size and modification time of each object. */
export async function browse(
  clients: Clients,
  region: string,
  bucket: string,
  prefix: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<[BrowsePage, Metadata]> {
  const output = await s3Client(clients, region).send(
    new ListObjectsV2Command({
      // A key may contain characters that XML cannot.
      Bucket: bucket,
      Prefix: prefix,
      Delimiter: '/',
      MaxKeys: pageSize,
      EncodingType: 'url',
      ...defined({ ContinuationToken: token }),
    }),
    { abortSignal: signal },
  );
  const folders = (output.CommonPrefixes ?? []).map(({ Prefix: key }) => ({ key: decodedKey(key), isFolder: true }));
  const objects = (output.Contents ?? []).map(({ Key: key, Size: size, LastModified: modified }) => ({
    key: decodedKey(key),
    isFolder: false,
    ...defined({ size }),
    ...(modified === undefined ? {} : { modifiedAt: modified.getTime() }),
  }));
  const { items: entries, next } = page(
    [...folders, ...objects].filter(({ key }) => key !== '' && key !== prefix),
    output.NextContinuationToken,
  );
  return [next === undefined ? { entries } : { entries, next }, output.$metadata];
}

/** A page of the sizes in bytes of all objects under a prefix, including those in folders below it. */
export async function sizesUnder(
  clients: Clients,
  region: string,
  bucket: string,
  prefix: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<[Page<number>, Metadata]> {
  const output = await s3Client(clients, region).send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: pageSize,
      EncodingType: 'url',
      ...defined({ ContinuationToken: token }),
    }),
    { abortSignal: signal },
  );
  return [
    page(
      (output.Contents ?? []).map(({ Size: size }) => size ?? 0),
      output.NextContinuationToken,
    ),
    output.$metadata,
  ];
}

function page<T>(items: readonly T[], next: string | undefined): Page<T> {
  return next === undefined || next === '' ? { items } : { items, next };
}

/** S3 encodes a space as a plus sign, other stores as %20. */
export function decodedKey(key: string | undefined): string {
  try {
    return decodeURIComponent((key ?? '').replaceAll('+', ' '));
  } catch {
    return ''; // a store that ignores the requested encoding
  }
}
