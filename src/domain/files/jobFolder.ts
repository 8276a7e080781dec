import { type Job, type JobKey, keyFrom } from '../jobs/job.ts';
import type { S3Place } from '../s3Place.ts';
import { s3PlaceOf } from '../s3Place.ts';

/** The folders that a job names. */
export type Root = 'input' | 'output';

/** Returns a folder of a job; undefined if the job does not name it, as workflows do not name their input. */
export function jobFolder(job: Pick<Job, Root>, root: Root): S3Place | undefined {
  const place = s3PlaceOf(job[root]);
  if (place === undefined || place.key === '' || place.key.endsWith('/')) return place;
  // Services read every key that begins with a prefix, and write to a folder of its name.
  const key = root === 'input' ? place.key.slice(0, place.key.lastIndexOf('/') + 1) : `${place.key}/`;
  return { ...place, key };
}

/** Returns the authority that names a job in a URI, where upper and lower case are the same. */
export function authorityOf({ partition, account, region, service, id }: JobKey): string {
  return [partition, account, region, service, id]
    .map(part => part.replaceAll(/[A-Z~+]/g, letter => `~${{ '~': '0', '+': '1' }[letter] ?? letter.toLowerCase()}`))
    .join('+');
}

/** Returns the key of the job that an authority names; undefined if it names none. */
export function jobOfAuthority(authority: string): JobKey | undefined {
  const parts = authority
    .split('+')
    .map(part =>
      part.replaceAll(/~(.)/g, (_, letter: string) => ({ '0': '~', '1': '+' })[letter] ?? letter.toUpperCase()),
    );
  return parts.length === 5 && parts.every(part => part !== '') ? keyFrom(parts.join('/')) : undefined;
}
