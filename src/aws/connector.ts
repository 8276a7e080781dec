import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Connected, ConnectionChoice, Connector, EndpointOverrides } from '../domain/connection.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import { type Answer, answered, refused } from '../domain/refusal.ts';
import { type ClientOptions, Clients } from './clients.ts';
import { type MfaPrompt, credentialsOf } from './credentials.ts';
import { readProfile } from './profiles.ts';
import { refusal, refusalOf } from './refusals.ts';
import { type CallRecord, SdkJobServices } from './services.ts';

/** A local sandbox that runs: where, and with which key. */
export interface SandboxAccess {
  readonly url: string;
  readonly credentials: AwsCredentialIdentity;
}

export interface ConnectorOptions {
  /** The setting `awsJobs.endpoints`, read at each opening; it goes before what the profile says. */
  readonly endpoints: () => EndpointOverrides;
  readonly sandbox: (signal?: AbortSignal) => Promise<SandboxAccess>;
  readonly askMfaCode: MfaPrompt;
  readonly onCall: (call: CallRecord) => void;
}

/** The sandbox's jobs are kept under a partition no service has. */
const sandboxPartition = 'sandbox';
const sandboxRegion = 'us-east-1';

interface Way extends ClientOptions {
  readonly region: string;
  readonly simulated: boolean;
  readonly forget: () => void;
}

/** Opens connections: finds credentials and endpoints of the choice, and asks STS whom they belong to. */
export function createConnector(options: ConnectorOptions): Connector {
  return {
    async open(choice, signal) {
      try {
        const way = await wayOf(choice, options, signal);
        if ('refusal' in way) return refused(way.refusal);
        const clients = new Clients(way);
        const identity = await identify(clients, way, options.onCall, signal);
        return identity.ok ? answered(connected(choice, way, clients, identity.value, options)) : identity;
      } catch (thrown) {
        return refused(refusalOf(thrown));
      }
    },
  };
}

async function wayOf(choice: ConnectionChoice, options: ConnectorOptions, signal?: AbortSignal): Promise<Way | { refusal: ReturnType<typeof refusal> }> {
  if (choice.sandbox === true) {
    let sandbox: SandboxAccess;
    try {
      sandbox = await options.sandbox(signal);
    } catch (thrown) {
      return { refusal: refusal('fault', 'SandboxFailed', thrown instanceof Error ? thrown.message : String(thrown)) };
    }
    const { url, credentials } = sandbox;
    return {
      region: sandboxRegion, simulated: true, useFips: false, useDualStack: false, forget: () => undefined,
      credentials: () => Promise.resolve(credentials), endpoints: { comprehendmedical: url, entityresolution: url, sts: url },
    };
  }
  const profile = await readProfile(choice.profile);
  if (choice.profile !== undefined && !profile.exists) return { refusal: refusal('credentials', 'NoSuchProfile', choice.profile) };
  const region = choice.region === '' ? profile.region : choice.region;
  if (region === undefined || region === '') return { refusal: refusal('invalid', 'NoRegion', choice.profile ?? '') };
  const source = credentialsOf(choice.profile, region, options.askMfaCode);
  return {
    region, simulated: false, useFips: profile.useFips, useDualStack: profile.useDualStack,
    credentials: () => source.get(), forget: () => { source.forget(); },
    endpoints: { ...profile.endpoints, ...options.endpoints() },
  };
}

/** The account and ARN the credentials belong to, as STS says. */
async function identify(clients: Clients, way: Pick<Way, 'region' | 'simulated'>, onCall: ConnectorOptions['onCall'], signal?: AbortSignal): Promise<Answer<JobServices['identity']>> {
  const operation = 'GetCallerIdentity';
  const from = performance.now();
  const durationMs = (): number => Math.round(performance.now() - from);
  try {
    const { Account: account, Arn: arn, $metadata } = await clients.sts(way.region).client.send(new GetCallerIdentityCommand({}), signal === undefined ? {} : { abortSignal: signal });
    const requestId = $metadata.requestId === undefined ? {} : { requestId: $metadata.requestId };
    onCall({ operation, region: way.region, durationMs: durationMs(), ...requestId });
    const [, partition] = (arn ?? '').split(':');
    if (account === undefined || arn === undefined || partition === undefined) return refused({ ...refusal('badReply', 'EmptyReply', '', operation), ...requestId });
    return answered({ account, arn, partition: way.simulated ? sandboxPartition : partition });
  } catch (thrown) {
    const found = { ...refusalOf(thrown, operation), nothingHappened: true };
    onCall({ operation, region: way.region, durationMs: durationMs(), refusal: found.name, ...(found.httpStatus === undefined ? {} : { httpStatus: found.httpStatus }) });
    return refused(found);
  }
}

function connected(choice: ConnectionChoice, way: Way, clients: Clients, identity: JobServices['identity'], { onCall }: ConnectorOptions): Connected {
  const gate = accountGate(way, clients, identity, onCall);
  return {
    choice,
    simulated: way.simulated,
    services: new SdkJobServices({ identity, region: way.region, clients, onCall, gate, onBadCredentials: way.forget }),
    async pinned(signal) {
      try {
        // From here on these very credentials are used, whatever happens to the profile meanwhile.
        const credentials = await way.credentials();
        const own = new Clients({ ...way, credentials: () => Promise.resolve(credentials) });
        const now = await identify(own, way, onCall, signal);
        if (!now.ok) { if (now.refusal.kind === 'expired' || now.refusal.kind === 'credentials') way.forget(); return now; }
        if (!isSame(now.value, identity)) return refused(wrongAccount(now.value.account));
        return answered(new SdkJobServices({ identity: now.value, region: way.region, clients: own, onCall, onBadCredentials: way.forget }));
      } catch (thrown) {
        return refused(refusalOf(thrown));
      }
    },
  };
}

/** Renewed credentials are checked before their first call: a profile may have been edited to lead to another account. */
function accountGate(way: Way, clients: Clients, identity: JobServices['identity'], onCall: ConnectorOptions['onCall']): () => Promise<Answer<unknown>> {
  let checkedKey: string | undefined;
  return async () => {
    try {
      const { accessKeyId } = await way.credentials();
      checkedKey ??= accessKeyId; // the one `open` has just asked STS about
      if (accessKeyId === checkedKey) return answered(undefined);
      const now = await identify(clients, way, onCall);
      if (!now.ok) return now;
      if (!isSame(now.value, identity)) return refused(wrongAccount(now.value.account));
      checkedKey = accessKeyId;
      return answered(undefined);
    } catch (thrown) {
      return refused(refusalOf(thrown));
    }
  };
}

function isSame(a: JobServices['identity'], b: JobServices['identity']): boolean {
  return a.account === b.account && a.partition === b.partition;
}

function wrongAccount(account: string): ReturnType<typeof refusal> {
  return refusal('wrongAccount', 'WrongAccount', account);
}
