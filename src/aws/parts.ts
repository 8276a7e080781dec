// Sends one large object in parts. A chunk of its own: the library for it is only needed for files over 8 MB.
import { Readable } from 'node:stream';
import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { partBytesFor } from '../domain/upload/port.ts';
import type { Metadata } from './call.ts';

/** So many parts are in memory and on their way at a time. */
const concurrency = 4;

/**
 * Sends the parts, and aborts the upload if one of them, or the source, fails: then it throws what failed. Each part has
 * a checksum, and the object that of the parts. `onPart` gets the bytes that have arrived so far.
 */
export async function sendInParts(
  client: S3Client,
  target: Omit<PutObjectCommandInput, 'Body'>,
  parts: AsyncIterable<Uint8Array>,
  bytes: number,
  onPart: (sent: number) => void,
): Promise<[true | undefined, Metadata]> {
  const body = Readable.from(parts);
  const upload = new Upload({
    client,
    partSize: partBytesFor(bytes),
    queueSize: concurrency,
    params: { ...target, Body: body, ContentLength: bytes, ChecksumAlgorithm: 'SHA256' },
  });
  upload.on('httpUploadProgress', ({ loaded }) => {
    onPart(loaded ?? 0);
  });
  try {
    const output = await upload.done();
    return [output.ETag === undefined ? undefined : true, output.$metadata];
  } finally {
    // Closes the file, if it was not read to its end.
    body.destroy();
  }
}
