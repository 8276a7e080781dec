// Links to the AWS console, in the few forms known to work: a service's home page, and a prefix in S3.
import { readS3Place } from '../spec/s3.ts';
import { consoleHost } from './consoleHost.ts';
import type { JobKey } from './job.ts';
import type { Service } from './services.ts';

/** Neither service has a link to a single job. */
const homes: Readonly<Record<Service, string>> = {
  comprehendmedical: 'comprehend/v2/home',
  entityresolution: 'entityresolution/home',
};

/** Returns the home page of the job's service in the job's region; undefined for a partition without a console. */
export function serviceHome({ partition, region, service }: JobKey): string | undefined {
  const host = consoleHost(partition);
  return host && `https://${host}/${homes[service]}?region=${encodeURIComponent(region)}`;
}

/**
 * Returns the S3 page that lists the objects under a place (`s3://…`); undefined if it is not one, or there is no
 * console.
 */
export function s3Prefix({ partition, region }: Pick<JobKey, 'partition' | 'region'>, uri: string): string | undefined {
  const host = consoleHost(partition);
  const place = readS3Place(uri);
  if (host === undefined || place === undefined) return undefined;
  const folder = place.key === '' || place.key.endsWith('/') ? place.key : `${place.key}/`;
  return `https://${host}/s3/buckets/${encodeURIComponent(place.bucket)}?region=${encodeURIComponent(region)}${folder === '' ? '' : `&prefix=${encodeURIComponent(folder)}`}`;
}
