import type { SandboxRequest } from '../http.ts';
import type { StoredObject } from '../store/objects.ts';
import { s3Error } from './errors.ts';

type Headers = SandboxRequest['headers'];
type Version = Pick<StoredObject, 'etag' | 'lastModified'>;

/** What the conditions of a read say. */
export type Condition = 'holds' | 'notModified' | 'failed';

/**
 * Evaluates the conditions of a read as in RFC 9110, which S3 refers to: an entity tag outweighs the date beside it.
 * @param prefix comes before the headers' names, such as `x-amz-copy-source-` for the source of a copy.
 */
export function readCondition(headers: Headers, object: Version, prefix = ''): Condition {
  const [match, noneMatch] = [headers[`${prefix}if-match`], headers[`${prefix}if-none-match`]];
  const unmodifiedSince = timeOf(headers[`${prefix}if-unmodified-since`]);
  const modifiedSince = timeOf(headers[`${prefix}if-modified-since`]);
  // HTTP dates have no fractions of a second.
  const modified = Math.floor(object.lastModified / 1000) * 1000;
  if (match === undefined ? unmodifiedSince !== undefined && modified > unmodifiedSince : !names(match, object))
    return 'failed';
  const isUnchanged =
    noneMatch === undefined ? modifiedSince !== undefined && modified <= modifiedSince : names(noneMatch, object);
  return isUnchanged ? 'notModified' : 'holds';
}

/** Throws ServiceError unless the conditions of a write hold. `object`: what is at the key now. */
export function requireWriteCondition(headers: Headers, key: string, object: Version | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  // As in S3, which takes no other value here.
  if (noneMatch !== undefined && noneMatch.trim() !== '*') throw s3Error('NotImplemented');
  if (noneMatch !== undefined && object !== undefined)
    throw s3Error('PreconditionFailed', { Condition: 'If-None-Match' });
  if (match === undefined) return;
  if (object === undefined) throw s3Error('NoSuchKey', { Key: key });
  if (!names(match, object)) throw s3Error('PreconditionFailed', { Condition: 'If-Match' });
}

/** Whether a list of entity tags, with or without quotes, names the object. */
function names(list: string, { etag }: Version): boolean {
  return list.split(',').some(tag => {
    const value = tag.trim().replace(/^W\//, '');
    return value === '*' || value === etag || value === `"${etag}"`;
  });
}

/** A date that cannot be read is no condition, as in RFC 9110. */
function timeOf(date: string | undefined): number | undefined {
  const time = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : time;
}
