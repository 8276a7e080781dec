// Writes a state machine that starts the runs of a table: a Distributed Map over a list of their requests in S3.
import { defined } from '../../defined.ts';
import { isWorkflowKind } from '../../jobs/kinds.ts';
import { serviceFacts } from '../../jobs/services.ts';
import type { JsonObject } from '../../json.ts';
import type { ValidSpec } from '../../spec/spec.ts';
import { escapeVariables } from '../../spec/variables.ts';
import { jsonataText } from './jsonata.ts';
import { jobStatements } from './policies.ts';
import {
  type ExportPlace,
  type ExportSource,
  type Exported,
  type Parts,
  callsOf,
  json,
  literalOf,
  partitionIn,
  placeholder,
  sourceOf,
  withTexts,
} from './source.ts';
import { guardStates, integrationMember, startState, watchStates } from './states.ts';
import { commentOf, machine, roleFiles, tokenOf } from './stepFunctions.ts';

/** The longest input of a state, in bytes of UTF-8. Source: "Quotas" of the Step Functions Developer Guide. */
const maxPayloadBytes = 262_144;

const runs = 'Start and watch each run';

/** The runs of a table have values, not variables. */
const literalIn = (parts: Parts): string => parts.filter(part => typeof part === 'string').join('');

/** A run of a table. */
export interface ExportedRun {
  readonly name?: string;
  readonly source: ExportSource;
}

/** A row of a table, as it was checked. */
export interface TableRun {
  readonly row: { readonly number: number };
  readonly name?: string;
  readonly spec?: ValidSpec;
  readonly why?: string;
  readonly sameAs?: number;
}

/** Writes the runs of a table, with the values that their variables have. Returns a sentence if one cannot be started. */
export function writeTable(rows: readonly TableRun[], place: ExportPlace): Exported | string {
  const list: ExportedRun[] = [];
  for (const { row, name, spec, why, sameAs } of rows) {
    if (spec === undefined) return `Row ${row.number}: ${why ?? ''}`;
    if (sameAs !== undefined)
      return `Row ${row.number} has the same request as row ${sameAs}, so the same job would be started twice. Remove one of them.`;
    const { kind, request, region, account } = spec;
    // A value that looks like a variable is none.
    const literal = JSON.parse(escapeVariables(JSON.stringify(request))) as JsonObject;
    list.push({ source: sourceOf(kind, literal, place, defined({ region, account })), ...defined({ name }) });
  }
  return writeDistributedMap(list);
}

/**
 * Writes a state machine that starts the runs of a table, as many at once as the service allows, with the list of their
 * requests that is put into S3. Returns a sentence if they cannot be in one.
 */
