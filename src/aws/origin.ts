import type { CredentialOrigin, CredentialSourceKind } from '../domain/refusal.ts';
import { parseKnownFiles } from '@smithy/core/config';
import type { ParsedIniData } from '@smithy/types';
import { environmentProfile } from './profiles.ts';

/** The profile settings that name a source of credentials, in the SDK's order of precedence. */
const sources: readonly (readonly [CredentialSourceKind, readonly string[]])[] = [
  ['keys', ['aws_access_key_id', 'aws_secret_access_key']],
  ['webIdentity', ['web_identity_token_file']],
  ['process', ['credential_process']],
  ['sso', ['sso_session', 'sso_start_url', 'sso_account_id', 'sso_role_name']],
  ['login', ['login_session']],
];

/**
 * Where the credentials of a profile come from. If no profile is chosen, the order is that of AWS's tools: the
 * profile in `AWS_PROFILE`, the keys in the environment, the default profile, a token file. The machine's role
 * is used only if none of these is configured: a source that is configured but fails must not be replaced by
 * another account's credentials.
 */
export async function originOf(
  chosen: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CredentialOrigin> {
  const profiles = await parseKnownFiles({ ignoreCache: true });
  const named = chosen ?? environmentProfile(env);
  if (named !== undefined) return ofProfile(named, profiles);
  if (isSet(env['AWS_ACCESS_KEY_ID']) || isSet(env['AWS_SECRET_ACCESS_KEY'])) return { from: 'environment' };
  const ofDefault = ofProfile('default', profiles);
  if (ofDefault.from !== 'none') return ofDefault;
  return { from: isSet(env['AWS_WEB_IDENTITY_TOKEN_FILE']) || isSet(env['AWS_ROLE_ARN']) ? 'webIdentity' : 'machine' };
}

/** Follows the source profiles of a role to the one with credentials of its own. */
function ofProfile(name: string, profiles: ParsedIniData): CredentialOrigin {
  const visited = new Set<string>();
  for (let profile = name; !visited.has(profile); ) {
    visited.add(profile);
    const section = Object.hasOwn(profiles, profile) ? (profiles[profile] ?? {}) : {};
    const source = section['source_profile'];
    if (section['role_arn'] !== undefined && section['credential_source'] !== undefined)
      return { from: section['credential_source'] === 'Environment' ? 'environment' : 'machine', profile };
    if (section['role_arn'] === undefined || source === undefined || source === profile)
      return {
        from: sources.find(([, members]) => members.some(member => section[member] !== undefined))?.[0] ?? 'none',
        profile,
      };
    profile = source;
  }
  return { from: 'none', profile: name };
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '';
}
