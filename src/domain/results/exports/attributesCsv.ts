import { csvOf, mentionColumns } from './csv.ts';
import { type AttributeRecord, attributeRecords } from './records.ts';

/** A row for each attribute of each entity, and for each attribute without one. */
export const attributesCsv = csvOf<AttributeRecord>(
  'attributesCsv',
  {
    input: row => row.input,
    key: row => row.key,
    modelVersion: row => row.modelVersion,
    isMapped: row => row.isMapped,
    entityId: row => row.entityId,
    entityCategory: row => row.entityCategory,
    entityType: row => row.entityType,
    entityText: row => row.entityText,
    relation: row => row.relation,
    relationScore: row => row.relationScore,
    ...mentionColumns,
  },
  attributeRecords,
);
