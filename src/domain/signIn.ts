// Where a connection's credentials come from, and how the user gets new ones when they expire.
import type { RefusalKind } from './refusal.ts';

/**
 * The source of credentials:
 * - `sso`: IAM Identity Center · `login`: `aws login` · `process`: a credential_process · `keys`: static keys in the profile
 * - `webIdentity`: a token file · `environment`: AWS_ACCESS_KEY_ID and its like · `machine`: the role of a container or an EC2 instance
 * - `none`: the profile names no source
 */
export type CredentialSourceKind = 'sso' | 'login' | 'process' | 'keys' | 'webIdentity' | 'environment' | 'machine' | 'none';

export interface CredentialOrigin {
  readonly from: CredentialSourceKind;
  /**
   * The profile that defines the source: the chosen one, the one in AWS_PROFILE, or the last in a `source_profile`
   * chain.
   */
  readonly profile?: string;
}

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
export function signInOf({ kind, origin }: { readonly kind: RefusalKind; readonly origin?: CredentialOrigin }): SignIn | undefined {
  if ((kind !== 'expired' && kind !== 'signedOut') || origin?.profile === undefined) return undefined;
  const command = commands[origin.from];
  if (command === undefined) return undefined;
  const { profile } = origin;
  // Joined with `=`, a name that begins with a dash is not parsed as an option.
  return { profile, argv: ['aws', ...command, ...(profile.startsWith('-') ? [`--profile=${profile}`] : ['--profile', profile])] };
}

const commands: Readonly<Partial<Record<CredentialSourceKind, readonly string[]>>> = { sso: ['sso', 'login'], login: ['login'] };
