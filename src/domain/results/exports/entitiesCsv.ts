import { csvOf, mentionColumns } from './csv.ts';
import { type EntityRecord, entityRecords } from './records.ts';

/** A row for each entity. */
export const entitiesCsv = csvOf<EntityRecord>(
  'entitiesCsv',
  {
    input: row => row.input,
    key: row => row.key,
    modelVersion: row => row.modelVersion,
    ...mentionColumns,
    attributes: row => row.attributes.length,
  },
  entityRecords,
);
