// Which connections are protected: there, a start asks for more.
import type { Connected } from './connection.ts';
import { isLike } from './policy.ts';

/**
 * Whether one of the patterns of the setting names the account, or the profile that the credentials are from. A pattern
 * is an account ID, or the name of a profile in which `*` stands for any text. Whatever cannot be read protects all.
 */
export function isProtected(
  setting: unknown,
  { choice, profile }: Pick<Connected, 'choice' | 'profile'>,
  { account }: { readonly account: string },
): boolean {
  if (choice.sandbox === true) return false;
  return patternsIn(setting).some(
    pattern => pattern === '*' || pattern === account || (profile !== undefined && isLike(pattern, profile)),
  );
}

function patternsIn(setting: unknown): readonly string[] {
  if (setting === undefined || setting === null) return [];
  return (Array.isArray(setting) ? (setting as readonly unknown[]) : [setting]).map(each =>
    // An account ID may be written as a number, which loses the zeros it begins with.
    typeof each === 'number' ? String(each).padStart(12, '0') : typeof each === 'string' ? each : '*',
  );
}