export function writeDistributedMap(list: readonly ExportedRun[]): Exported | string {
  const [first] = list;
  if (first === undefined) return 'The table has no runs.';
  const { source } = first;
  if (new Set(list.map(({ source: each }) => each.region)).size > 1)
    return 'The runs are in several regions, and a state machine starts jobs in its own only. Make a table for each region.';
  const items = list.map(
    ({ name, source: each }): JsonObject => ({
      ...(name === undefined ? {} : { name }),
      request: withTexts(each.request, each, literalIn, integrationMember),
    }),
  );
  const tooLarge = items.findIndex(item => new TextEncoder().encode(JSON.stringify(item)).length > maxPayloadBytes / 2);
  if (tooLarge !== -1) return `The request of run ${tooLarge + 1} is too large for a state machine (over 128 KB).`;
  const manifest = `${source.name}.runs.json`;
  const bucket = `${placeholder}_BUCKET`;
  const isWorkflow = isWorkflowKind(source.kind);
  const start = startState(
    source,
    source.kind.repeatable
      ? "{% $merge([$states.input.request, {'ClientRequestToken': $states.input.token}]) %}"
      : '{% $states.input.request %}',
    'Wait',
  );
  const end = (status: string): JsonObject => ({ Type: 'Succeed', Output: { JobId: '{% $jobId %}', Status: status } });
  // A run must not fail by itself: the map would leave it out of what it counts.
  const caughtBy = (next: string): JsonObject => ({ Catch: [{ ErrorEquals: ['States.ALL'], Next: next }] });
  const watch = watchStates(source, isWorkflow ? '{% $workflow %}' : undefined, {
    succeeded: 'The job has ended',
    failed: 'The job has ended',
  });
  const each: JsonObject = {
    'Start the job': {
      ...start,
      ...(isWorkflow
        ? { Assign: { ...(start['Assign'] as JsonObject), workflow: '{% $states.input.request.WorkflowName %}' } }
        : {}),
      ...caughtBy('The start was refused or is unclear'),
    },
    'The start was refused or is unclear': { Type: 'Succeed', Output: { Status: 'NOT_CONFIRMED' } },
    ...watch,
    'Describe the job': {
      ...(watch['Describe the job'] as JsonObject),
      ...caughtBy('The job is not watched any more'),
    },
    'The job is not watched any more': end('NOT_WATCHED'),
    'The job has ended': end('{% $status %}'),
  };
  const good = callsOf(source.kind).succeeded.map(jsonataText).join(', ');
  const states: JsonObject = {
    ...guardStates(source, runs),
    [runs]: {
      Type: 'Map',
      ItemReader: {
        Resource: `arn:${partitionIn(source)}:states:::s3:getObject`,
        ReaderConfig: { InputType: 'JSON' },
        Arguments: { Bucket: bucket, Key: manifest },
      },
      ItemSelector: {
        request: '{% $states.context.Map.Item.Value.request %}',
        token: tokenOf("$states.context.Execution.Id & '/' & $string($states.context.Map.Item.Index)"),
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Start the job',
        States: each,
      },
      MaxConcurrency: serviceFacts[source.kind.service].maxActiveJobs,
      // A run that fails must not end the watch of the others.
      ToleratedFailurePercentage: 100,
      Assign: { bad: `{% $count($states.result[$not(Status in [${good}])]) %}` },
      Next: 'Have all succeeded?',
    },
    'Have all succeeded?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $bad = 0 %}', Next: 'All runs have succeeded' }],
      Default: 'Some runs have not succeeded',
    },
    'All runs have succeeded': { Type: 'Succeed' },
    'Some runs have not succeeded': {
      Type: 'Fail',
      Error: 'RunsFailed',
      Cause: "{% 'Runs that have not succeeded: ' & $string($bad) & '. See the map run.' %}",
    },
  };
  return {
    files: [
      { suffix: '.asl.json', text: json(machine(states, commentOf(source))) },
      { suffix: '.runs.json', text: json(items) },
      ...roleFiles(source, [
        ...jobStatements(
          list.map(run => run.source),
          true,
        ),
        ...mapStatements(source, bucket, manifest),
      ]),
    ],
    told: source.told,
  };
}

/** What a Distributed Map needs besides its jobs: its list, and executions of its own machine. */
function mapStatements(source: ExportSource, bucket: string, key: string): readonly JsonObject[] {
  const partition = partitionIn(source);
  const region = literalOf(source, source.region) ?? `${placeholder}_REGION`;
  const account = literalOf(source, source.account) ?? `${placeholder}_ACCOUNT`;
  const name = `${placeholder}_STATE_MACHINE`;
  return [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:${partition}:s3:::${bucket}/${key}` },
    {
      Effect: 'Allow',
      Action: 'states:StartExecution',
      Resource: `arn:${partition}:states:${region}:${account}:stateMachine:${name}`,
    },
    {
      Effect: 'Allow',
      Action: ['states:DescribeExecution', 'states:StopExecution'],
      Resource: `arn:${partition}:states:${region}:${account}:execution:${name}/*`,
    },
  ];
}
