// The regions, for suggestions and warnings only, never for an error, because both services and AWS itself add regions.
import type { Service } from '../jobs/services.ts';

/** Prefixes of region codes by partition; any other region belongs to `aws`. */
const partitionStarts: readonly (readonly [start: string, partition: string])[] = [
  ['us-gov-', 'aws-us-gov'],
  ['cn-', 'aws-cn'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
];

/** Returns the partition of a region. */
export function partitionOf(region: string): string {
  return partitionStarts.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
}

/** The pattern of a region code; the same as in the schema. */
export const regionPattern = /^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}$/;

/** Every public region, from the AWS SDK's table of partitions. */
export const publicRegions: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'me-west-1',
  'mx-central-1',
  'sa-east-1',
  'sa-west-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'cn-north-1',
  'cn-northwest-1',
  'eusc-de-east-1',
];

/** The regions where each service is known to run. */
export const serviceRegions: Readonly<
  Record<Service, { readonly regions: readonly string[]; readonly complete: boolean }>
> = {
  comprehendmedical: {
    regions: [
      'us-east-1',
      'us-east-2',
      'us-west-2',
      'ca-central-1',
      'eu-west-1',
      'eu-west-2',
      'ap-southeast-2',
      'us-gov-west-1',
    ],
    complete: true,
  },
  entityresolution: {
    regions: [
      'us-east-1',
      'us-east-2',
      'us-west-2',
      'af-south-1',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-southeast-1',
      'ap-southeast-2',
      'ca-central-1',
      'eu-west-1',
    ],
    complete: false,
  },
};
