// Where a connection's credentials come from, and how a person gets new ones when they run out.
import type { RefusalKind, CredentialSourceKind, CredentialOrigin } from './refusal.ts';

/** A command that signs a person in, to be run in a terminal of theirs. */
export interface SignIn {
  readonly profile: string;
  /** Program and arguments, for a terminal that takes them apart from each other; `signInLine` makes a line of them. */
  readonly argv: readonly string[];
}

/** What a person who was refused can sign in with; undefined where signing in would not help: other refusals, and sources without a sign-in. */
export function signInOf({ kind, origin }: { readonly kind: RefusalKind; readonly origin?: CredentialOrigin }): SignIn | undefined {
  if ((kind !== 'expired' && kind !== 'signedOut') || origin?.profile === undefined) return undefined;
  const command = commands[origin.from];
  if (command === undefined) return undefined;
  const { profile } = origin;
  // Joined with `=`, a name that begins with a dash is no option.
  return { profile, argv: ['aws', ...command, ...(profile.startsWith('-') ? [`--profile=${profile}`] : ['--profile', profile])] };
}

const commands: Readonly<Partial<Record<CredentialSourceKind, readonly string[]>>> = { sso: ['sso', 'login'], login: ['login'] };
