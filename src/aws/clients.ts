import { defined } from '../domain/defined.ts';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { ComprehendMedicalClient } from '@aws-sdk/client-comprehendmedical';
import { EntityResolutionClient } from '@aws-sdk/client-entityresolution';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { EndpointOverrides } from '../domain/connection.ts';
import { asWritten } from './asWritten.ts';
import { readableLists } from './readable.ts';
import { BoundedHandler, type Limits, type TransformBody } from './handler.ts';
import type { ServiceClock } from './serviceClock.ts';

/** Determines where a client sends its calls and whose credentials it uses. */
export interface ClientOptions {
  /** Fixed credentials: a client with a provider would keep the first ones it got, whatever was checked later. */
  readonly credentials: AwsCredentialIdentity;
  readonly endpoints: EndpointOverrides;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
  readonly limits: Limits;
  /** Learns from the Date headers of responses; its offset is used for signatures. */
  readonly clock: ServiceClock;
}

/** The settings of every client, whatever its service. */
export interface CommonSettings {
  readonly region: string;
  readonly credentials: AwsCredentialIdentity;
  readonly ignoreConfiguredEndpointUrls: true;
  readonly useFipsEndpoint: false;
  readonly useDualstackEndpoint: false;
  readonly requestHandler: BoundedHandler;
  readonly maxAttempts: number;
}

/**
 * The settings of every client: the SDK reads nothing from the profile files on its own, and a
 * call that hangs is ended.
 */
export function common(options: ClientOptions, region: string, transformBody?: TransformBody): CommonSettings {
  return {
    region,
    credentials: options.credentials,
    ignoreConfiguredEndpointUrls: true,
    // FIPS and dual-stack are already part of the endpoint. If the SDK also read them from the environment, it
    // would reject the endpoint.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestHandler: new BoundedHandler(options.limits, options.clock, transformBody),
    // The SDK retries reads. Starts use separate clients that never retry.
    maxAttempts: 3,
  };
}

/**
 * Creates a client with its endpoint: the configured URL, or else the service's endpoint for the region,
 * FIPS and dual-stack options.
 */
export function clientWithEndpoint<
  C extends {
    config: {
      endpointProvider: (parameters: { Region: string; UseFIPS: boolean; UseDualStack: boolean }) => { url: URL };
    };
  },
>(
  make: (endpoint?: string) => C,
  options: ClientOptions,
  region: string,
  override: string | undefined,
): { client: C; endpoint: string } {
  const endpoint =
    override ??
    make().config.endpointProvider({ Region: region, UseFIPS: options.useFips, UseDualStack: options.useDualStack }).url
      .href;
  return { client: make(endpoint), endpoint };
}

/**
 * A client for each service and region, created on first use. `once`: a client for starts, which
 * sends a request only once.
 */
export class Clients {
  readonly #options: ClientOptions;
  readonly #made = new Map<string, { client: unknown; endpoint: string }>();

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  comprehendMedical(
    region: string,
    once = false,
  ): { readonly client: ComprehendMedicalClient; readonly endpoint: string } {
    return this.#get(`comprehendmedical ${region} ${String(once)}`, () =>
      clientWithEndpoint(
        endpoint => {
          const client = new ComprehendMedicalClient({
            ...common(this.#options, region, readableLists),
            ...defined({ endpoint }),
            ...(once ? { maxAttempts: 1 } : {}),
            // The service's model lists CBOR first, but its documentation and every other client use JSON 1.1.
            protocol: AwsJson1_1Protocol,
          });
          if (once) client.middlewareStack.use(asWritten());
          return client;
        },
        this.#options,
        region,
        this.#options.endpoints.comprehendmedical,
      ),
    );
  }

  entityResolution(
    region: string,
    once = false,
  ): { readonly client: EntityResolutionClient; readonly endpoint: string } {
    return this.#get(`entityresolution ${region} ${String(once)}`, () =>
      clientWithEndpoint(
        endpoint => {
          const client = new EntityResolutionClient({
            ...common(this.#options, region, readableLists),
            ...defined({ endpoint }),
            ...(once ? { maxAttempts: 1 } : {}),
          });
          if (once) client.middlewareStack.use(asWritten());
          return client;
        },
        this.#options,
        region,
        this.#options.endpoints.entityresolution,
      ),
    );
  }

  sts(region: string): { readonly client: STSClient; readonly endpoint: string } {
    return this.#get(`sts ${region}`, () =>
      clientWithEndpoint(
        endpoint =>
          new STSClient({
            ...common(this.#options, region),
            ...defined({ endpoint }),
          }),
        this.#options,
        region,
        this.#options.endpoints.sts,
      ),
    );
  }

  /**
   * Returns a client that jobs do not need, and whose code is therefore loaded lazily. `make` is called once per key.
   */
  lazy<C>(key: string, make: (options: ClientOptions) => { client: C; endpoint: string }): C {
    return this.#get(key, () => make(this.#options)).client;
  }

  /** Returns a client of its own, which the caller destroys. */
  own<C extends { destroy(): void }>(make: (options: ClientOptions) => { client: C; endpoint: string }): C {
    return withClock(make(this.#options), this.#options.clock).client;
  }

  /** Closes the connections that are kept alive. */
  destroy(): void {
    for (const { client } of this.#made.values()) (client as { destroy(): void }).destroy();
    this.#made.clear();
  }

  #get<C>(key: string, make: () => { client: C; endpoint: string }): { client: C; endpoint: string } {
    let made = this.#made.get(key);
    if (made === undefined) this.#made.set(key, (made = make()));
    return withClock(made as { client: C; endpoint: string }, this.#options.clock);
  }
}

/**
 * The SDK detects a wrong clock from a first response. A start sends only one request, and its client may not have
 * received a response yet.
 */
function withClock<C>(
  made: { client: C; endpoint: string },
  { offsetMs }: ServiceClock,
): { client: C; endpoint: string } {
  if (offsetMs !== undefined)
    Object.assign((made.client as { readonly config: object }).config, { systemClockOffset: offsetMs });
  return made;
}
