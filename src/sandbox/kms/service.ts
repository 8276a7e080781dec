import { callerArn } from '../account.ts';
import type { ServiceHandler } from '../context.ts';
import { RefusalError, ServiceError } from '../errors.ts';
import { nextToken, tokenPosition } from '../paging.ts';
import { jsonResponse, parseJsonBody } from '../protocols/json.ts';
import { assertValid, type Shape } from '../validation/constraints.ts';
import { type Key, aliasEntries, keyEntries, keyMetadata, keyNamed, keyPolicy, keys } from './keys.ts';

/** The prefix of the operation in `x-amz-target`. */
export const kmsTarget = 'TrentService.';

interface Request {
  readonly KeyId?: string;
  readonly Limit?: number;
  readonly Marker?: string;
}

const pageShape = (most: number): Shape => ({
  type: 'structure',
  members: {
    KeyId: { type: 'string', min: 1, max: 2048 },
    Limit: { type: 'integer', min: 1, max: most },
    Marker: { type: 'string', min: 1, max: 1024 },
  },
});

/** An operation: what it lists, its default and maximum page size, and the name of its list. */
const operations = {
  ListKeys: { list: (region: string) => keyEntries(region), usual: 100, most: 1_000, member: 'Keys' },
  ListAliases: { list: aliasesOf, usual: 50, most: 100, member: 'Aliases' },
} as const;

const contentType = 'application/x-amz-json-1.1';

/** AWS KMS over JSON 1.1: ListKeys and ListAliases, page by page, DescribeKey and GetKeyPolicy. Nothing is encrypted here. */
export const kms: ServiceHandler = ({ method, path, headers, body }, { region }) => {
  const target = headers['x-amz-target'] ?? '';
  const name = target.startsWith(kmsTarget) ? target.slice(kmsTarget.length) : '';
  if (method !== 'POST' || path !== '/') throw new RefusalError('unknownOperation');
  if (name === 'DescribeKey')
    return jsonResponse(contentType, { KeyMetadata: keyMetadata(region, keyOf(body, region, name)) });
  if (name === 'GetKeyPolicy')
    return jsonResponse(contentType, { Policy: keyPolicy(keyOf(body, region, name)), PolicyName: 'default' });
  if (!Object.hasOwn(operations, name)) throw new RefusalError('unknownOperation');
  const { list, usual, most, member } = operations[name as keyof typeof operations];
  const request = parseJsonBody(body);
  assertValid(pageShape(most), request, 'ValidationException');
  const { KeyId: keyId, Limit: limit = usual, Marker: marker } = request as Request;
  const all = list(region, keyId);
  const scope = `${name} ${region} ${keyId ?? ''}`;
  const [start] = marker === undefined ? [0] : (tokenPosition(scope, marker) ?? []);
  if (typeof start !== 'number')
    throw new ServiceError('InvalidMarkerException', 400, 'The request was rejected because the marker is not valid.');
  const end = start + limit;
  return jsonResponse(contentType, {
    [member]: all.slice(start, end),
    ...(end < all.length ? { NextMarker: nextToken(scope, [end]), Truncated: true } : { Truncated: false }),
  });
};

function aliasesOf(region: string, keyId: string | undefined): ReturnType<typeof aliasEntries> {
  const id = keyId?.replace(/^.*:key\//, '');
  if (id !== undefined && !keys.some(key => key.id === id))
    throw new ServiceError('NotFoundException', 400, `Key '${keyId}' does not exist`);
  return aliasEntries(region, id);
}

const keyShape: Shape = {
  type: 'structure',
  required: ['KeyId'],
  members: {
    KeyId: { type: 'string', min: 1, max: 2048 },
    PolicyName: { type: 'string', min: 1, max: 128 },
  },
};

/** The key that a request names. Throws NotFoundException, or AccessDeniedException for one that nobody may read. */
function keyOf(body: Buffer, region: string, operation: string): Key {
  const request = parseJsonBody(body);
  assertValid(keyShape, request, 'ValidationException');
  const { KeyId: name = '' } = request as Request;
  const key = keyNamed(region, name);
  if (key === undefined) throw new ServiceError('NotFoundException', 400, `Key '${name}' does not exist`);
  if (key.isHidden === true)
    throw new ServiceError(
      'AccessDeniedException',
      400,
      `User: ${callerArn} is not authorized to perform: kms:${operation} on this resource because no resource-based policy allows the kms:${operation} action`,
    );
  return key;
}
