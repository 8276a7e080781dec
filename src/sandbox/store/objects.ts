import { createHash } from 'node:crypto';
import type { Database } from './database.ts';

/** A checksum as it is kept: S3's name of the algorithm, whether it is of the bytes or of the parts, and its value. */
export interface StoredChecksum {
  readonly algorithm: string;
  readonly type: string;
  readonly value: string;
}

/** An object in a listing. */
export interface ObjectSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** MD5 in hex, or what else S3 makes of it, without the quotes that it has in HTTP. */
  readonly etag: string;
  readonly checksum?: StoredChecksum;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** S3's name of it, such as `STANDARD`. */
  readonly storageClass: string;
}

/** An object with its content. */
export interface StoredObject extends ObjectSummary {
  readonly contentType: string;
  /** The `x-amz-meta-` headers, without that prefix. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The data of a new object. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer | string;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  /** Instead of the MD5. */
  readonly etag?: string;
  /** Instead of the length of the body, which is repeated. */
  readonly size?: number;
  readonly checksum?: StoredChecksum;
}

/** A bucket. Buckets have no region: every region sees all of them. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** All buckets, sorted by name. */
export function listBuckets(database: Database): Bucket[] {
  return database.all('SELECT name, createdAt FROM buckets ORDER BY name') as unknown as Bucket[];
}

/** Whether the bucket exists. */
export function bucketExists(database: Database, name: string): boolean {
  return database.get('SELECT 1 FROM buckets WHERE name = ?', name) !== undefined;
}

/** Creates a bucket; false if one with that name exists. */
export function createBucket(database: Database, name: string, now: number): boolean {
  return database.run('INSERT INTO buckets (name, createdAt) VALUES (?, ?) ON CONFLICT DO NOTHING', name, now) === 1;
}

const insert = `INSERT INTO objects (bucket, key, size, etag, contentType, metadata, lastModified, storageClass, checksum, body)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (bucket, key) DO`;
const orOverwrite = `${insert} UPDATE SET size = excluded.size, etag = excluded.etag, contentType = excluded.contentType,
  metadata = excluded.metadata, lastModified = excluded.lastModified, storageClass = excluded.storageClass, checksum = excluded.checksum,
  body = excluded.body`;
const orNothing = `${insert} NOTHING`;

/** Writes or overwrites an object and returns its etag. The bucket must exist. */
export function putObject(database: Database, object: NewObject, now: number): string {
  return write(database, orOverwrite, object, now);
}

/** Writes an object unless there is one with its key. The bucket must exist. */
export function addObject(database: Database, object: NewObject, now: number): void {
  write(database, orNothing, object, now);
}

function write(database: Database, statement: string, object: NewObject, now: number): string {
  const body = Buffer.from(object.body);
  const etag = object.etag ?? createHash('md5').update(body).digest('hex');
  database.run(
    statement,
    object.bucket,
    object.key,
    object.size ?? body.length,
    etag,
    object.contentType ?? 'binary/octet-stream',
    JSON.stringify(object.metadata ?? {}),
    now,
    object.storageClass ?? 'STANDARD',
    object.checksum === undefined ? '' : JSON.stringify(object.checksum),
    body,
  );
  return etag;
}

/** An object with its content, or undefined. */
export function getObject(database: Database, bucket: string, key: string): StoredObject | undefined {
  const row = database.get(
    'SELECT key, size, etag, contentType, metadata, lastModified, storageClass, checksum, body FROM objects WHERE bucket = ? AND key = ?',
    bucket,
    key,
  );
  if (row === undefined) return undefined;
  const { checksum, ...stored } = row as unknown as Omit<StoredObject, 'metadata' | 'checksum' | 'body'> & {
    metadata: string;
    checksum: string;
    body: Uint8Array;
  };
  return {
    ...stored,
    ...checksumIn(checksum),
    metadata: JSON.parse(stored.metadata) as Record<string, string>,
    body: Buffer.from(stored.body),
  };
}

/** Deletes an object, if it exists. */
export function deleteObject(database: Database, bucket: string, key: string): void {
  database.run('DELETE FROM objects WHERE bucket = ? AND key = ?', bucket, key);
}

/** The objects of a bucket whose keys begin with `prefix` and come after `after`, in the order of their UTF-8 bytes, as S3 lists them. */
export function* objectsUnder(
  database: Database,
  bucket: string,
  prefix: string,
  after = '',
): Generator<ObjectSummary, void, undefined> {
  const rows = database.iterate(
    'SELECT key, size, etag, lastModified, storageClass, checksum FROM objects WHERE bucket = ? AND key >= ? AND key > ? ORDER BY key',
    bucket,
    prefix,
    after,
  );
  for (const row of rows) {
    const { checksum, ...object } = row as unknown as Omit<ObjectSummary, 'checksum'> & { checksum: string };
    if (!object.key.startsWith(prefix)) return;
    yield { ...object, ...checksumIn(checksum) };
  }
}

function checksumIn(column: string): { readonly checksum?: StoredChecksum } {
  return column === '' ? {} : { checksum: JSON.parse(column) as StoredChecksum };
}
