import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';

type Provider = () => Promise<AwsCredentialIdentity>;

/** Credentials that are kept while they are good. */
export interface CredentialSource {
  get(): Promise<AwsCredentialIdentity>;
  /** Fetches them anew at the next call: the service said that they are no good. */
  forget(): void;
}

/** Asks a person for the code of an MFA device; throws when they decline. */
export type MfaPrompt = (serial: string) => Promise<string>;

/**
 * The credentials of a profile and of nothing else: a name that is not there must not fall through to the machine's own
 * role, which may be another account's. Without a profile, AWS's default chain.
 */
export function credentialsOf(profile: string | undefined, region: string, askMfaCode: MfaPrompt): CredentialSource {
  // The clients a provider makes for itself (STS, SSO) would read AWS_PROFILE's endpoints too.
  const clientConfig = { region, ignoreConfiguredEndpointUrls: true };
  const options = {
    clientConfig, ignoreCache: true,
    mfaCodeProvider: askMfaCode,
    roleAssumerWithWebIdentity: async (input: ConstructorParameters<typeof AssumeRoleWithWebIdentityCommand>[0]) => {
      const { Credentials: got } = await new STSClient(clientConfig).send(new AssumeRoleWithWebIdentityCommand(input));
      return { accessKeyId: got?.AccessKeyId ?? '', secretAccessKey: got?.SecretAccessKey ?? '', ...(got?.SessionToken === undefined ? {} : { sessionToken: got.SessionToken }), ...(got?.Expiration === undefined ? {} : { expiration: got.Expiration }) };
    },
  };
  return kept(profile === undefined ? fromNodeProviderChain(options) : fromIni({ ...options, profile }));
}

/** A minute before they run out, credentials are fetched anew; static ones are read again after five, for keys get rotated. */
const earlyMs = 60_000;
const staticMs = 5 * 60_000;

/** Keeps credentials while they are good, and asks once for many that wait. */
function kept(source: Provider): CredentialSource {
  let held: AwsCredentialIdentity | undefined;
  let goodUntil = 0;
  let asking: Promise<AwsCredentialIdentity> | undefined;
  return {
    get() {
      if (held !== undefined && Date.now() < goodUntil) return Promise.resolve(held);
      asking ??= source().then(credentials => {
        held = credentials;
        goodUntil = credentials.expiration === undefined ? Date.now() + staticMs : credentials.expiration.getTime() - earlyMs;
        return credentials;
      }).finally(() => { asking = undefined; });
      return asking;
    },
    forget() { held = undefined; },
  };
}
