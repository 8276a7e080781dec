import type { Database } from '../store/database.ts';
import { createBucket, putObject, type NewObject } from '../store/objects.ts';
import { configuredBuckets } from '../s3/configurations.ts';
import { lockedBucket, payersBucket } from '../s3/reserved.ts';
import { unusualNotes, visitNotes, type SeededNote } from './exampleNotes.ts';
import { clinicPatients, registryPatients } from './patients.ts';
import { stateObjects } from './states.ts';

/** What was added to the seed at a time. */
interface Addition {
  readonly buckets: readonly string[];
  readonly objects: readonly NewObject[];
}

const noteObject = ({ key, body }: SeededNote): NewObject => ({
  bucket: 'example-clinical-notes',
  key,
  body,
  contentType: 'text/plain; charset=utf-8',
});

/** The parts of the seed, in the order in which they were added. Of them, a database has as many as its version says. */
const additions: readonly Addition[] = [
  {
    buckets: ['example-clinical-notes', 'example-patients', 'example-results'],
    objects: [
      ...visitNotes.map(noteObject),
      { bucket: 'example-patients', key: 'clinic/patients.csv', body: clinicPatients, contentType: 'text/csv' },
      { bucket: 'example-patients', key: 'registry/patients.csv', body: registryPatients, contentType: 'text/csv' },
    ],
  },
  {
    buckets: ['example-elsewhere', 'example-states'],
    objects: [...unusualNotes.map(noteObject), ...stateObjects],
  },
  { buckets: configuredBuckets, objects: [] },
  { buckets: [payersBucket, lockedBucket], objects: [] },
];

/**
 * Fills a new database with the example buckets. A database that was filled before only gets what was added since: what
 * it has is left unchanged, even if its user has changed it.
 * @param now milliseconds since the epoch.
 */
export function seed(database: Database, now: number): void {
  database.transaction(() => {
    const version = Number(database.get('PRAGMA user_version')?.['user_version']);
    if (version >= additions.length) return;
    for (const { buckets, objects } of additions.slice(version)) {
      for (const bucket of buckets) createBucket(database, bucket, now);
      for (const object of objects) putObject(database, object, now);
    }
    database.run(`PRAGMA user_version = ${additions.length}`);
  });
}
