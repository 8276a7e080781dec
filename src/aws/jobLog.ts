import {
  CloudWatchLogsClient,
  DescribeDeliveriesCommand,
  DescribeDeliveryDestinationsCommand,
  DescribeDeliverySourcesCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { defined } from '../domain/defined.ts';
import type {
  Delivery,
  DeliveryDestination,
  DeliverySource,
  JobLogPort,
  LogLine,
  LogPage,
  LogQuery,
} from '../domain/jobLog/port.ts';
import type { Answer } from '../domain/refusal.ts';
import { type CallOptions, type Metadata, call } from './call.ts';
import { type Clients, clientWithEndpoint, common } from './clients.ts';

/** A response of a list: undefined members are empty lists where the response comes from the service. */
interface Listed<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | undefined;
  readonly metadata: Metadata;
}

/** Reads logs in Amazon CloudWatch Logs. Import this file lazily: it loads its client. */
export class SdkJobLog implements JobLogPort {
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  sources(region: string, next?: string, signal?: AbortSignal): Promise<Answer<LogPage<DeliverySource>>> {
    return this.#page('DescribeDeliverySources', region, signal, async (client, abortSignal) => {
      const output = await client.send(new DescribeDeliverySourcesCommand(defined({ nextToken: next })), {
        abortSignal,
      });
      return {
        items: output.deliverySources?.flatMap(({ name, resourceArns, logType }) =>
          name === undefined ? [] : [{ name, resources: resourceArns ?? [], ...defined({ logType }) }],
        ),
        next: output.nextToken,
        metadata: output.$metadata,
      };
    });
  }

  deliveries(region: string, next?: string, signal?: AbortSignal): Promise<Answer<LogPage<Delivery>>> {
    return this.#page('DescribeDeliveries', region, signal, async (client, abortSignal) => {
      const output = await client.send(new DescribeDeliveriesCommand(defined({ nextToken: next })), { abortSignal });
      return {
        items: output.deliveries?.flatMap(
          ({ deliverySourceName: source, deliveryDestinationArn: destination, deliveryDestinationType: type }) =>
            source === undefined || destination === undefined ? [] : [{ source, destination, ...defined({ type }) }],
        ),
        next: output.nextToken,
        metadata: output.$metadata,
      };
    });
  }

  destinations(region: string, next?: string, signal?: AbortSignal): Promise<Answer<LogPage<DeliveryDestination>>> {
    return this.#page('DescribeDeliveryDestinations', region, signal, async (client, abortSignal) => {
      const output = await client.send(new DescribeDeliveryDestinationsCommand(defined({ nextToken: next })), {
        abortSignal,
      });
      return {
        items: output.deliveryDestinations?.flatMap(({ arn, deliveryDestinationConfiguration: configuration }) =>
          arn === undefined ? [] : [{ arn, ...defined({ resource: configuration?.destinationResourceArn }) }],
        ),
        next: output.nextToken,
        metadata: output.$metadata,
      };
    });
  }

  lines(
    region: string,
    { group, term, from, next }: LogQuery,
    signal?: AbortSignal,
  ): Promise<Answer<LogPage<LogLine>>> {
    return this.#page('FilterLogEvents', region, signal, async (client, abortSignal) => {
      const output = await client.send(
        new FilterLogEventsCommand({
          logGroupIdentifier: group,
          // In quotes, a term is taken as it is.
          filterPattern: `"${term.replaceAll(/["\\]/g, '')}"`,
          ...defined({ startTime: from, nextToken: next }),
        }),
        { abortSignal },
      );
      return {
        items: output.events?.flatMap(({ eventId: id, timestamp: at, message: text }) =>
          text === undefined ? [] : [{ text, ...defined({ id, at }) }],
        ),
        next: output.nextToken,
        metadata: output.$metadata,
      };
    });
  }

  #page<T>(
    operation: string,
    region: string,
    signal: AbortSignal | undefined,
    read: (client: CloudWatchLogsClient, signal: AbortSignal) => Promise<Listed<T>>,
  ): Promise<Answer<LogPage<T>>> {
    return call(
      this.#options,
      { operation, region },
      async (clients, until) => {
        const { items, next, metadata } = await read(logsClient(clients, region), until);
        return [
          items === undefined ? undefined : { items, ...defined({ next: next === '' ? undefined : next }) },
          metadata,
        ];
      },
      signal,
    );
  }
}

function logsClient(clients: Clients, region: string): CloudWatchLogsClient {
  return clients.lazy(`logs ${region}`, options =>
    clientWithEndpoint(
      endpoint =>
        new CloudWatchLogsClient({
          ...common(options, region),
          ...defined({ endpoint }),
          protocol: AwsJson1_1Protocol,
        }),
      options,
      region,
      options.endpoints.logs,
    ),
  );
}
