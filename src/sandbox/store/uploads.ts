import { createHash, randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

/** A multipart upload that is neither completed nor aborted. */
export interface StoredUpload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  /** Of the checksum of the object to come. */
  readonly algorithm: string;
  /** Whether the caller asked for this algorithm, or it is the one that S3 takes by itself. */
  readonly isAsked: boolean;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly initiatedAt: number;
}

/** A part in a list. */
export interface PartSummary {
  readonly number: number;
  /** MD5 in hex. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Base64, of the upload's algorithm. */
  readonly checksum: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Begins an upload and returns its ID. The bucket must exist. */
export function createUpload(database: Database, upload: Omit<StoredUpload, 'uploadId'>): string {
  const uploadId = randomBytes(32).toString('base64url');
  const { bucket, key, contentType, metadata, storageClass, algorithm, isAsked, type, initiatedAt } = upload;
  database.run(
    'INSERT INTO uploads (uploadId, bucket, key, contentType, metadata, storageClass, algorithm, isAsked, type, initiatedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    uploadId,
    bucket,
    key,
    contentType,
    JSON.stringify(metadata),
    storageClass,
    algorithm,
    isAsked ? 1 : 0,
    type,
    initiatedAt,
  );
  return uploadId;
}

/** The upload with this ID for this key, or undefined. */
export function getUpload(database: Database, bucket: string, key: string, uploadId: string): StoredUpload | undefined {
  const row = database.get(
    'SELECT * FROM uploads WHERE uploadId = ? AND bucket = ? AND key = ?',
    uploadId,
    bucket,
    key,
  );
  return row === undefined ? undefined : uploadIn(row);
}

/** The uploads of a bucket whose keys begin with `prefix`, in the order of keys and then of time. */
export function uploadsUnder(database: Database, bucket: string, prefix: string): StoredUpload[] {
  return database
    .all('SELECT * FROM uploads WHERE bucket = ? AND key >= ? ORDER BY key, initiatedAt, uploadId', bucket, prefix)
    .map(uploadIn)
    .filter(({ key }) => key.startsWith(prefix));
}

/** Stores a part, in place of one with the same number, and returns its MD5. */
export function putPart(
  database: Database,
  uploadId: string,
  number: number,
  body: Buffer,
  checksum: string,
  now: number,
): string {
  const etag = createHash('md5').update(body).digest('hex');
  database.run(
    'INSERT OR REPLACE INTO parts (uploadId, number, etag, size, checksum, lastModified, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    uploadId,
    number,
    etag,
    body.length,
    checksum,
    now,
    body,
  );
  return etag;
}

/** The parts of an upload, in the order of their numbers. */
export function partsOf(database: Database, uploadId: string): PartSummary[] {
  return database.all(
    'SELECT number, etag, size, checksum, lastModified FROM parts WHERE uploadId = ? ORDER BY number',
    uploadId,
  ) as unknown as PartSummary[];
}

/** The bytes of a part. The part must exist. */
export function partBody(database: Database, uploadId: string, number: number): Buffer {
  const row = database.get('SELECT body FROM parts WHERE uploadId = ? AND number = ?', uploadId, number);
  return Buffer.from(row?.['body'] as Uint8Array);
}

/** Removes an upload with its parts. */
export function removeUpload(database: Database, uploadId: string): void {
  database.run('DELETE FROM parts WHERE uploadId = ?', uploadId);
  database.run('DELETE FROM uploads WHERE uploadId = ?', uploadId);
}

function uploadIn(row: Record<string, unknown>): StoredUpload {
  const stored = row as unknown as Omit<StoredUpload, 'metadata' | 'isAsked'> & { metadata: string; isAsked: number };
  return { ...stored, isAsked: stored.isAsked === 1, metadata: JSON.parse(stored.metadata) as Record<string, string> };
}
