import { createHash } from 'node:crypto';

/**
 * Makes a NextToken. It says where the page ended, and for which list, so that it cannot be taken to another.
 * @param scope what the list was of: operation, region, filter.
 */
export function nextToken(scope: string, position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([fingerprint(scope), ...position])).toString('base64url');
}

/** A stretch of empty pages that a list begins with, as a service gives them that filters after it has read. */
export interface EmptyPages {
  /** The NextToken of the empty page that is due now; undefined when it is time for the list itself. */
  readonly next?: string;
  /** The caller's token without the stretch: what the list itself goes on from. */
  readonly token?: string;
}

/** Where a list stands that begins with `count` empty pages. */
export function emptyPages(scope: string, token: string | undefined, count: number): EmptyPages {
  const [word, given] = token === undefined ? ['empty', 0] : tokenPosition(scope, token) ?? [];
  if (word !== 'empty' || typeof given !== 'number') return token === undefined ? {} : { token };
  return given < count ? { next: nextToken(scope, ['empty', given + 1]) } : {};
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
