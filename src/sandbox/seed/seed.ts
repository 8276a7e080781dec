import type { Database } from '../store/database.ts';
import { createBucket, putObject } from '../store/objects.ts';
import { clinicalNotes } from './clinicalNotes.ts';
import { clinicPatients, registryPatients } from './patients.ts';

const buckets = ['example-clinical-notes', 'example-patients', 'example-results'];

/**
 * Fills a new database with the example buckets. A database that was filled before is left unchanged, even
 * if its user has changed it.
 * @param now milliseconds since the epoch.
 */
export function seed(database: Database, now: number): void {
  database.transaction(() => {
    if (Number(database.get('PRAGMA user_version')?.['user_version']) > 0) return;
    for (const bucket of buckets) createBucket(database, bucket, now);
    for (const [index, text] of clinicalNotes.entries()) {
      const number = String(index + 1).padStart(2, '0');
      putObject(
        database,
        {
          bucket: 'example-clinical-notes',
          key: `notes/note-${number}.txt`,
          body: text,
          contentType: 'text/plain; charset=utf-8',
        },
        now,
      );
    }
    for (const [key, body] of [
      ['clinic/patients.csv', clinicPatients],
      ['registry/patients.csv', registryPatients],
    ] as const) {
      putObject(database, { bucket: 'example-patients', key, body, contentType: 'text/csv' }, now);
    }
    database.run('PRAGMA user_version = 1');
  });
}
