import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { defined } from '../domain/defined.ts';
import type {
  FileContent,
  FileFacts,
  FilePlace,
  FileRange,
  FilesPort,
  FolderPage,
  ListedFile,
  Verifier,
} from '../domain/files/port.ts';
import type { Answer } from '../domain/refusal.ts';
import type { CallOptions, Metadata } from './call.ts';
import { checksumAlgorithms, verifierOf } from './checksums.ts';
import { type Payer, bytesOf, decodedKey, readBucket } from './s3.ts';

const maxPage = 1_000;
/** Follows every character of a key, so that a list that begins after a folder does not begin in it. */
const afterEverything = '\u{10FFFF}';

/** Reads files in S3. Import this file lazily: it loads the client of S3. */
export class SdkFiles implements FilesPort {
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  folder(
    folder: FilePlace,
    { after, limit = maxPage }: { readonly after?: string; readonly limit?: number },
    signal?: AbortSignal,
  ): Promise<Answer<FolderPage>> {
    return this.#call('ListObjectsV2', folder, signal, async (client, until, payer) => {
      const output = await client.send(
        new ListObjectsV2Command({
          Bucket: folder.bucket,
          Prefix: folder.key,
          Delimiter: '/',
          MaxKeys: limit,
          // A key may contain characters that XML cannot.
          EncodingType: 'url',
          ...(after === undefined ? {} : { StartAfter: after.endsWith('/') ? `${after}${afterEverything}` : after }),
          ...payer,
        }),
        { abortSignal: until },
      );
      if (isNoAnswer(output)) return [undefined, output.$metadata];
      const folders = (output.CommonPrefixes ?? []).map(({ Prefix: key }) => ({
        key: decodedKey(key),
        isFolder: true,
        bytes: 0,
      }));
      const files = (output.Contents ?? []).map(({ Key: key, Size: bytes = 0, LastModified: modified }) => ({
        key: decodedKey(key),
        isFolder: false,
        bytes,
        ...defined({ modifiedAt: modified?.getTime() }),
      }));
      const all = [...folders, ...files].filter(({ key }) => key.startsWith(folder.key)).sort(byKey);
      const last = all.at(-1)?.key;
      // The empty object that some tools create to mark a folder is no file.
      const entries = all.filter(({ key, bytes, isFolder }) => isFolder || key !== folder.key || bytes > 0);
      return [{ entries, ...defined({ next: output.IsTruncated === true ? last : undefined }) }, output.$metadata];
    });
  }

  filesBelow(
    prefix: FilePlace,
    next: string | undefined,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly files: readonly ListedFile[]; readonly next?: string }>> {
    return this.#call('ListObjectsV2', prefix, signal, async (client, until, payer) => {
      const output = await client.send(
        new ListObjectsV2Command({
          Bucket: prefix.bucket,
          Prefix: prefix.key,
          EncodingType: 'url',
          ...defined({ ContinuationToken: next }),
          ...payer,
        }),
        { abortSignal: until },
      );
      if (isNoAnswer(output)) return [undefined, output.$metadata];
      const files = (output.Contents ?? []).flatMap(
        ({ Key: encoded, Size: bytes = 0, LastModified: modified, ETag: version }) => {
          const key = decodedKey(encoded);
          return key === '' ? [] : [{ key, bytes, ...defined({ modifiedAt: modified?.getTime(), version }) }];
        },
      );
      const following = output.NextContinuationToken === '' ? undefined : output.NextContinuationToken;
      return [{ files, ...defined({ next: following }) }, output.$metadata];
    });
  }

  facts(place: FilePlace, signal?: AbortSignal): Promise<Answer<FileFacts>> {
    return this.#call('HeadObject', place, signal, async (client, until, payer) => {
      const output = await client.send(
        new HeadObjectCommand({
          Bucket: place.bucket,
          Key: place.key,
          ChecksumMode: 'ENABLED',
          ...payer,
        }),
        { abortSignal: until },
      );
      const { ContentLength: bytes } = output;
      // Without a length, a file would count as empty.
      return [bytes === undefined ? undefined : factsOf(output, bytes), output.$metadata];
    });
  }

  read(place: FilePlace, range: FileRange | undefined, signal?: AbortSignal): Promise<Answer<FileContent>> {
    return this.#call('GetObject', place, signal, async (client, until, payer) => {
      const output = await client.send(
        new GetObjectCommand({
          Bucket: place.bucket,
          Key: place.key,
          ...(range === undefined
            ? { ChecksumMode: 'ENABLED' }
            : {
                Range: `bytes=${range.from}-${range.from + range.length - 1}`,
                ...defined({ IfMatch: range.version }),
              }),
          ...payer,
        }),
        { abortSignal: until },
      );
      const bytes = await bytesOf(output);
      return [contentOf(output, bytes, range), output.$metadata];
    });
  }

  async verifier(facts: FileFacts, inThread = false): Promise<Verifier | undefined> {
    if (!inThread || (facts.md5 === undefined && facts.checksum === undefined)) return verifierOf(facts);
    const { ThreadVerifier } = await import('./verifyThread.ts');
    return new ThreadVerifier(facts);
  }

  #call<T>(
    operation: string,
    place: FilePlace,
    signal: AbortSignal | undefined,
    work: (client: S3Client, until: AbortSignal, payer: Payer) => Promise<[T | undefined, Metadata]>,
  ): Promise<Answer<T>> {
    return readBucket(this.#options, operation, place, signal, work);
  }
}

