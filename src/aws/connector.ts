import { type STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Connected, ConnectionChoice, Connector, EndpointOverrides } from '../domain/connection.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import { type Answer, type Refusal, answered, refused } from '../domain/refusal.ts';
import type { CredentialOrigin } from '../domain/signIn.ts';
import { holdsSecret } from '../domain/spec/secrets.ts';
import { type CallOptions, type CallRecord, isOfCredentials, withOrigin } from './call.ts';
import { type ClientOptions, Clients } from './clients.ts';
import { type CredentialSource, type MfaPrompt, credentialsOf } from './credentials.ts';
import { SdkLive } from './live.ts';
import { originOf } from './origin.ts';
import { environmentProfile, readProfile } from './profiles.ts';
import { refusal, refusalOf, requestIdOf } from './refusals.ts';
import { SdkJobServices } from './services.ts';

/** Two clocks of a machine come apart by less than this while a question is open. */
const mostDriftMs = 1_000;

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
  /** How long an answer is waited for; absent: twenty seconds. */
  readonly answerMs?: number;
}

/** The sandbox's jobs are kept under a partition no service has. */
const sandboxPartition = 'sandbox';
const sandboxRegion = 'us-east-1';

interface Way extends Omit<ClientOptions, 'credentials'> {
  readonly region: string;
  readonly simulated: boolean;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  readonly forget: () => void;
  /** Where the credentials come from; absent for the sandbox, whose key is its own. */
  readonly origin?: CredentialOrigin;
}

/** What STS says: whose the credentials are, and (by the date of its answer) how far its clock is ahead of ours. */
interface Identified {
  readonly identity: JobServices['identity'];
  readonly clockOffsetMs?: () => number | undefined;
}

/** Credentials, the clients that sign with these very ones, and whom STS said they belong to. */
interface Session extends Identified {
  readonly credentials: AwsCredentialIdentity;
  readonly clients: Clients;
}

/** Opens connections: finds credentials and endpoints of the choice, and asks STS whom they belong to. */
export function createConnector(options: ConnectorOptions): Connector {
  return {
    async open(choice, signal) {
      let origin: CredentialOrigin | undefined;
      try {
        const way = await wayOf(choice, options, signal);
        if ('refusal' in way) return refused(way.refusal);
        origin = way.origin;
        const session = await sessionOf(way, await orCalledOff(way.credentials(), signal), options.onCall, signal);
        return session.ok ? answered(connected(choice, way, session.value, options)) : session;
      } catch (thrown) {
        return refused(withOrigin(beforeSending(thrown), origin));
      }
    },
  };
}

async function wayOf(choice: ConnectionChoice, options: ConnectorOptions, signal?: AbortSignal): Promise<Way | { refusal: Refusal }> {
  const patience = options.answerMs === undefined ? {} : { answerMs: options.answerMs };
  if (choice.sandbox === true) {
    let sandbox: SandboxAccess;
    try {
      sandbox = await options.sandbox(signal);
    } catch (thrown) {
      return { refusal: refusal('fault', 'SandboxFailed', thrown instanceof Error ? thrown.message : String(thrown)) };
    }
    const { url, credentials } = sandbox;
    return {
      ...patience, region: sandboxRegion, simulated: true, useFips: false, useDualStack: false, forget: () => undefined,
      credentials: () => Promise.resolve(credentials), endpoints: { comprehendmedical: url, entityresolution: url, sts: url, s3: url, iam: url, kms: url },
    };
  }
  const profile = await readProfile(choice.profile);
  const name = choice.profile ?? environmentProfile();
  if (name !== undefined && !profile.exists) return { refusal: refusal('setup', 'NoSuchProfile', name) };
  if (profile.missingSection !== undefined) return { refusal: refusal('setup', 'NoSuchServicesSection', profile.missingSection) };
  const region = choice.region === '' ? profile.region : choice.region;
  if (region === undefined || region === '') return { refusal: refusal('setup', 'NoRegion', choice.profile ?? '') };
  const { useFips, useDualStack } = profile;
  const place = { ...patience, useFips, useDualStack, endpoints: { ...profile.endpoints, ...options.endpoints() } };
  const wrong = Object.values(place.endpoints).find(url => !isWebAddress(url));
  if (wrong !== undefined) return { refusal: refusal('setup', 'InvalidEndpoint', wrong) };
  const stsFor = (credentials: AwsCredentialIdentity): STSClient => new Clients({ ...place, credentials }).sts(region).client;
  const source = credentialsOf(choice.profile, stsFor, options.askMfaCode);
  const origin = await originOf(choice.profile);
  return { ...place, region, simulated: false, origin, credentials: () => logged(source, region, options.onCall), forget: () => { source.forget(); } };
}

