import { type STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Connected, ConnectionChoice, Connector } from '../domain/connection.ts';
import { sameAccount } from '../domain/jobs/job.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import { type Answer, type Refusal, type CredentialOrigin, answered, refused } from '../domain/refusal.ts';
import { holdsSecret } from '../domain/spec/secrets.ts';
import { type CallOptions, type CallRecord, call, isCredentialsRefusal, withOrigin } from './call.ts';
import { type ClientOptions, Clients } from './clients.ts';
import { type CredentialSource, type MfaPrompt, credentialsOf } from './credentials.ts';
import { type Limits, defaultLimits } from './handler.ts';
import { everyEndpoint } from './endpoints.ts';
import { lateFiles } from './lateFiles.ts';
import { latePreflight } from './latePreflight.ts';
import { lateJobLog } from './lateJobLog.ts';
import { lateResults } from './lateResults.ts';
import { lateUploads } from './lateUploads.ts';
import { SdkLive } from './live.ts';
import { originOf } from './origin.ts';
import { defined } from '../domain/defined.ts';
import { endpointsIn } from '../domain/endpoints.ts';
import { environmentProfile, readProfile } from './profiles.ts';
import { refusal, refusalOf } from './refusals.ts';
import { ServiceClock } from './serviceClock.ts';
import { SdkJobServices } from './services.ts';

/** A running local sandbox: its URL and the key it accepts. */
export interface SandboxAccess {
  readonly url: string;
  readonly credentials: AwsCredentialIdentity;
}

export interface ConnectorOptions {
  /**
   * The setting `awsJobs.endpoints` as it was written, read each time a connection is opened. It takes precedence over
   * the profile.
   */
  readonly endpoints: () => unknown;
  readonly sandbox: (signal?: AbortSignal) => Promise<SandboxAccess>;
  readonly askMfaCode: MfaPrompt;
  readonly onCall: (call: CallRecord) => void;
  /** Overrides of `defaultLimits`. */
  readonly limits?: Partial<Limits>;
}

/** The partition that the sandbox's jobs are stored under. No service has a partition of this name. */
const sandboxPartition = 'sandbox';
const sandboxRegion = 'us-east-1';

interface ResolvedConnection extends Omit<ClientOptions, 'credentials'> {
  readonly region: string;
  readonly simulated: boolean;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  readonly forget: () => void;
  /** Where the credentials come from; absent for the sandbox, which has its own key. */
  readonly origin?: CredentialOrigin;
}

/** Credentials, the clients that sign with them, and the identity that STS returned for them. */
interface Session {
  readonly identity: JobServices['identity'];
  readonly credentials: AwsCredentialIdentity;
  readonly clients: Clients;
}

/** Opens connections: resolves the credentials and endpoints of a choice, and asks STS for their identity. */
export function createConnector(options: ConnectorOptions): Connector {
  return {
    async open(choice, signal) {
      let origin: CredentialOrigin | undefined;
      try {
        const resolved = await resolveConnection(choice, options, signal);
        if ('refusal' in resolved) return refused(resolved.refusal);
        origin = resolved.origin;
        const session = await sessionOf(
          resolved,
          await orAborted(resolved.credentials(), signal),
          options.onCall,
          signal,
        );
        return session.ok ? answered(connected(choice, resolved, session.value, options)) : session;
      } catch (thrown) {
        return refused(withOrigin(refusalBeforeSending(thrown), origin));
      }
    },
  };
}

