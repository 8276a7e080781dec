import { workflowRoleArn, type StoredWorkflow } from '../entityresolution/workflows.ts';
import type { Database } from '../store/database.ts';
import { chance, pick, syntheticJobId } from './chance.ts';

/** The given properties of a synthetic job. Times are milliseconds since the epoch. */
export interface SyntheticResolutionJob {
  /** The job's index among all synthetic jobs. */
  readonly index: number;
  /** The job's index among those of its workflow: the counts grow with it. */
  readonly turn: number;
  readonly region: string;
  readonly workflow: StoredWorkflow;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** How jobs end, weighted: with counts, or with a message. */
const endings: readonly (readonly [number, string | undefined])[] = [
  [90, undefined],
  [4, 'The input table synthetic_clinic has no column that the schema mapping names.'],
  [3, 'The role of the workflow may not read s3://synthetic-patients/.'],
  [3, 'An internal error occurred.'],
];

/**
 * The workflow with an index: ID mapping and matching alternate, and every third ID mapping workflow is incremental.
 */
export function syntheticWorkflow(index: number): StoredWorkflow {
  const kind = index % 2 === 0 ? 'idMapping' : 'matching';
  const number = Math.floor(index / 2);
  const name = `synthetic-${kind === 'idMapping' ? 'id-mapping' : 'matching'}-${String(number + 1).padStart(3, '0')}`;
  return {
    kind,
    name,
    description: 'Made up, to try views of many workflows; it runs over the example patients.',
    incremental: kind === 'idMapping' && number % 3 === 2,
  };
}

/** Writes a synthetic job that has ended, unless it exists. */
export function insertResolutionJob(
  database: Database,
  { index, turn, region, workflow: { kind, name, incremental }, startedAt, endedAt }: SyntheticResolutionJob,
): void {
  const message = pick(endings, chance('ending', index));
  const records = 40_000 + 250 * turn + Math.floor(1_000 * chance('records', index));
  database.run(
    `INSERT INTO resolutionJobs (region, kind, workflowName, jobId, jobType, outputSourceConfig, startedAt, finishesAt, outcome, message, metrics) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (jobId) DO NOTHING`,
    region,
    kind,
    name,
    syntheticJobId(index),
    kind === 'matching' ? null : incremental ? 'INCREMENTAL' : 'BATCH',
    JSON.stringify([{ roleArn: workflowRoleArn, outputS3Path: `s3://synthetic-results/${name}/` }]),
    startedAt,
    endedAt,
    message === undefined ? 'SUCCEEDED' : 'FAILED',
    message ?? null,
    message === undefined
      ? JSON.stringify(kind === 'idMapping' ? mapped(records, index) : matched(records, index))
      : null,
  );
}

function processed(records: number, index: number): Record<string, number> {
  const skipped = Math.floor(records * 0.01 * chance('skipped', index));
  return {
    inputRecords: records,
    totalRecordsProcessed: records - skipped,
    recordsNotProcessed: skipped,
    deleteRecordsProcessed: 0,
  };
}

function mapped(records: number, index: number): Record<string, number> {
  const mappings = Math.floor(records * (0.3 + 0.1 * chance('mapped', index)));
  const added = Math.floor(mappings * 0.02);
  return {
    ...processed(records, index),
    totalMappedRecords: mappings * 2,
    totalMappedSourceRecords: mappings,
    totalMappedTargetRecords: mappings,
    uniqueRecordsLoaded: records - mappings,
    newMappedRecords: added * 2,
    newMappedSourceRecords: added,
    newMappedTargetRecords: added,
    newUniqueRecordsLoaded: Math.floor(added / 2),
    mappedRecordsRemoved: 0,
    mappedSourceRecordsRemoved: 0,
    mappedTargetRecordsRemoved: 0,
  };
}

function matched(records: number, index: number): Record<string, number> {
  return { ...processed(records, index), matchIDs: Math.floor(records * (0.6 + 0.1 * chance('matched', index))) };
}
