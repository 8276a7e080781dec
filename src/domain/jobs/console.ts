// Links into the AWS console, of the few forms that are known to work: a service's first page, and a prefix in S3.
import { readS3Place } from '../spec/s3.ts';
import { consoleHost } from './consoleHost.ts';
import type { JobKey } from './job.ts';
import type { Service } from './services.ts';

/** No link leads to a single job of either service. */
const homes: Readonly<Record<Service, string>> = {
  comprehendmedical: 'comprehend/v2/home',
  entityresolution: 'entityresolution/home',
};

/** The first page of the job's service in the job's region. */
export function serviceHome({ partition, region, service }: JobKey): string | undefined {
  const host = consoleHost(partition);
  return host && `https://${host}/${homes[service]}?region=${encodeURIComponent(region)}`;
}

/** The page of S3 that lists what lies under a place (`s3://…`); undefined where that is none. */
export function s3Prefix({ partition, region }: Pick<JobKey, 'partition' | 'region'>, uri: string): string | undefined {
  const host = consoleHost(partition);
  const place = readS3Place(uri);
  if (host === undefined || place === undefined) return undefined;
  const folder = place.key === '' || place.key.endsWith('/') ? place.key : `${place.key}/`;
  return `https://${host}/s3/buckets/${encodeURIComponent(place.bucket)}?region=${encodeURIComponent(region)}${folder === '' ? '' : `&prefix=${encodeURIComponent(folder)}`}`;
}
