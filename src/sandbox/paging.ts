import { createHash } from 'node:crypto';

/**
 * Creates a NextToken. It contains where the page ended, and for which list, so that it cannot
 * be used for another list.
 * @param scope identifies the list: operation, region, filter.
 */
export function nextToken(scope: string, position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([fingerprint(scope), ...position])).toString('base64url');
}

/** The empty pages at the beginning of a list, as from a service that filters after it has read. */
export interface EmptyPages {
  /** The NextToken of the empty page to return now; undefined when the list itself is due. */
  readonly next?: string;
  /** The caller's token, if it is one of the list itself. */
  readonly token?: string;
}

/** The state of a list that begins with `count` empty pages. */
export function emptyPages(scope: string, token: string | undefined, count: number): EmptyPages {
  const [word, given] = token === undefined ? ['empty', 0] : (tokenPosition(scope, token) ?? []);
  if (word !== 'empty' || typeof given !== 'number') return token === undefined ? {} : { token };
  return given < count ? { next: nextToken(scope, ['empty', given + 1]) } : {};
}

/** The position in a NextToken, or undefined if `nextToken` did not create it for this scope. */
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
