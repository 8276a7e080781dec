import { defined } from '../domain/defined.ts';
import type { CredentialOrigin } from '../domain/refusal.ts';
import { fromEnv, fromHttp, fromIni, fromInstanceMetadata, fromTokenFile } from '@aws-sdk/credential-providers';
import {
  type AssumeRoleCommandInput,
  type AssumeRoleWithWebIdentityCommandInput,
  type Credentials,
  type STSClient,
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
} from '@aws-sdk/client-sts';
import { CredentialsProviderError, parseKnownFiles } from '@smithy/core/config';
import type { AwsCredentialIdentity } from '@smithy/types';
import { BoundedHandler, type Limits, timedOut } from './handler.ts';
import { originOf } from './origin.ts';
import { boundCredentialProcesses } from './credentialProcess.ts';
import { environmentProfile } from './profiles.ts';

/** Caches credentials while they are valid. */
export interface CredentialSource {
  get(): Promise<AwsCredentialIdentity>;
  /** Makes the next call fetch new credentials, because the service rejected these. */
  forget(): void;
}

/** Asks the user for the code of an MFA device; throws when the user declines. */
export type MfaPrompt = (serial: string) => Promise<string>;

/** Creates the STS client that assumes a role, signing with the given credentials. */
export type StsFor = (credentials: AwsCredentialIdentity) => STSClient;

export interface SourceOptions {
  readonly stsFor: StsFor;
  readonly askMfaCode: MfaPrompt;
  readonly limits: Limits;
}

/**
 * Returns the credentials of a profile and of no other source: a missing profile must not fall back to the machine's
 * role, which may belong to another account. Without a profile, uses only the first source that `originOf` finds.
 * Fetching times out after `limits.callMs`, not counting the time the user takes to enter a code.
 */
export function credentialsOf(
  profile: string | undefined,
  { stsFor, askMfaCode, limits }: SourceOptions,
): CredentialSource {
  boundCredentialProcesses(limits.callMs);
  const clientConfig = {
    // Clients that a provider creates itself (SSO) would read the endpoints of AWS_PROFILE. Their region
    // is the SSO session's own.
    ignoreConfiguredEndpointUrls: true,
    requestHandler: new BoundedHandler(limits),
  };
  return cached(() =>
    withTimeout(limits.callMs, async pauseTimerDuring => {
      const options = {
        clientConfig,
        ignoreCache: true,
        mfaCodeProvider: (serial: string) => pauseTimerDuring(() => askMfaCode(serial)),
        // Roles are assumed at the endpoint of the profile's other calls, not at that of the provider's own STS client.
        roleAssumer: async (source: AwsCredentialIdentity, input: AssumeRoleCommandInput) =>
          identityOf((await stsFor(source).send(new AssumeRoleCommand(input))).Credentials),
        roleAssumerWithWebIdentity: async (input: AssumeRoleWithWebIdentityCommandInput) =>
          identityOf((await stsFor(unsigned).send(new AssumeRoleWithWebIdentityCommand(input))).Credentials),
      };
      try {
        const named = profile ?? environmentProfile();
        await askSourceFirst(named, options);
        return await providerOf(named, await originOf(named), options)();
      } catch (thrown) {
        if (isFileError(thrown))
          throw new CredentialsProviderError(`The file ${thrown.path} cannot be read (${thrown.code}).`, {
            tryNextLink: false,
          });
        // The SDK throws a TypeError when a referenced session or profile is missing.
        throw thrown instanceof TypeError
          ? new CredentialsProviderError(
              'Something the profile refers to, such as its sso_session, is missing in the config file.',
              { tryNextLink: false },
            )
          : thrown;
      }
    }),
  );
}

function isFileError(thrown: unknown): thrown is { readonly code: string; readonly path: string } {
  return thrown instanceof Error && 'code' in thrown && 'path' in thrown && typeof thrown.path === 'string';
}

type ProviderOptions = NonNullable<Parameters<typeof fromIni>[0]>;

