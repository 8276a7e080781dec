import { accountId } from '../account.ts';
import { kinds, type Kind } from '../entityresolution/kinds.ts';
import { loggedWorkflows, workflowArn, type LogDelivery } from '../entityresolution/workflows.ts';

/** A workflow's log, and where it is delivered. */
export interface LoggedWorkflow {
  readonly kind: Kind;
  readonly workflow: string;
  readonly log: LogDelivery;
  /** The log group; the names of those that AWS creates by itself begin like this. */
  readonly group: string;
}

const kindNames: readonly Kind[] = ['idMapping', 'matching'];

const logged: readonly LoggedWorkflow[] = kindNames.flatMap(kind =>
  loggedWorkflows(kind).map(({ name, log }) => ({
    kind,
    workflow: name,
    log,
    group: `/aws/vendedlogs/entityresolution/${kinds[kind].arnResource}/${name}`,
  })),
);

/** The workflow whose log goes to a log group of this name, or undefined. */
export function loggedTo(group: string): LoggedWorkflow | undefined {
  return logged.find(each => each.group === group && each.log !== 'bucket');
}

/** The ARN of a resource of CloudWatch Logs. */
export function logsArn(region: string, resource: string): string {
  return `arn:aws:logs:${region}:${accountId}:${resource}`;
}

const nameOf = ({ kind, workflow }: LoggedWorkflow): string => `${kinds[kind].arnResource}-${workflow}`;

/**
 * The entries of DescribeDeliverySources, DescribeDeliveries and DescribeDeliveryDestinations in a region. Workflows with
 * a `plain` log also have a delivery to S3, because one source can have several.
 */
export function deliverySources(region: string): object[] {
  return [
    // Other services deliver logs, too.
    {
      name: 'example-distribution',
      arn: logsArn(region, 'delivery-source:example-distribution'),
      resourceArns: [`arn:aws:cloudfront::${accountId}:distribution/EXAMPLE`],
      service: 'cloudfront',
      logType: 'ACCESS_LOGS',
    },
    ...logged.map(each => ({
      name: nameOf(each),
      arn: logsArn(region, `delivery-source:${nameOf(each)}`),
      resourceArns: [workflowArn({ kind: each.kind, name: each.workflow }, region)],
      service: 'entityresolution',
      logType: 'WORKFLOW_LOGS',
    })),
  ];
}

export function deliveries(region: string): object[] {
  return logged.flatMap(each => [
    ...(each.log === 'plain' ? [deliveryOf(each, 'S3', region)] : []),
    deliveryOf(each, each.log === 'bucket' ? 'S3' : 'CWL', region),
  ]);
}

export function deliveryDestinations(region: string): object[] {
  return [
    ...logged
      .filter(({ log }) => log !== 'bucket')
      .map(each => ({
        name: nameOf(each),
        arn: destinationArn(each, 'CWL', region),
        deliveryDestinationType: 'CWL',
        outputFormat: each.log === 'plain' ? 'plain' : 'json',
        deliveryDestinationConfiguration: {
          // The service gives the ARN as it was set: with or without the end that stands for all streams.
          destinationResourceArn: `${logsArn(region, `log-group:${each.group}`)}${each.log === 'mixed' ? ':*' : ''}`,
        },
      })),
    {
      name: 'example-bucket',
      arn: logsArn(region, 'delivery-destination:example-bucket'),
      deliveryDestinationType: 'S3',
      outputFormat: 'json',
      deliveryDestinationConfiguration: { destinationResourceArn: 'arn:aws:s3:::example-results' },
    },
  ];
}

function deliveryOf(each: LoggedWorkflow, type: 'S3' | 'CWL', region: string): object {
  const id = `${nameOf(each)}-${type.toLowerCase()}`;
  return {
    id,
    arn: logsArn(region, `delivery:${id}`),
    deliverySourceName: nameOf(each),
    deliveryDestinationArn: destinationArn(each, type, region),
    deliveryDestinationType: type,
  };
}

function destinationArn(each: LoggedWorkflow, type: 'S3' | 'CWL', region: string): string {
  return logsArn(region, `delivery-destination:${type === 'S3' ? 'example-bucket' : nameOf(each)}`);
}
