import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../domain/defined.ts';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { ParsedIniData } from '@smithy/types';
import type { EndpointOverrides } from '../domain/connection.ts';
import { serviceNames } from './endpoints.ts';

/** What is shown of a profile when choosing one. Contains no secrets. */
export interface ProfileSummary {
  readonly name: string;
  readonly region?: string;
  /** The AWS CLI reads it, and the AWS SDK, by which the extension connects, does not. */
  readonly isUnreadable?: true;
}

/** The settings that the calls of a profile need, besides its credentials. */
export interface ProfileSettings {
  readonly exists: boolean;
  /** The name of a services section that the profile refers to but that does not exist. */
  readonly missingSection?: string;
  readonly region?: string;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
  readonly endpoints: EndpointOverrides;
}

/** The profiles of the shared config and credentials files, sorted by name, without their secrets. */
export async function listProfiles(): Promise<readonly ProfileSummary[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...profileNames(configFile), ...profileNames(credentialsFile)]);
  const listed = Array.from(names, name => {
    const region = configFile[name]?.['region'] ?? credentialsFile[name]?.['region'];
    return region === undefined ? { name } : { name, region };
  });
  const unreadable = (await unreadableNames()).filter(name => !names.has(name));
  return [...listed, ...unreadable.map(name => ({ name, isUnreadable: true as const }))].sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
}

/** The headers that the SDK's parser reads. Source: `prefixKeyRegex` of @smithy/core. */
const readable = /^profile\s(["'])?[\w@+.%:/-]+\1$/;

/**
 * The names of the config file's profiles that the AWS CLI reads and the SDK does not: with blanks, or not in ASCII.
 */
async function unreadableNames(env: NodeJS.ProcessEnv = process.env): Promise<readonly string[]> {
  const path = present(env['AWS_CONFIG_FILE']) ?? join(homedir(), '.aws', 'config');
  // Without the file there is nothing to list.
  const text = await readFile(path, 'utf8').catch(() => '');
  const headers = Array.from(text.matchAll(/^\[([ \t]*profile[ \t][^\]\r\n]{1,256})\]/gm), ([, header = '']) => header);
  const names = headers
    .filter(header => !readable.test(header.trimEnd()))
    .map(header => unquoted(header.trim().replace(/^profile\s+/, '')));
  return Array.from(new Set(names));
}

function unquoted(name: string): string {
  return /^(["']).*\1$/.test(name) && name.length > 1 ? name.slice(1, -1) : name;
}

/**
 * The parser returns `sso-session` and `services` sections along with the profiles, prefixed with their kind and a dot.
 */
function profileNames(file: ParsedIniData): readonly string[] {
  return Object.keys(file).filter(name => !/^(sso-session|services)\./.test(name));
}

/** The profile to use if none is chosen: AWS_PROFILE, unless it is empty. */
export function environmentProfile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return present(env['AWS_PROFILE']);
}

/**
 * Reads a profile's region, FIPS and dual-stack options, and endpoints. Whatever profile a client is given, the SDK
 * reads `endpoint_url` and `services` of AWS_PROFILE only, and would send one profile's keys to another's endpoint.
 * They are therefore resolved here, and clients are told to ignore configured endpoints.
 */
export async function readProfile(
  profile: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProfileSettings> {
  const name = profile ?? environmentProfile(env) ?? 'default';
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const own = { ...sectionOf(credentialsFile, name), ...sectionOf(configFile, name) };
  // The region in the environment applies only if no profile is chosen.
  const region =
    (profile === undefined ? (present(env['AWS_REGION']) ?? present(env['AWS_DEFAULT_REGION'])) : undefined) ??
    own['region'];
  const section = own['services'];
  const isMissing = section !== undefined && sectionOf(configFile, `services.${section}`) === undefined;
  return {
    exists: [configFile, credentialsFile].some(file => sectionOf(file, name) !== undefined),
    ...(isMissing ? { missingSection: section } : {}),
    ...defined({ region }),
    useFips: isTrue(present(env['AWS_USE_FIPS_ENDPOINT']) ?? own['use_fips_endpoint']),
    useDualStack: isTrue(present(env['AWS_USE_DUALSTACK_ENDPOINT']) ?? own['use_dualstack_endpoint']),
    endpoints: configuredEndpoints(own, configFile, env),
  };
}

/**
 * AWS's order of precedence: the service's environment variable, the general variable, the profile's `services`
 * section, the profile's `endpoint_url`.
 */
function configuredEndpoints(
  own: Record<string, string | undefined>,
  configFile: ParsedIniData,
  env: NodeJS.ProcessEnv,
): EndpointOverrides {
  if (isTrue(present(env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']) ?? own['ignore_configured_endpoint_urls'])) return {};
  const section = own['services'] === undefined ? {} : (sectionOf(configFile, `services.${own['services']}`) ?? {});
  return Object.fromEntries(
    Object.entries(serviceNames).flatMap(([service, name]) => {
      const url =
        present(env[`AWS_ENDPOINT_URL_${name.toUpperCase()}`]) ??
        present(env['AWS_ENDPOINT_URL']) ??
        section[`${name}.endpoint_url`] ??
        own['endpoint_url'];
      return url === undefined ? [] : [[service, url]];
    }),
  );
}

/** Looks up own properties only: a name such as `constructor` must not be found unless a file has it. */
function sectionOf(file: ParsedIniData, name: string): Record<string, string | undefined> | undefined {
  return Object.hasOwn(file, name) ? file[name] : undefined;
}

/** AWS's tools treat an empty variable as not set. */
function present(variable: string | undefined): string | undefined {
  return variable === '' ? undefined : variable;
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}
