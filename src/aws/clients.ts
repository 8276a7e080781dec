import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { ComprehendMedicalClient } from '@aws-sdk/client-comprehendmedical';
import { EntityResolutionClient } from '@aws-sdk/client-entityresolution';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { EndpointOverrides } from '../domain/connection.ts';
import { readableLists } from './readable.ts';
import { BoundedHandler, type Limits } from './handler.ts';
import type { ServiceClock } from './serviceClock.ts';

/** What decides where a client's calls go and who makes them. */
export interface ClientOptions {
  /** Fixed: a client given a provider would keep what it got first, whatever was checked later. */
  readonly credentials: AwsCredentialIdentity;
  readonly endpoints: EndpointOverrides;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
  readonly limits: Limits;
  /** Told of the answers' dates; what it knows goes into the signatures. */
  readonly clock: ServiceClock;
}

/** What every client is made with, whichever service it is of. */
export interface CommonSettings {
  readonly region: string;
  readonly credentials: AwsCredentialIdentity;
  readonly ignoreConfiguredEndpointUrls: true;
  readonly useFipsEndpoint: false;
  readonly useDualstackEndpoint: false;
  readonly requestHandler: BoundedHandler;
  readonly maxAttempts: number;
}

/** For every call alike: nothing of the profile files is read behind our back, and a call that hangs ends. */
export function common(options: ClientOptions, region: string, mend?: (body: Uint8Array) => Uint8Array): CommonSettings {
  return {
    region,
    credentials: options.credentials,
    ignoreConfiguredEndpointUrls: true,
    // They are in the endpoint already; taken from the environment as well, the SDK would refuse the endpoint.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestHandler: new BoundedHandler(options.limits, options.clock, mend),
    // Reads are repeated by the SDK; starts have a client of their own that repeats nothing.
    maxAttempts: 3,
  };
}

/** The place a service's calls go: the configured URL, else the service's own for region, FIPS and dual-stack choice. */
export function clientWithEndpoint<C extends { config: { endpointProvider: (parameters: { Region: string; UseFIPS: boolean; UseDualStack: boolean }) => { url: URL } } }>(
  make: (endpoint?: string) => C, options: ClientOptions, region: string, override: string | undefined,
): { client: C; endpoint: string } {
  const endpoint = override ?? make().config.endpointProvider({ Region: region, UseFIPS: options.useFips, UseDualStack: options.useDualStack }).url.href;
  return { client: make(endpoint), endpoint };
}

/** A client of each service and region, made on first use; `once` makes clients for starts, which send a request one time only. */
export class Clients {
  readonly #options: ClientOptions;
  readonly #made = new Map<string, { client: unknown; endpoint: string }>();

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  comprehendMedical(region: string, once = false): { readonly client: ComprehendMedicalClient; readonly endpoint: string } {
    return this.#get(`comprehendmedical ${region} ${String(once)}`, () => clientWithEndpoint(endpoint => new ComprehendMedicalClient({
      ...common(this.#options, region, readableLists), ...(endpoint === undefined ? {} : { endpoint }), ...(once ? { maxAttempts: 1 } : {}),
      // The service's model names CBOR first; JSON 1.1 is what its documentation and every other client speak.
      protocol: AwsJson1_1Protocol,
    }), this.#options, region, this.#options.endpoints.comprehendmedical));
  }

  entityResolution(region: string, once = false): { readonly client: EntityResolutionClient; readonly endpoint: string } {
    return this.#get(`entityresolution ${region} ${String(once)}`, () => clientWithEndpoint(endpoint => new EntityResolutionClient({
      ...common(this.#options, region, readableLists), ...(endpoint === undefined ? {} : { endpoint }), ...(once ? { maxAttempts: 1 } : {}),
    }), this.#options, region, this.#options.endpoints.entityresolution));
  }

  sts(region: string): { readonly client: STSClient; readonly endpoint: string } {
    return this.#get(`sts ${region}`, () => clientWithEndpoint(endpoint => new STSClient({
      ...common(this.#options, region), ...(endpoint === undefined ? {} : { endpoint }),
    }), this.#options, region, this.#options.endpoints.sts));
  }

  /** A client that jobs do not need, and whose code is therefore read late; `make` is called once for a key. */
  late<C>(key: string, make: (options: ClientOptions) => { client: C; endpoint: string }): C {
    return this.#get(key, () => make(this.#options)).client;
  }

  /** Closes the connections that are kept open. */
  destroy(): void {
    for (const { client } of this.#made.values()) (client as { destroy(): void }).destroy();
    this.#made.clear();
  }

  #get<C>(key: string, make: () => { client: C; endpoint: string }): { client: C; endpoint: string } {
    let made = this.#made.get(key);
    if (made === undefined) this.#made.set(key, made = make());
    // The SDK learns of a wrong clock from a first answer; a start sends one request only, and its client may have seen none.
    const { offsetMs } = this.#options.clock;
    if (offsetMs !== undefined) Object.assign((made.client as { readonly config: object }).config, { systemClockOffset: offsetMs });
    return made as { client: C; endpoint: string };
  }
}