async function resolveConnection(
  choice: ConnectionChoice,
  options: ConnectorOptions,
  signal?: AbortSignal,
): Promise<ResolvedConnection | { refusal: Refusal }> {
  const common = { limits: { ...defaultLimits, ...options.limits }, clock: new ServiceClock() };
  if (choice.sandbox === true) {
    let sandbox: SandboxAccess;
    try {
      sandbox = await options.sandbox(signal);
    } catch (thrown) {
      return { refusal: refusal('fault', 'SandboxFailed', thrown instanceof Error ? thrown.message : String(thrown)) };
    }
    const { url, credentials } = sandbox;
    return {
      ...common,
      region: sandboxRegion,
      simulated: true,
      useFips: false,
      useDualStack: false,
      forget: () => undefined,
      credentials: () => Promise.resolve(credentials),
      endpoints: everyEndpoint(url),
    };
  }
  const profile = await readProfile(choice.profile);
  const name = choice.profile ?? environmentProfile();
  if (name !== undefined && !profile.exists) return { refusal: refusal('setup', 'NoSuchProfile', name) };
  if (profile.missingSection !== undefined)
    return { refusal: refusal('setup', 'NoSuchServicesSection', profile.missingSection) };
  const region = choice.region === '' ? profile.region : choice.region;
  if (region === undefined || region === '') return { refusal: refusal('setup', 'NoRegion', choice.profile ?? '') };
  const { useFips, useDualStack } = profile;
  const place = {
    ...common,
    useFips,
    useDualStack,
    endpoints: { ...profile.endpoints, ...endpointsIn(options.endpoints()) },
  };
  const wrong = Object.values(place.endpoints).find(url => !isWebAddress(url));
  if (wrong !== undefined) return { refusal: refusal('setup', 'InvalidEndpoint', wrong) };
  const stsFor = (credentials: AwsCredentialIdentity): STSClient =>
    new Clients({ ...place, credentials }).sts(region).client;
  const source = credentialsOf(choice.profile, { stsFor, askMfaCode: options.askMfaCode, limits: common.limits });
  const origin = await originOf(choice.profile);
  return {
    ...place,
    region,
    simulated: false,
    origin,
    credentials: () => logged(source, region, options.onCall),
    forget: () => {
      source.forget();
    },
  };
}

/**
 * Whether a text is an http(s) URL with a host. The SDK would turn an address without a scheme, such as
 * `localhost:4566`, into one of its own and send requests there.
 */
function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '';
}

/** Returns the source's credentials. On failure, logs the error's name and rethrows. */
async function logged(
  source: CredentialSource,
  region: string,
  onCall: ConnectorOptions['onCall'],
): Promise<AwsCredentialIdentity> {
  const from = performance.now();
  try {
    return await source.get();
  } catch (thrown) {
    onCall({
      operation: 'GetCredentials',
      region,
      durationMs: Math.round(performance.now() - from),
      refusal: refusalOf(thrown).name,
    });
    throw thrown;
  }
}

/** Creates clients that sign with these credentials, and asks STS for their identity. */
async function sessionOf(
  resolved: ResolvedConnection,
  credentials: AwsCredentialIdentity,
  onCall: ConnectorOptions['onCall'],
  signal?: AbortSignal,
): Promise<Answer<Session>> {
  const clients = new Clients({ ...resolved, credentials });
  const identity = await identify(clients, resolved, onCall, signal);
  return identity.ok ? answered({ credentials, clients, identity: identity.value }) : identity;
}

/** The identity of the credentials, from STS. A refusal always has `nothingHappened` set. */
async function identify(
  clients: Clients,
  resolved: ResolvedConnection,
  onCall: ConnectorOptions['onCall'],
  signal?: AbortSignal,
): Promise<Answer<JobServices['identity']>> {
  const answer = await call(
    { clients, onCall, limits: resolved.limits, ...originFact(resolved) },
    { operation: 'GetCallerIdentity', region: resolved.region },
    async (own, until) => {
      const {
        Account: account,
        Arn: arn,
        $metadata,
      } = await own.sts(resolved.region).client.send(new GetCallerIdentityCommand({}), { abortSignal: until });
      const partition = arn?.split(':')[1];
      return [
        account === undefined || arn === undefined || partition === undefined
          ? undefined
          : { account, arn, partition: resolved.simulated ? sandboxPartition : partition },
        $metadata,
      ];
    },
    signal,
  );
  return answer.ok ? answer : refused({ ...answer.refusal, nothingHappened: true });
}

function originFact({ origin }: Pick<ResolvedConnection, 'origin'>): { readonly origin?: CredentialOrigin } {
  return origin === undefined ? {} : { origin };
}

