import type { CredentialOrigin } from '../domain/refusal.ts';
import { fromEnv, fromHttp, fromIni, fromInstanceMetadata, fromTokenFile } from '@aws-sdk/credential-providers';
import { type AssumeRoleCommandInput, type AssumeRoleWithWebIdentityCommandInput, type Credentials, type STSClient, AssumeRoleCommand, AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { CredentialsProviderError, parseKnownFiles } from '@smithy/core/config';
import type { AwsCredentialIdentity } from '@smithy/types';
import { BoundedHandler, type Limits, timedOut } from './handler.ts';
import { originOf } from './origin.ts';
import { boundCredentialProcesses } from './credentialProcess.ts';
import { environmentProfile } from './profiles.ts';

/** Credentials that are kept while they are good. */
export interface CredentialSource {
  get(): Promise<AwsCredentialIdentity>;
  /** Fetches them anew at the next call: the service said that they are no good. */
  forget(): void;
}

/** Asks a person for the code of an MFA device; throws when they decline. */
export type MfaPrompt = (serial: string) => Promise<string>;

/** Makes the STS client that a role is assumed with, signing with the given credentials. */
export type StsFor = (credentials: AwsCredentialIdentity) => STSClient;

export interface SourceOptions {
  readonly stsFor: StsFor;
  readonly askMfaCode: MfaPrompt;
  readonly limits: Limits;
}

/**
 * The credentials of a profile and of nothing else: a name that is not there must not fall through to the machine's own
 * role, which may be another account's. Without a profile, those of the first source that `originOf` finds, and of no other.
 * Getting them ends after `limits.callMs`, in which the time that a person takes for a code does not count.
 */
export function credentialsOf(profile: string | undefined, { stsFor, askMfaCode, limits }: SourceOptions): CredentialSource {
  boundCredentialProcesses(limits.callMs);
  const clientConfig = {
    // The clients a provider makes for itself (SSO) would read AWS_PROFILE's endpoints. Their region is the session's own.
    ignoreConfiguredEndpointUrls: true,
    requestHandler: new BoundedHandler(limits),
  };
  return kept(() => inTime(limits.callMs, async pausing => {
    const options = {
      clientConfig, ignoreCache: true,
      mfaCodeProvider: (serial: string) => pausing(() => askMfaCode(serial)),
      // Roles are assumed where the profile's other calls go, and not where the provider's own STS client would.
      roleAssumer: async (source: AwsCredentialIdentity, input: AssumeRoleCommandInput) => identityOf((await stsFor(source).send(new AssumeRoleCommand(input))).Credentials),
      roleAssumerWithWebIdentity: async (input: AssumeRoleWithWebIdentityCommandInput) => identityOf((await stsFor(unsigned).send(new AssumeRoleWithWebIdentityCommand(input))).Credentials),
    };
    try {
      const named = profile ?? environmentProfile();
      await askSourceFirst(named, options);
      return await providerOf(named, await originOf(named), options)();
    } catch (thrown) {
      if (isFileError(thrown)) throw new CredentialsProviderError(`The file ${thrown.path} cannot be read (${thrown.code}).`, { tryNextLink: false });
      // The SDK trips over a session or profile that is referred to and missing.
      throw thrown instanceof TypeError ? new CredentialsProviderError('Something the profile refers to, such as its sso_session, is missing in the config file.', { tryNextLink: false }) : thrown;
    }
  }));
}

function isFileError(thrown: unknown): thrown is { readonly code: string; readonly path: string } {
  return thrown instanceof Error && 'code' in thrown && 'path' in thrown && typeof thrown.path === 'string';
}

type ProviderOptions = NonNullable<Parameters<typeof fromIni>[0]>;

/** The one provider that an origin stands for. */
function providerOf(named: string | undefined, origin: CredentialOrigin, options: ProviderOptions): () => Promise<AwsCredentialIdentity> {
  if (named !== undefined || origin.profile !== undefined) return fromIni({ ...options, profile: named ?? 'default' });
  switch (origin.from) {
    case 'environment': return fromEnv();
    case 'webIdentity': return fromTokenFile(options);
    default: return machineRole;
  }
}

/** The role of the container or EC2 instance this runs on; most machines have none. */
async function machineRole(): Promise<AwsCredentialIdentity> {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full, AWS_EC2_METADATA_DISABLED: disabled } = process.env;
  if (Boolean(relative) || Boolean(full)) return await fromHttp()();
  try {
    if (disabled !== undefined && disabled !== '' && disabled !== 'false') throw new Error('switched off');
    return await fromInstanceMetadata()();
  } catch (cause) {
    throw Object.assign(new CredentialsProviderError('no source of credentials', { tryNextLink: false }), { name: 'NoCredentials', cause });
  }
}

/** What `work` brings, or a TimeoutError after so many milliseconds; while what it hands to `pausing` goes on, the time stands still. */
async function inTime<T>(ms: number, work: (pausing: <U>(paused: () => Promise<U>) => Promise<U>) => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let start = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => { start = () => { timer = setTimeout(() => { reject(timedOut()); }, ms); }; });
  start();
  try {
    return await Promise.race([late, work(async paused => {
      clearTimeout(timer);
      try {
        return await paused();
      } finally {
        start();
      }
    })]);
  } finally {
    clearTimeout(timer);
    start = () => undefined;
  }
}

/** AssumeRoleWithWebIdentity is sent without a signature; the client wants a key all the same. */
const unsigned: AwsCredentialIdentity = { accessKeyId: '', secretAccessKey: '' };

function identityOf(got: Credentials | undefined): AwsCredentialIdentity {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = got ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new CredentialsProviderError('STS gave no credentials for the role.', { tryNextLink: false });
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }), ...(expiration === undefined ? {} : { expiration }) };
}

/**
 * While the SDK waits for an MFA code, nobody listens to whether the role's source profile fails: it would end as an unhandled
 * rejection, and the person would have typed a code in vain. So the source is asked first, unless it wants a code itself.
 */
async function askSourceFirst(profile: string | undefined, options: Parameters<typeof fromIni>[0]): Promise<void> {
  if (profile === undefined) return;
  const profiles = await parseKnownFiles({ ignoreCache: true });
  const { mfa_serial: serial, source_profile: source } = profiles[profile] ?? {};
  if (serial === undefined || source === undefined || source === profile || profiles[source]?.['mfa_serial'] !== undefined) return;
  await fromIni({ ...options, profile: source })();
}

/** A minute before they run out, credentials are fetched anew; static ones are read again after five, for keys get rotated. */
const earlyMs = 60_000;
const staticMs = 5 * 60_000;

/** Keeps credentials while they are good, and asks once for many that wait. */
function kept(source: () => Promise<AwsCredentialIdentity>): CredentialSource {
  let held: AwsCredentialIdentity | undefined;
  let goodUntil = 0;
  let asking: Promise<AwsCredentialIdentity> | undefined;
  return {
    get() {
      if (held !== undefined && Date.now() < goodUntil) return Promise.resolve(held);
      if (asking !== undefined) return asking;
      const mine = source().then(credentials => {
        if (asking !== mine) return credentials; // forgotten meanwhile
        held = credentials;
        goodUntil = credentials.expiration === undefined ? Date.now() + staticMs : credentials.expiration.getTime() - earlyMs;
        return credentials;
      }).finally(() => { if (asking === mine) asking = undefined; });
      return asking = mine;
    },
    forget() {
      held = undefined;
      asking = undefined;
    },
  };
}
