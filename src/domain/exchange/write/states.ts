// The states of Step Functions that start one job and wait for its end.
import { serviceFacts } from '../../jobs/services.ts';
import type { JsonObject } from '../../json.ts';
import { jsonataInput, jsonataOf, jsonataText } from './jsonata.ts';
import { type ExportSource, type JobCalls, callsOf, partitionIn } from './source.ts';

/** How the SDK integrations write members, as AWS's SDK for Java does: `workflowName` → `WorkflowName`, `KMSKey` → `KmsKey`. */
export const integrationMember = (name: string): string =>
  (name[0] ?? '').toUpperCase() + name.slice(1).replace(/^MS(?=[A-Z])/, 'ms');

/** How they write an operation. */
export const integrationCall = (operation: string): string => (operation[0] ?? '').toLowerCase() + operation.slice(1);

/** The prefixes of the services' errors. Source: "AWS SDK service integrations" of the Step Functions Developer Guide. */
const errorPrefix = { comprehendmedical: 'ComprehendMedical', entityresolution: 'EntityResolution' } as const;

/**
 * The pauses between two questions, in seconds: growing, because an execution ends after 25,000 events, and each
 * question takes ten.
 */
const firstPause = 30;
const longestPause = 600;

const resourceOf = (source: ExportSource, operation: string): string =>
  `arn:${partitionIn(source)}:states:::aws-sdk:${source.kind.service}:${integrationCall(operation)}`;

/** What starts the job. `retry`: only what certainly has started nothing is tried again. */
export function startState(source: ExportSource, arguments_: JsonObject | string, next: string): JsonObject {
  const { start, jobId, busy } = callsOf(source.kind);
  const isExclusive = serviceFacts[source.kind.service].maxActiveJobs === 1;
  return {
    Type: 'Task',
    Resource: resourceOf(source, start),
    Arguments: arguments_,
    Assign: { jobId: `{% $states.result.${integrationMember(jobId)} %}`, pause: firstPause },
    Retry: [
      {
        ErrorEquals: busy.map(name => `${errorPrefix[source.kind.service]}.${name}`),
        // Another run of the workflow must end first, which takes a while.
        IntervalSeconds: isExclusive ? 60 : 5,
        BackoffRate: isExclusive ? 1.5 : 2,
        MaxDelaySeconds: 900,
        MaxAttempts: 60,
        JitterStrategy: 'FULL',
      },
    ],
    Next: next,
  };
}

/** The names of the states that follow a start. `ended`: what a job's end leads to. */
export interface Ends {
  readonly succeeded: string;
  readonly failed: string;
}

/** What waits and asks until the job has ended. `workflow`: the expression of its name, for Entity Resolution. */
export function watchStates(source: ExportSource, workflow: string | undefined, ends: Ends): JsonObject {
  const { describe, jobId, status, succeeded, failed } = callsOf(source.kind);
  const prefix = errorPrefix[source.kind.service];
  const isOneOf = (statuses: readonly string[]): string => `{% $status in [${statuses.map(jsonataText).join(', ')}] %}`;
  return {
    Wait: { Type: 'Wait', Seconds: '{% $pause %}', Next: 'Describe the job' },
    'Describe the job': {
      Type: 'Task',
      Resource: resourceOf(source, describe),
      Arguments: {
        ...(workflow === undefined ? {} : { WorkflowName: workflow }),
        [integrationMember(jobId)]: '{% $jobId %}',
      },
      Assign: {
        status: `{% $states.result.${status.map(integrationMember).join('.')} %}`,
        pause: `{% $min([$pause * 2, ${longestPause}]) %}`,
      },
      Retry: [
        {
          ErrorEquals: [...throttling, 'InternalServerException'].map(name => `${prefix}.${name}`),
          IntervalSeconds: 10,
          BackoffRate: 2,
          MaxDelaySeconds: 600,
          MaxAttempts: 60,
          JitterStrategy: 'FULL',
        },
        // Reading again does no harm.
        { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 30, BackoffRate: 2, MaxAttempts: 4 },
      ],
      Next: 'Has it ended?',
    },
    'Has it ended?': {
      Type: 'Choice',
      Choices: [
        { Condition: isOneOf(succeeded), Next: ends.succeeded },
        { Condition: isOneOf(failed), Next: ends.failed },
      ],
      // Any other status, also one that the service adds one day.
      Default: 'Wait',
    },
  };
}

const throttling: readonly JobCalls['busy'][number][] = ['TooManyRequestsException', 'ThrottlingException'];

/**
 * What must hold before anything is started: the account and region of the spec, and a value for each parameter. A
 * missing one would be an empty text, and an empty key a whole bucket.
 */
export function guardStates(source: ExportSource, next: string): JsonObject {
  const { region, account, parameters, parts } = source;
  const asked = parameters.filter(({ kind }) => kind !== 'date');
  const arn = (index: number): string => `$split($states.context.Execution.Id, ':')[${index}]`;
  const places = [
    ...(region === undefined ? [] : [`${arn(3)} = ${grouped(jsonataOf(parts(region)))}`]),
    ...(account === undefined ? [] : [`${arn(4)} = ${grouped(jsonataOf(parts(account)))}`]),
  ];
  const given = asked.map(each => `$type(${jsonataInput(each)}) = 'string' and ${jsonataInput(each)} != ''`);
  const states: Record<string, JsonObject> = {};
  const guards = [
    {
      name: 'Is the input complete?',
      conditions: given,
      otherwise: 'The input is not complete',
      cause: `The input of the execution lacks a text for one of these: ${asked.map(({ name }) => name).join(', ')}. Nothing was started.`,
    },
    {
      name: 'Is this the right place?',
      conditions: places,
      otherwise: 'This is the wrong place',
      cause: 'The job spec is for another account or region. Nothing was started.',
    },
  ].filter(({ conditions }) => conditions.length > 0);
  for (const [index, { name, conditions, otherwise, cause }] of guards.entries()) {
    states[name] = {
      Type: 'Choice',
      Choices: [{ Condition: `{% ${conditions.join(' and ')} %}`, Next: guards[index + 1]?.name ?? next }],
      Default: otherwise,
    };
    states[otherwise] = { Type: 'Fail', Error: 'NothingStarted', Cause: cause };
  }
  return states;
}

const grouped = (expression: string): string => (expression.includes(' & ') ? `(${expression})` : expression);