function connected(
  choice: ConnectionChoice,
  resolved: ResolvedConnection,
  opened: Session,
  { onCall }: ConnectorOptions,
): Connected {
  const { identity, clients } = opened;
  const gate = new AccountGate(resolved, opened, onCall);
  const { limits, clock } = resolved;
  const clockOffsetMs = (): number | undefined => clock.offsetMs;
  const facts = {
    onCall,
    limits,
    onBadCredentials: resolved.forget,
    ...originFact(resolved),
    ...(resolved.simulated ? {} : { partition: identity.partition }),
  };
  const paidBuckets = new Set<string>();
  const calls: CallOptions = { ...facts, clients, gate: () => gate.pass(), paidBuckets };
  return {
    choice,
    ...profileOf(choice),
    simulated: resolved.simulated,
    services: new SdkJobServices({
      ...calls,
      identity,
      region: resolved.region,
      clockOffsetMs,
      holdsCredential: text => holds(gate.credentials, text),
    }),
    live: new SdkLive(calls, resolved.region),
    results: lateResults(calls),
    uploads: lateUploads(calls),
    logs: lateJobLog(calls),
    files: lateFiles(calls),
    paidBuckets,
    preflight: latePreflight(calls, resolved.region),
    get credentialsEnd() {
      return gate.credentials.expiration?.getTime();
    },
    async pinned(signal) {
      try {
        // From here on only these credentials are used, even if the profile changes in the meantime.
        const session = await sessionOf(resolved, await orAborted(resolved.credentials(), signal), onCall, signal);
        gate.askAgain();
        if (!session.ok) {
          if (isCredentialsRefusal(session.refusal)) resolved.forget();
          return session;
        }
        if (!sameAccount(session.value.identity, identity))
          return refused(wrongAccount(session.value.identity.account));
        const { identity: now, clients: own, credentials } = session.value;
        return answered(
          new SdkJobServices({
            ...facts,
            identity: now,
            region: resolved.region,
            clients: own,
            clockOffsetMs,
            holdsCredential: text => holds(credentials, text),
          }),
        );
      } catch (thrown) {
        return refused(withOrigin(refusalBeforeSending(thrown), resolved.origin));
      }
    },
  };
}

/** Checks renewed credentials before their first call: an edited profile may lead to another account. */
class AccountGate {
  readonly #resolved: ResolvedConnection;
  readonly #identity: JobServices['identity'];
  readonly #onCall: ConnectorOptions['onCall'];
  #session: Session;
  #checking: Promise<Answer<Clients>> | undefined;
  #declined: Refusal | undefined;

  constructor(resolved: ResolvedConnection, opened: Session, onCall: ConnectorOptions['onCall']) {
    this.#resolved = resolved;
    this.#identity = opened.identity;
    this.#onCall = onCall;
    this.#session = opened;
  }

  /** The credentials that calls are currently signed with. */
  get credentials(): AwsCredentialIdentity {
    return this.#session.credentials;
  }

  /** The clients of the current credentials. Concurrent calls share one check. */
  pass(): Promise<Answer<Clients>> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** Allows an MFA code to be asked for again, now that a user is present. */
  askAgain(): void {
    this.#declined = undefined;
  }

  async #check(): Promise<Answer<Clients>> {
    if (this.#declined !== undefined) return refused(this.#declined);
    let credentials: AwsCredentialIdentity;
    try {
      credentials = await this.#resolved.credentials();
    } catch (thrown) {
      const found = withOrigin(refusalBeforeSending(thrown), this.#resolved.origin);
      if (found.kind !== 'cancelled') return refused(found);
      // A user who declined to enter a code is not asked again on every refresh.
      this.#declined = { ...found, kind: 'expired', name: 'MfaDeclined' };
      return refused(this.#declined);
    }
    if (isSameKey(credentials, this.#session.credentials)) return answered(this.#session.clients);
    const session = await sessionOf(this.#resolved, credentials, this.#onCall);
    if (!session.ok) {
      if (isCredentialsRefusal(session.refusal)) this.#resolved.forget();
      return session;
    }
    if (!sameAccount(session.value.identity, this.#identity))
      return refused(wrongAccount(session.value.identity.account));
    this.#session = session.value;
    return answered(session.value.clients);
  }
}

function holds({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentialIdentity, text: string): boolean {
  return holdsSecret(text, [accessKeyId, secretAccessKey, sessionToken]);
}

function isSameKey(a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean {
  return (
    a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken
  );
}

function wrongAccount(account: string): Refusal {
  return refusal('wrongAccount', 'WrongAccount', account);
}

/**
 * Settles like `promise`, or rejects with an AbortError as soon as the user cancels: a credential
 * process may hang forever.
 */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => {
      const callOff = (): void => {
        reject(Object.assign(new Error('called off'), { name: 'AbortError' }));
      };
      if (signal.aborted) callOff();
      signal.addEventListener('abort', callOff, { once: true });
    }),
  ]);
}

/** The refusal for a failure to get credentials. `nothingHappened` is set, because the call itself was not sent. */
function refusalBeforeSending(thrown: unknown): Refusal {
  return { ...refusalOf(thrown), nothingHappened: true };
}

/** The profile that a connection's credentials are from. */
function profileOf(choice: ConnectionChoice): { readonly profile?: string } {
  return choice.sandbox === true ? {} : defined({ profile: choice.profile ?? environmentProfile() });
}
