import type { EndpointOverrides } from '../domain/connection.ts';

/** The services that are called, with their names in config files and variables. */
export const serviceNames = {
  comprehendmedical: 'comprehendmedical',
  entityresolution: 'entityresolution',
  sts: 'sts',
  s3: 's3',
  iam: 'iam',
  kms: 'kms',
  logs: 'cloudwatch_logs',
  servicequotas: 'service_quotas',
  accessanalyzer: 'accessanalyzer',
} as const satisfies Record<keyof EndpointOverrides, string>;

/** One URL for all services, as a stand-in for AWS has. */
export function everyEndpoint(url: string): EndpointOverrides {
  return Object.fromEntries(Object.keys(serviceNames).map(service => [service, url]));
}