/** The provider for an origin. */
function providerOf(
  named: string | undefined,
  origin: CredentialOrigin,
  options: ProviderOptions,
): () => Promise<AwsCredentialIdentity> {
  if (named !== undefined || origin.profile !== undefined) return fromIni({ ...options, profile: named ?? 'default' });
  switch (origin.from) {
    case 'environment':
      return fromEnv();
    case 'webIdentity':
      return fromTokenFile(options);
    default:
      return machineRole;
  }
}

/** The role of the container or EC2 instance this runs on; most machines have none. */
async function machineRole(): Promise<AwsCredentialIdentity> {
  const {
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: full,
    AWS_EC2_METADATA_DISABLED: disabled,
  } = process.env;
  if (Boolean(relative) || Boolean(full)) return await fromHttp()();
  try {
    if (disabled !== undefined && disabled !== '' && disabled !== 'false') throw new Error('switched off');
    return await fromInstanceMetadata()();
  } catch (cause) {
    throw Object.assign(new CredentialsProviderError('no source of credentials', { tryNextLink: false }), {
      name: 'NoCredentials',
      cause,
    });
  }
}

/**
 * Settles like `work`, or rejects with a TimeoutError after `ms` milliseconds. The timer stops during each call passed
 * to `pausing`, and then starts over.
 */
async function withTimeout<T>(
  ms: number,
  work: (pausing: <U>(paused: () => Promise<U>) => Promise<U>) => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let start = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    start = () => {
      timer = setTimeout(() => {
        reject(timedOut());
      }, ms);
    };
  });
  start();
  try {
    return await Promise.race([
      late,
      work(async paused => {
        clearTimeout(timer);
        try {
          return await paused();
        } finally {
          start();
        }
      }),
    ]);
  } finally {
    clearTimeout(timer);
    start = () => undefined;
  }
}

/** AssumeRoleWithWebIdentity is sent unsigned, but the client still requires a key. */
const unsigned: AwsCredentialIdentity = { accessKeyId: '', secretAccessKey: '' };

function identityOf(got: Credentials | undefined): AwsCredentialIdentity {
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration,
  } = got ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new CredentialsProviderError('STS gave no credentials for the role.', { tryNextLink: false });
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken, expiration }) };
}

/**
 * While the SDK waits for an MFA code, nothing handles a failure of the role's source profile: it would end as an
 * unhandled rejection, after the user has entered a code in vain. Therefore the source profile is tried first,
 * unless it needs a code itself.
 */
async function askSourceFirst(profile: string | undefined, options: Parameters<typeof fromIni>[0]): Promise<void> {
  if (profile === undefined) return;
  const profiles = await parseKnownFiles({ ignoreCache: true });
  const { mfa_serial: serial, source_profile: source } = profiles[profile] ?? {};
  if (
    serial === undefined ||
    source === undefined ||
    source === profile ||
    profiles[source]?.['mfa_serial'] !== undefined
  )
    return;
  await fromIni({ ...options, profile: source })();
}

/**
 * Credentials are fetched again one minute before they expire; static ones after five minutes,
 * because keys get rotated.
 */
const earlyMs = 60_000;
const staticMs = 5 * 60_000;

/** Caches credentials while they are valid. Concurrent calls share one fetch. */
function cached(source: () => Promise<AwsCredentialIdentity>): CredentialSource {
  let held: AwsCredentialIdentity | undefined;
  let goodUntil = 0;
  let asking: Promise<AwsCredentialIdentity> | undefined;
  return {
    get() {
      if (held !== undefined && Date.now() < goodUntil) return Promise.resolve(held);
      if (asking !== undefined) return asking;
      const mine = source()
        .then(credentials => {
          if (asking !== mine) return credentials; // `forget` was called in the meantime
          held = credentials;
          goodUntil =
            credentials.expiration === undefined ? Date.now() + staticMs : credentials.expiration.getTime() - earlyMs;
          return credentials;
        })
        .finally(() => {
          if (asking === mine) asking = undefined;
        });
      return (asking = mine);
    },
    forget() {
      held = undefined;
      asking = undefined;
    },
  };
}
