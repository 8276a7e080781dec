import { createHash } from 'node:crypto';
import { formatCsv, type CsvRecord } from './csv.ts';
import { groupRecords, mapRecords } from './match.ts';
import type { JobType } from './shapes.ts';
import type { Workflow } from './workflows.ts';

/** A job's counts by their AWS names. */
export type Metrics = Readonly<Record<string, number>>;

/** The input of a job. */
export interface RunInput {
  readonly workflow: Workflow;
  readonly jobType: JobType | null;
  /** The records of each of the workflow's inputs, source first. */
  readonly inputs: readonly (readonly CsvRecord[])[];
  /** The metrics of the workflow's last successful job, to count what is new since then. */
  readonly earlier?: Metrics;
}

/** The result of a job. */
export interface RunResult {
  readonly metrics: Metrics;
  /** The output file. */
  readonly csv: string;
}

/** The columns of the inputs that are not compared. */
const idColumn = 'id';
const deleteColumn = 'delete';

/** Runs an ID mapping job; the CSV contains source id, target id and rule. Every total is the sum of its parts. */
export function runIdMapping({
  workflow,
  jobType,
  inputs: [sources = [], targets = []],
  earlier = {},
}: RunInput): RunResult {
  const counts = inputCounts([...sources, ...targets], jobType);
  const before = mapRecords(sources.filter(hasId), targets.filter(hasId), workflow.rules);
  const mappings = mapRecords(sources.filter(isKept), targets.filter(isKept), workflow.rules);
  // Only a run that builds on an earlier one can remove something.
  const removed = jobType === 'BATCH' ? 0 : Math.max(0, before.length - mappings.length);
  const unique = uniqueIds(sources) + uniqueIds(targets);
  const isNew = (total: number, name: string): number =>
    jobType === 'DELETE_ONLY' ? 0 : Math.max(0, total - (earlier[name] ?? 0));
  const newMapped = isNew(mappings.length, 'totalMappedSourceRecords');
  return {
    metrics: {
      ...counts,
      totalMappedRecords: mappings.length * 2,
      totalMappedSourceRecords: mappings.length,
      totalMappedTargetRecords: mappings.length,
      uniqueRecordsLoaded: unique,
      newMappedRecords: newMapped * 2,
      newMappedSourceRecords: newMapped,
      newMappedTargetRecords: newMapped,
      newUniqueRecordsLoaded: isNew(unique, 'uniqueRecordsLoaded'),
      mappedRecordsRemoved: removed * 2,
      mappedSourceRecordsRemoved: removed,
      mappedTargetRecordsRemoved: removed,
    },
    csv: formatCsv(
      ['source_id', 'target_id', 'rule_name'],
      mappings.map(({ source, target, ruleName }) => ({
        source_id: source[idColumn] ?? '',
        target_id: target[idColumn] ?? '',
        rule_name: ruleName,
      })),
    ),
  };
}

/** Runs a matching job; the CSV contains every record with its match id and the rule that found it. */
export function runMatching({ workflow, inputs }: RunInput): RunResult {
  const records = inputs.flat();
  const grouped = groupRecords(records.filter(isKept), workflow.rules);
  const groups = new Set(grouped.map(({ group }) => group)).size;
  const columns = ['id', 'first_name', 'last_name', 'birth_date', 'email'];
  return {
    metrics: { ...inputCounts(records, null), matchIDs: groups },
    csv: formatCsv(
      ['match_id', 'rule_name', ...columns],
      grouped.map(({ record, group, ruleName = '' }) => ({
        ...record,
        match_id: matchId(workflow, group),
        rule_name: ruleName,
      })),
    ),
  };
}

/** A DELETE_ONLY job reads only the records that are marked for deletion. */
function inputCounts(records: readonly CsvRecord[], jobType: JobType | null): Metrics {
  const read = jobType === 'DELETE_ONLY' ? records.filter(isDeletion) : records;
  const processed = read.filter(hasId);
  return {
    inputRecords: read.length,
    totalRecordsProcessed: processed.length,
    recordsNotProcessed: read.length - processed.length,
    deleteRecordsProcessed: processed.filter(isDeletion).length,
  };
}

function uniqueIds(records: readonly CsvRecord[]): number {
  return new Set(records.filter(isKept).map(record => record[idColumn])).size;
}

function hasId(record: CsvRecord): boolean {
  return (record[idColumn] ?? '') !== '';
}

function isDeletion(record: CsvRecord): boolean {
  return (record[deleteColumn] ?? '').toLowerCase() === 'true';
}

function isKept(record: CsvRecord): boolean {
  return hasId(record) && !isDeletion(record);
}

/** The same group has the same id in every run. */
function matchId({ name }: Workflow, group: number): string {
  return createHash('sha256').update(`${name}/${group}`).digest('hex').slice(0, 32);
}
