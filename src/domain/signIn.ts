// How the user gets new credentials when those of the connection expire.
import type { RefusalKind, CredentialSourceKind, CredentialOrigin } from './refusal.ts';

/** A command that signs the user in, to run in a terminal. */
export interface SignIn {
  readonly profile: string;
  /** Program and arguments, for a terminal that takes them separately; `signInLine` joins them into a line. */
  readonly argv: readonly string[];
}

/**
 * Returns the command to sign in after a refusal; undefined where signing in would not help: other refusals, and
 * sources without a sign-in.
 */
export function signInOf({
  kind,
  origin,
}: {
  readonly kind: RefusalKind;
  readonly origin?: CredentialOrigin;
}): SignIn | undefined {
  if ((kind !== 'expired' && kind !== 'signedOut') || origin?.profile === undefined) return undefined;
  const command = commands[origin.from];
  if (command === undefined) return undefined;
  const { profile } = origin;
  // Joined with `=`, a name that begins with a dash is not parsed as an option.
  return {
    profile,
    argv: ['aws', ...command, ...(profile.startsWith('-') ? [`--profile=${profile}`] : ['--profile', profile])],
  };
}

const commands: Readonly<Partial<Record<CredentialSourceKind, readonly string[]>>> = {
  sso: ['sso', 'login'],
  login: ['login'],
};
