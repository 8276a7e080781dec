import { createHash } from 'node:crypto';
import { formatCsv, type CsvRecord } from './csv.ts';
import { groupRecords, mapRecords } from './match.ts';
import type { JobType } from './shapes.ts';
import { idColumn, type InputRecord, isDeletion, type RefusedRecord, soundRecords } from './sound.ts';
import type { Rule, Workflow } from './workflows.ts';

/** A job's counts by their AWS names. */
export type Metrics = Readonly<Record<string, number>>;

/** The input of a job. */
export interface RunInput {
  readonly workflow: Workflow;
  readonly jobType: JobType | null;
  /** The records of each of the workflow's inputs, source first. */
  readonly inputs: readonly (readonly InputRecord[])[];
  /** The metrics of the workflow's last successful job, to count what is new since then. */
  readonly earlier?: Metrics;
}

/** An output file; `path` is below the folder of the job. */
interface OutputFile {
  readonly path: string;
  readonly csv: string;
}

/** The result of a job. */
export interface RunResult {
  readonly metrics: Metrics;
  readonly files: readonly OutputFile[];
}

/** How many records a file has. The service splits its output too, so that nobody may rely on one file. */
const recordsPerFile = 8;

/** Runs an ID mapping job; its files contain source id, target id and rule. Every total is the sum of its parts. */
export function runIdMapping({ workflow, jobType, inputs, earlier = {} }: RunInput): RunResult {
  const { counts, sound, refused } = sort(inputs.flat(), jobType);
  const [sources, targets] = [0, 1].map(index => sound.filter(record => inputs[index]?.includes(record)));
  const kept = (records: readonly InputRecord[] = []): CsvRecord[] => recordsOf(records.filter(isKept));
  const before = mapRecords(recordsOf(sources), recordsOf(targets), workflow.rules);
  const mappings = mapRecords(kept(sources), kept(targets), workflow.rules);
  // Only a run that builds on an earlier one can remove something.
  const removed = jobType === 'BATCH' ? 0 : Math.max(0, before.length - mappings.length);
  const unique = kept(sources).length + kept(targets).length;
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
    files: [
      ...filesOf(
        'success',
        ['source_id', 'target_id', 'rule_name'],
        mappings.map(({ source, target, ruleName }) => ({
          source_id: source[idColumn] ?? '',
          target_id: target[idColumn] ?? '',
          rule_name: ruleName,
        })),
      ),
      ...errorFiles(refused),
    ],
  };
}

const fields = ['first_name', 'last_name', 'birth_date', 'email'] as const;

/** Runs a matching job; its files contain every record with its match ID and the rule that found it. */
export function runMatching({ workflow, inputs }: RunInput): RunResult {
  const { counts, sound, refused } = sort(inputs.flat(), null);
  const kept = sound.filter(isKept);
  const grouped = groupRecords(recordsOf(kept), workflow.rules);
  return {
    metrics: { ...counts, matchIDs: new Set(grouped.map(({ group }) => group)).size },
    files: [
      ...filesOf(
        'success',
        ['InputSourceARN', 'ConfidenceLevel', idColumn, ...fields, 'RecordId', 'MatchID', 'MatchRule'],
        grouped.map(({ record, group, ruleName = '' }, index) => ({
          ...record,
          InputSourceARN: kept[index]?.sourceArn ?? '',
          RecordId: record[idColumn] ?? '',
          MatchID: matchId(workflow, group),
          MatchRule: ruleName,
          ConfidenceLevel: confidence(workflow.rules, ruleName),
        })),
      ),
      ...errorFiles(refused),
    ],
  };
}

/** A DELETE_ONLY job reads only the records that are marked for deletion. */
function sort(
  records: readonly InputRecord[],
  jobType: JobType | null,
): ReturnType<typeof soundRecords> & { readonly counts: Metrics } {
  const sorted = soundRecords(records);
  const isRead = (record: InputRecord): boolean => jobType !== 'DELETE_ONLY' || isDeletion(record);
  const processed = sorted.sound.filter(isRead);
  const refused = sorted.refused.filter(isRead);
  return {
    sound: sorted.sound,
    refused,
    counts: {
      inputRecords: processed.length + refused.length,
      totalRecordsProcessed: processed.length,
      recordsNotProcessed: refused.length,
      deleteRecordsProcessed: processed.filter(isDeletion).length,
    },
  };
}

/** There is no file without records. */
function filesOf(folder: string, columns: readonly string[], records: readonly CsvRecord[]): readonly OutputFile[] {
  return Array.from({ length: Math.ceil(records.length / recordsPerFile) }, (_, index) => ({
    path: `${folder}/part-${String(index).padStart(5, '0')}.csv`,
    csv: formatCsv(columns, records.slice(index * recordsPerFile, (index + 1) * recordsPerFile)),
  }));
}

function errorFiles(refused: readonly RefusedRecord[]): readonly OutputFile[] {
  return filesOf(
    'error',
    ['InputSourceARN', idColumn, ...fields, 'ErrorMessage'],
    refused.map(({ record, sourceArn, message }) => ({ ...record, InputSourceARN: sourceArn, ErrorMessage: message })),
  );
}

function recordsOf(records: readonly InputRecord[] = []): CsvRecord[] {
  return records.map(({ record }) => record);
}

function isKept(record: InputRecord): boolean {
  return !isDeletion(record);
}

/** The same group has the same id in every run. */
function matchId({ name }: Workflow, group: number): string {
  return createHash('sha256').update(`${name}/${group}`).digest('hex').slice(0, 32);
}

/** How certain a match is: each rule is taken for a little less certain than the one before it. */
function confidence(rules: readonly Rule[], ruleName: string): string {
  const place = rules.findIndex(rule => rule.ruleName === ruleName);
  return place < 0 ? '' : Math.max(0.1, 1 - place * 0.1).toFixed(1);
}