/** A proxy may send an empty answer, which is no empty list. */
function isNoAnswer(output: {
  IsTruncated?: boolean | undefined;
  Contents?: unknown;
  CommonPrefixes?: unknown;
}): boolean {
  return output.IsTruncated === undefined && output.Contents === undefined && output.CommonPrefixes === undefined;
}

/** The order of the keys' UTF-8 bytes, in which S3 lists them. */
function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
}

type Described = Pick<
  GetObjectCommandOutput & HeadObjectCommandOutput,
  | 'ETag'
  | 'LastModified'
  | 'ServerSideEncryption'
  | 'SSECustomerAlgorithm'
  | 'ChecksumType'
  | `Checksum${(typeof checksumAlgorithms)[number]}`
>;

function factsOf(output: Described, bytes: number): FileFacts {
  const { ETag: version, LastModified: modified, ServerSideEncryption: encryption } = output;
  // An entity tag is an MD5 only of what was uploaded in one part and is not encrypted with a key of KMS or the caller's.
  const [, md5] =
    encryption?.startsWith('aws:') === true || output.SSECustomerAlgorithm !== undefined
      ? []
      : (/^"?([0-9a-f]{32})"?$/.exec(version ?? '') ?? []);
  const algorithm = checksumAlgorithms.find(each => isWhole(output[`Checksum${each}`], output.ChecksumType));
  const value = algorithm === undefined ? undefined : output[`Checksum${algorithm}`];
  return {
    bytes,
    ...defined({ modifiedAt: modified?.getTime(), version, md5 }),
    ...(algorithm === undefined || value === undefined ? {} : { checksum: { algorithm, value } }),
  };
}

/** A checksum of checksums of parts ends with their number. */
function isWhole(checksum: string | undefined, type: string | undefined): boolean {
  return checksum !== undefined && type !== 'COMPOSITE' && /^[A-Za-z0-9+/]+=*$/.test(checksum);
}

/** A store that knows no ranges answers with the whole object, which has no range in its headers. */
function contentOf(output: GetObjectCommandOutput, bytes: Uint8Array, range: FileRange | undefined): FileContent {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(output.ContentRange ?? '') ?? [];
  const isPartial = first !== undefined && last !== undefined && size !== undefined;
  if (range === undefined || !isPartial) {
    if (output.ContentLength !== undefined && output.ContentLength !== bytes.length) throw cutShort();
    const facts = factsOf(output, bytes.length);
    return { bytes: range === undefined ? bytes : bytes.subarray(range.from, range.from + range.length), facts };
  }
  const end = Math.min(range.from + range.length, Number(size));
  if (Number(first) !== range.from || Number(last) + 1 !== end || bytes.length !== end - range.from) throw cutShort();
  return { bytes, facts: factsOf(output, Number(size)) };
}

function cutShort(): Error {
  return Object.assign(new Error('the part did not come whole'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
