import { createHash } from 'node:crypto';

/**
 * Makes a NextToken. It says where the page ended, and for which list, so that it cannot be taken to another.
 * @param scope what the list was of: operation, region, filter.
 */
export function nextToken(scope: string, position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([fingerprint(scope), ...position])).toString('base64url');
}

/** The position in a NextToken, or undefined when it was not made by `nextToken` for this scope. */
export function tokenPosition(scope: string, token: string): unknown[] | undefined {
  try {
    const parts = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown;
    return Array.isArray(parts) && parts[0] === fingerprint(scope) ? (parts as unknown[]).slice(1) : undefined;
  } catch {
    return undefined;
  }
}

function fingerprint(scope: string): string {
  return createHash('sha256').update(scope).digest('base64url').slice(0, 12);
}
