import { loadSharedConfigFiles } from '@smithy/core/config';
import type { ParsedIniData } from '@smithy/types';
import type { EndpointOverrides } from '../domain/connection.ts';

/** What a person chooses a profile by. No secret is in it. */
export interface ProfileSummary {
  readonly name: string;
  readonly region?: string;
}

/** What the calls of a profile need besides its credentials. */
export interface ProfileSettings {
  readonly exists: boolean;
  readonly region?: string;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
  readonly endpoints: EndpointOverrides;
}

const services = ['comprehendmedical', 'entityresolution', 'sts'] as const;

/** The profiles of the shared config and credentials files, by name; their secrets are dropped before this returns. */
export async function listProfiles(): Promise<readonly ProfileSummary[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...profileNames(configFile), ...Object.keys(credentialsFile)]);
  return [...names].sort().map(name => {
    const region = configFile[name]?.['region'] ?? credentialsFile[name]?.['region'];
    return region === undefined ? { name } : { name, region };
  });
}

/** The parser hands out `sso-session` and `services` sections beside the profiles, their kind before a dot. */
function profileNames(file: ParsedIniData): readonly string[] {
  return Object.keys(file).filter(name => !/^(sso-session|services)\./.test(name));
}

/**
 * Reads a profile's region, FIPS and dual-stack choice, and its endpoints. The SDK reads `endpoint_url` and `services` of
 * AWS_PROFILE only, whatever profile a client was given, and would send one profile's keys to another's endpoint: they are
 * resolved here instead, and clients are told to ignore configured endpoints.
 */
export async function readProfile(profile: string | undefined, env: NodeJS.ProcessEnv = process.env): Promise<ProfileSettings> {
  const name = profile ?? env['AWS_PROFILE'] ?? 'default';
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const own = { ...credentialsFile[name], ...configFile[name] };
  const region = own['region'] ?? (profile === undefined ? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] : undefined);
  return {
    exists: name in configFile || name in credentialsFile,
    ...(region === undefined ? {} : { region }),
    useFips: (env['AWS_USE_FIPS_ENDPOINT'] ?? own['use_fips_endpoint']) === 'true',
    useDualStack: (env['AWS_USE_DUALSTACK_ENDPOINT'] ?? own['use_dualstack_endpoint']) === 'true',
    endpoints: configuredEndpoints(own, configFile, env),
  };
}

/** AWS's order: the service's variable, the general variable, the profile's `services` section, the profile's `endpoint_url`. */
function configuredEndpoints(own: Record<string, string | undefined>, configFile: ParsedIniData, env: NodeJS.ProcessEnv): EndpointOverrides {
  if ((env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? own['ignore_configured_endpoint_urls']) === 'true') return {};
  const section = own['services'] === undefined ? {} : configFile[`services.${own['services']}`] ?? {};
  return Object.fromEntries(services.flatMap(service => {
    const url = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env['AWS_ENDPOINT_URL'] ?? section[`${service}.endpoint_url`] ?? own['endpoint_url'];
    return url === undefined || url === '' ? [] : [[service, url]];
  }));
}