/** Of an address without a scheme, such as `localhost:4566`, the SDK makes one of its own and sends there. */
function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '';
}

/** The source's credentials; where there are none, the log is told by the error's name. */
async function logged(source: CredentialSource, region: string, onCall: ConnectorOptions['onCall']): Promise<AwsCredentialIdentity> {
  const from = performance.now();
  try {
    return await source.get();
  } catch (thrown) {
    onCall({ operation: 'GetCredentials', region, durationMs: Math.round(performance.now() - from), refusal: refusalOf(thrown).name });
    throw thrown;
  }
}

/** Makes clients that sign with these credentials, and asks STS whose they are. */
async function sessionOf(way: Way, credentials: AwsCredentialIdentity, onCall: ConnectorOptions['onCall'], signal?: AbortSignal): Promise<Answer<Session>> {
  const clients = new Clients({ ...way, credentials });
  const identity = await identify(clients, way, onCall, signal);
  return identity.ok ? answered({ credentials, clients, ...identity.value }) : identity;
}

/** The account and ARN the credentials belong to, as STS says. */
async function identify(clients: Clients, way: Pick<Way, 'region' | 'simulated' | 'origin'>, onCall: ConnectorOptions['onCall'], signal?: AbortSignal): Promise<Answer<Identified>> {
  const operation = 'GetCallerIdentity';
  const from = performance.now();
  const durationMs = (): number => Math.round(performance.now() - from);
  try {
    const { client } = clients.sts(way.region);
    let date: string | undefined;
    client.middlewareStack.add(next => async args => {
      const result = await next(args);
      date = (result.response as { headers?: Readonly<Record<string, string>> } | undefined)?.headers?.['date'];
      return result;
    }, { step: 'deserialize', priority: 'low', name: 'dateOfAnswer', override: true });
    const { Account: account, Arn: arn, $metadata } = await client.send(new GetCallerIdentityCommand({}), signal === undefined ? {} : { abortSignal: signal });
    const id = requestIdOf($metadata);
    const requestId = id === undefined ? {} : { requestId: id };
    onCall({ operation, region: way.region, durationMs: durationMs(), ...requestId });
    const [, partition] = (arn ?? '').split(':');
    if (account === undefined || arn === undefined || partition === undefined) return refused({ ...refusal('badReply', 'EmptyReply', '', operation), ...requestId });
    const offsetMs = Date.parse(date ?? '') - Date.now();
    return answered({ identity: { account, arn, partition: way.simulated ? sandboxPartition : partition }, ...(Number.isNaN(offsetMs) ? {} : { clockOffsetMs: whileClockRuns(offsetMs) }) });
  } catch (thrown) {
    const found = withOrigin({ ...refusalOf(thrown, operation), nothingHappened: true }, way.origin);
    onCall({ operation, region: way.region, durationMs: durationMs(), refusal: found.name, ...(found.httpStatus === undefined ? {} : { httpStatus: found.httpStatus }) });
    return refused(found);
  }
}

/**
 * A difference of clocks that holds only as long as this machine's clock runs on by itself: once it was set, or the machine slept,
 * nobody knows how far the two are apart.
 */
export function whileClockRuns(offsetMs: number, wall: () => number = Date.now, steady: () => number = () => performance.now()): () => number | undefined {
  const apart = wall() - steady();
  return () => (Math.abs(wall() - steady() - apart) > mostDriftMs ? undefined : offsetMs);
}

