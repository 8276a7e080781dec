// Which connections are protected: there, a start asks for more.
import type { ConnectionChoice } from './connection.ts';
import { isLike } from './policy.ts';

/**
 * Whether one of the patterns names the account, or the profile of the connection. A pattern is an account ID, or the
 * name of a profile in which `*` stands for any text.
 */
export function isProtected(
  patterns: readonly string[],
  choice: ConnectionChoice,
  { account }: { readonly account: string },
): boolean {
  if (choice.sandbox === true) return false;
  const { profile } = choice;
  return patterns.some(pattern => pattern === account || (profile !== undefined && isLike(pattern, profile)));
}