function connected(choice: ConnectionChoice, way: Way, opened: Session, { onCall }: ConnectorOptions): Connected {
  const { identity, clients } = opened;
  const gate = new AccountGate(way, opened, onCall);
  const origin = way.origin === undefined ? {} : { origin: way.origin };
  const calls: CallOptions = { clients, onCall, gate: () => gate.pass(), onBadCredentials: way.forget, ...origin };
  return {
    choice,
    simulated: way.simulated,
    services: new SdkJobServices({ ...calls, identity, region: way.region, holdsCredential: text => holds(gate.credentials, text) }),
    live: new SdkLive(calls, way.region),
    async pinned(signal) {
      try {
        // From here on these very credentials are used, whatever happens to the profile meanwhile.
        const session = await sessionOf(way, await orCalledOff(way.credentials(), signal), onCall, signal);
        gate.askAgain();
        if (!session.ok) { if (isOfCredentials(session.refusal)) way.forget(); return session; }
        if (!isSame(session.value.identity, identity)) return refused(wrongAccount(session.value.identity.account));
        const { identity: now, clients: own, clockOffsetMs, credentials } = session.value;
        return answered(new SdkJobServices({ identity: now, region: way.region, clients: own, onCall, onBadCredentials: way.forget, holdsCredential: text => holds(credentials, text), ...origin, ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }) }));
      } catch (thrown) {
        return refused(withOrigin(beforeSending(thrown), way.origin));
      }
    },
  };
}

/** Renewed credentials are checked before their first call: a profile may have been edited to lead to another account. */
class AccountGate {
  readonly #way: Way;
  readonly #identity: JobServices['identity'];
  readonly #onCall: ConnectorOptions['onCall'];
  #session: Session;
  #checking: Promise<Answer<Clients>> | undefined;
  #declined: Refusal | undefined;

  constructor(way: Way, opened: Session, onCall: ConnectorOptions['onCall']) {
    this.#way = way;
    this.#identity = opened.identity;
    this.#onCall = onCall;
    this.#session = opened;
  }

  /** The credentials that calls are signed with now. */
  get credentials(): AwsCredentialIdentity {
    return this.#session.credentials;
  }

  /** The clients of the present credentials; calls that come at the same time are checked together. */
  pass(): Promise<Answer<Clients>> {
    this.#checking ??= this.#check().finally(() => { this.#checking = undefined; });
    return this.#checking;
  }

  /** An MFA code may be asked for again: a person is there. */
  askAgain(): void {
    this.#declined = undefined;
  }

  async #check(): Promise<Answer<Clients>> {
    if (this.#declined !== undefined) return refused(this.#declined);
    let credentials: AwsCredentialIdentity;
    try {
      credentials = await this.#way.credentials();
    } catch (thrown) {
      const found = withOrigin(beforeSending(thrown), this.#way.origin);
      if (found.kind !== 'cancelled') return refused(found);
      // Whoever declined to give a code is not asked again by every refresh.
      this.#declined = { ...found, kind: 'expired', name: 'MfaDeclined' };
      return refused(this.#declined);
    }
    if (isSameKey(credentials, this.#session.credentials)) return answered(this.#session.clients);
    const session = await sessionOf(this.#way, credentials, this.#onCall);
    if (!session.ok) {
      if (isOfCredentials(session.refusal)) this.#way.forget();
      return session;
    }
    if (!isSame(session.value.identity, this.#identity)) return refused(wrongAccount(session.value.identity.account));
    this.#session = session.value;
    return answered(session.value.clients);
  }
}

function holds({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentialIdentity, text: string): boolean {
  return holdsSecret(text, [accessKeyId, secretAccessKey, sessionToken]);
}

function isSame(a: JobServices['identity'], b: JobServices['identity']): boolean {
  return a.account === b.account && a.partition === b.partition;
}

function isSameKey(a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean {
  return a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken;
}

function wrongAccount(account: string): Refusal {
  return refusal('wrongAccount', 'WrongAccount', account);
}

/** What is waited for, or an AbortError as soon as the person does not want to wait any more: a credential process may hang for ever. */
function orCalledOff<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return Promise.race([promise, new Promise<never>((_resolve, reject) => {
    const callOff = (): void => { reject(Object.assign(new Error('called off'), { name: 'AbortError' })); };
    if (signal.aborted) callOff();
    signal.addEventListener('abort', callOff, { once: true });
  })]);
}

/** Why there are no credentials; whatever was asked for them, the call itself was not sent. */
function beforeSending(thrown: unknown): Refusal {
  return { ...refusalOf(thrown), nothingHappened: true };
}
